import { hintFor } from '@archivesmp/contracts/closest-name';
import type { NamedFleet } from '@archivesmp/fleet';

/**
 * Ids of the instances that answer to a name or a UUID. A plain name that two hosts share means both; the id of one means that one, also
 * where another is called like it.
 */
export function idsOf(named: string, fleet: NamedFleet): string[] {
  const ids = fleet.instances
    .filter((one) => one.name === named || (one.aliases?.includes(named) ?? false))
    .map((one) => fleet.idOf.get(one.name)!);
  return ids.includes(named) ? [named] : ids;
}

/** Why nothing is done for a name that no instance has. */
export const noInstance = (named: string, { instances }: NamedFleet): string =>
  `there is no instance of this name${hintFor(named, instances.map(({ name }) => name).sort())}`;
