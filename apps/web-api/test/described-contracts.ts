/** One event as its source describes it. */
export interface DescribedEvent {
  readonly name: string;
  /** Its fields, comma separated. */
  readonly data: string;
  readonly description: string;
}

const DOC = String.raw`\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*`;

/** A doc comment as one line. */
const plain = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s*/, '').trim())
    .join(' ')
    .trim();

/** Events with the comment in front of each, in the order of the source. */
export function describedEvents(source: string): DescribedEvent[] {
  const entry = new RegExp(`${DOC}'([a-z.-]+)':\\s*\\{([^}]*)\\}`, 'g');
  return [...source.matchAll(entry)].map(([, comment, name, fields]) => ({
    name: name!,
    data: [...fields!.matchAll(/(\w+)\??:/g)].map(([, field]) => field).join(', '),
    description: plain(comment!),
  }));
}

/** What the comment in front of each `defineJob` says, by name of the job. */
export function describedJobs(source: string): Map<string, string> {
  const entry = new RegExp(`${DOC}export const \\w+ = defineJob\\(\\{\\s*name: '([^']+)'`, 'g');
  return new Map([...source.matchAll(entry)].map(([, comment, name]) => [name!, plain(comment!)]));
}
