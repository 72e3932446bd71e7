/** An instance as people call it. */
export interface NamedInstance {
  readonly name: string;
  readonly host: string;
}

/**
 * The name that tells an instance apart from all others: its own, or `NAME@HOST` where two have the same. The plain name then
 * means both wherever several can be meant, and none where only one can.
 */
export function distinctNames(instances: readonly NamedInstance[]): string[] {
  const count = new Map<string, number>();
  for (const { name } of instances) count.set(name, (count.get(name) ?? 0) + 1);
  return instances.map((one) => (count.get(one.name)! > 1 ? nameWithHost(one) : one.name));
}

/** How an instance is named where its host counts. */
export const nameWithHost = ({ name, host }: NamedInstance): string => `${name}@${host}`;
