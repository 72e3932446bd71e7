import type { OwnershipReason } from '@archivesmp/contracts/fleet';

export type { OwnershipReason } from '@archivesmp/contracts/fleet';

/** An agent or a panel states that an instance is on its host, and it belongs to another one. It changes nothing but is shown. */
export interface Contradiction {
  readonly instanceId: string;
  /** Its name, as the claimant states it. */
  readonly name: string;
  readonly claimedBy: string;
  readonly by: 'agent' | 'panel';
  readonly owner: string;
  readonly reason: OwnershipReason;
}

/** What people are told of a contradiction: in whole sentences, the same on pages, in terminals and in the API. */
export interface ClaimWords {
  /** Who states what, and why it is not believed. */
  readonly says: string;
  /** What holds until a person decides. */
  readonly meanwhile: string;
  /** What it may be, and who then does what; one of them ends it. */
  readonly remedies: readonly string[];
}

const REASON_WORDS: Readonly<Record<OwnershipReason, string>> = {
  person: 'a person said so',
  panel: 'its panel lists it there',
  'last-panel': 'a panel listed it there last',
  'first-agent': 'the agent there reported it first',
};

/** One sentence for people. */
export const describeClaim = ({ claimedBy, by, owner, reason }: Omit<Contradiction, 'name'>): string =>
  `The ${by} of ${claimedBy} says that it is on ${claimedBy}; it belongs to ${owner}, because ${REASON_WORDS[reason]}.`;

/**
 * What is claimed, what holds meanwhile, and what the reader can do. Commands name the instance by its id: its name comes from the
 * claimant, who is not believed, and would be typed into a shell.
 */
export function explainClaim(claim: Omit<Contradiction, 'name'>): ClaimWords {
  const { instanceId, claimedBy, by, owner, reason } = claim;
  const ofBy = {
    agent: [
      `${claimedBy} has a copy of its folder, so that two servers have one AMP UUID: remove the copy on ${claimedBy}.`,
      `Neither is so: a stranger may run the agent of ${claimedBy}. An admin ends its access (asmp host rotate ${claimedBy}) and inspects that machine.`,
    ],
    panel: [
      `The panel of ${claimedBy} lists servers of several machines: in AMP give each machine the name that physical_server of its agent has.`,
      `Neither is so: look in AMP of ${claimedBy} who added it there, and remove it.`,
    ],
  }[by];
  const wrongWord =
    reason === 'person'
      ? [
          `The person was wrong: an admin takes that word back with asmp unassign ${instanceId}, and panels decide again.`,
        ]
      : [];
  return {
    says: describeClaim(claim),
    meanwhile: `Nothing moved, and nothing will until a person decides: it is read and changed on ${owner} only, what ${claimedBy} reports of it is ignored, and this alarm stays.`,
    remedies: [
      `It was moved to ${claimedBy}: an admin says so with asmp assign ${instanceId} ${claimedBy} --reason "…".`,
      ...wrongWord,
      ...ofBy,
    ],
  };
}
