import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a process noted of the answers that it gave. */
type Note =
  { readonly fault: string; readonly body: string } | { readonly counts: Readonly<Record<string, number>> };

/** Leaves in a folder what answers were wrong, and how many were looked at. Written at once: the process may be killed. */
export class AnswerNotes {
  private readonly noted = new Set<string>();
  private counts: Record<string, number> = {};

  constructor(private readonly dir: string) {
    mkdirSync(dir, { recursive: true });
  }

  /** Each fault once. */
  fault(fault: string, body: string): void {
    if (this.noted.has(fault)) return;
    this.noted.add(fault);
    this.writeNote({ fault, body: body.slice(0, 300) });
  }

  /** One answer of an operation was looked at. */
  countAnswer(operation: string): void {
    this.counts[operation] = (this.counts[operation] ?? 0) + 1;
  }

  /** To be called before the process ends. */
  flush(): void {
    if (Object.keys(this.counts).length > 0) this.writeNote({ counts: this.counts });
    this.counts = {};
  }

  private writeNote(note: Note): void {
    appendFileSync(path.join(this.dir, `${process.pid}.jsonl`), `${JSON.stringify(note)}\n`);
  }
}

/** Everything noted in a folder and the folders below it. */
export function readNotes(dir: string): { faults: string[]; counts: Map<string, number> } {
  const faults = new Set<string>();
  const counts = new Map<string, number>();
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.jsonl'),
  ))
    for (const line of readFileSync(path.join(dir, name), 'utf8').split('\n').filter(Boolean)) {
      const note = JSON.parse(line) as Note;
      if ('fault' in note) faults.add(`${note.fault}\n    ${note.body}`);
      else
        for (const [operation, count] of Object.entries(note.counts))
          counts.set(operation, (counts.get(operation) ?? 0) + count);
    }
  return { faults: [...faults].sort(), counts };
}
