import type { OwnershipReason } from '@archivesmp/contracts/fleet';

export type { OwnershipReason } from '@archivesmp/contracts/fleet';

/** Somebody says that an instance is on its host, and it belongs to another one. It changes nothing but is told. */
export interface Contradiction {
  readonly instanceId: string;
  /** Its name, as whoever is not believed says. */
  readonly name: string;
  readonly claimedBy: string;
  readonly by: 'agent' | 'panel';
  readonly owner: string;
  readonly because: OwnershipReason;
}

const BECAUSE: Readonly<Record<OwnershipReason, string>> = {
  person: 'a person said so',
  panel: 'its panel lists it there',
  'last-panel': 'a panel listed it there last',
  'first-agent': 'the agent there reported it first',
};

/** One sentence for people. */
export const describeClaim = ({ claimedBy, by, owner, because }: Contradiction): string =>
  `The ${by} of ${claimedBy} says that it is on ${claimedBy}; it belongs to ${owner}, because ${BECAUSE[because]}.`;
