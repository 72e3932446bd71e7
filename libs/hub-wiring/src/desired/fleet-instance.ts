import { distinctNames, type FleetInstance } from '@archivesmp/baseline';
import type { FleetInstance as RecordedInstance } from '@archivesmp/history';

/** Recorded instances under the names that expectations use. */
export interface NamedFleet {
  readonly instances: readonly FleetInstance[];
  /** Instance id to its name among `instances`. */
  readonly nameOf: ReadonlyMap<string, string>;
  /** The reverse. */
  readonly idOf: ReadonlyMap<string, string>;
}

/** Names are aliases and may occur on two hosts; then each is told apart by its host, and both answer to the plain name. */
export function namedFleet(recorded: readonly RecordedInstance[]): NamedFleet {
  const names = distinctNames(recorded);
  const nameOf = new Map<string, string>();
  const instances = recorded.map((one, at) => {
    const name = names[at]!;
    nameOf.set(one.id, name);
    const aliases = [...new Set([one.id, one.name, one.friendlyName])].filter((alias) => alias !== name);
    return { name, host: one.host, platform: one.platform, tags: one.tags, aliases };
  });
  return { instances, nameOf, idOf: new Map([...nameOf].map(([id, name]) => [name, id])) };
}
