/** How one instance was not backed up wholly. */
export interface InstanceFailure {
  readonly instance: string;
  readonly failure: string;
}

const NAMED = 10;

/** Every reason once, with the instances it holds for: `BENT01, EVO01: no answer`. In the order of their first instance. */
export function groupFailures(failures: readonly InstanceFailure[]): string[] {
  const byReason = Map.groupBy(failures, ({ failure }) => failure);
  return [...byReason].map(([failure, of]) => {
    const names = of.slice(0, NAMED).map(({ instance }) => instance);
    const more = of.length - names.length;
    return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${failure}`;
  });
}

/** One of a stored progress, which holds them as `INSTANCE: reason`. */
export function parseStoredFailure(line: string): InstanceFailure {
  const end = line.indexOf(': ');
  return end < 0
    ? { instance: line, failure: 'no reason given' }
    : { instance: line.slice(0, end), failure: line.slice(end + 2) };
}
