import { spawnSync, type ChildProcess } from 'node:child_process';

/** One system call of a run: the n-th of its name in its thread. */
export interface SystemCall {
  readonly name: string;
  readonly nth: number;
  /** In the main thread, which does the last step of a swap itself; else in the thread that does the work on files. */
  readonly main: boolean;
}

/** Whether this machine lets a program be traced, which containers often forbid. */
export function tracingAllowed(): boolean {
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
}

/** Resolves when a stream has said it; the stream goes on flowing, or its writer would be killed by a broken pipe. */
export function outputHolding(child: ChildProcess, stream: 'stdout' | 'stderr', text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child[stream]!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(text)) resolve();
    }).on('end', () => reject(new Error(`ended before it said "${text}": ${output}`)));
  });
}

/** Calls that change something on a disk, told from a trace made with `-y`. */
const CHANGES =
  /^(?:fsync|fdatasync|rename\w*|unlink\w*|link\w*|symlink\w*|mkdir\w*|rmdir|chmod|fchmod\w*|\w*chown\w*|ftruncate|openat\(.*O_(?:CREAT|TRUNC)|p?write(?:v|64)?\(\d+<\/)/;

/**
 * The calls of a trace that matter, in order; with `every` all of the threads that do the work.
 * @param aside what belongs to something else, though it looks like it
 */
export function callsOf(trace: string, pid: number, every: boolean, aside?: RegExp): SystemCall[] {
  const calls: (SystemCall & { thread: string })[] = [];
  const counts = new Map<string, number>();
  for (const line of trace.split('\n')) {
    const [, thread, call] = /^(\d+) +(\S.*)$/.exec(line) ?? [];
    const name = /^(\w+)\(/.exec(call ?? '')?.[1];
    if (thread === undefined || call === undefined || name === undefined) continue;
    const nth = (counts.get(`${thread} ${name}`) ?? 0) + 1;
    counts.set(`${thread} ${name}`, nth);
    const main = Number(thread) === pid;
    // What the main thread does besides swapping is waiting for the other
    if (aside?.test(call) === true) continue;
    if (CHANGES.test(call) || (every && !main)) calls.push({ name, nth, main, thread });
  }
  const working = mostFrequent(calls.filter(({ main }) => !main).map(({ thread }) => thread));
  return calls.filter(({ main, thread }) => main || thread === working);
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
