/** How one instance was not backed up wholly. */
export interface InstanceTrouble {
  readonly instance: string;
  readonly trouble: string;
}

const NAMED = 10;

/** Every reason once, with the instances it holds for: `BENT01, EVO01: nobody answers`. In the order of their first instance. */
export function groupedTroubles(troubles: readonly InstanceTrouble[]): string[] {
  const byReason = Map.groupBy(troubles, ({ trouble }) => trouble);
  return [...byReason].map(([trouble, of]) => {
    const names = of.slice(0, NAMED).map(({ instance }) => instance);
    const more = of.length - names.length;
    return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${trouble}`;
  });
}

/** One of a stored progress, which holds them as `INSTANCE: reason`. */
export function storedTrouble(line: string): InstanceTrouble {
  const end = line.indexOf(': ');
  return end < 0
    ? { instance: line, trouble: 'no reason given' }
    : { instance: line.slice(0, end), trouble: line.slice(end + 2) };
}
