import type { Platform } from '@archivesmp/contracts/vocabulary';
import type { FleetInstance } from './fleet-instance.js';
import { distinctNames } from './instance-names.js';

/** An instance as it was found or recorded: its id is what stays, its name may change or occur twice. */
export interface IdentifiedInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly host: string;
  readonly platform: Platform;
  readonly tags: readonly string[];
}

/** Instances under the names that expectations use. */
export interface NamedFleet {
  readonly instances: readonly FleetInstance[];
  /** Instance id to its name among `instances`. */
  readonly nameOf: ReadonlyMap<string, string>;
  /** The reverse. */
  readonly idOf: ReadonlyMap<string, string>;
}

/** Names are aliases and may occur on two hosts; then each is told apart by its host, and both answer to the plain name. */
export function namedFleet(identified: readonly IdentifiedInstance[]): NamedFleet {
  const names = distinctNames(identified);
  const nameOf = new Map<string, string>();
  const instances = identified.map((one, index) => {
    const name = names[index]!;
    nameOf.set(one.id, name);
    const aliases = [...new Set([one.id, one.name, one.friendlyName])].filter((alias) => alias !== name);
    return { name, host: one.host, platform: one.platform, tags: one.tags, aliases };
  });
  return { instances, nameOf, idOf: new Map([...nameOf].map(([id, name]) => [name, id])) };
}

/**
 * An instance by its id, as these describe it: deviations.yml adds tags and platforms to what was found, and they decide about
 * expectations. undefined when it is not, or no longer, among them.
 * @param described instances under the names that `fleet` gave them
 */
export function describedInstance(
  described: readonly FleetInstance[],
  { nameOf }: { readonly nameOf: Pick<NamedFleet['nameOf'], 'get'> },
  id: string,
): FleetInstance | undefined {
  const known = nameOf.get(id);
  return known === undefined ? undefined : described.find(({ name }) => name === known);
}

/** The same for an instance at hand: as these describe it, and as it is where they do not. */
export const asDescribed = (described: readonly FleetInstance[], instance: FleetInstance): FleetInstance =>
  described.find(({ name }) => name === instance.name) ?? instance;
