import type { ClaimView } from '@archivesmp/contracts/fleet';
import { explainClaim } from '@archivesmp/fleet';
import type { ClaimRecord } from '@archivesmp/history';

/** A claim as the API shows it: with what it means and what ends it. */
export function claimView({ name: claimedName, since, ...claim }: ClaimRecord): ClaimView {
  const { instanceId, instance, claimedBy, by, owner, reason } = claim;
  const { remedies, ...words } = explainClaim({ instanceId, claimedBy, by, owner, reason });
  return {
    ...{
      instanceId,
      instance,
      claimedBy,
      by,
      claimedName,
      owner,
      because: reason,
      since: since.toISOString(),
    },
    ...words,
    remedies: [...remedies],
  };
}
