import type { PlanState } from '@archivesmp/contracts/deployment-states';
import type { Role } from '@archivesmp/contracts/vocabulary';
import { DECIDING_ROLES } from './who-may-decide.js';

/** The decision of a person on a plan, and what that person may do now. */
export interface RecordedDecision {
  readonly verdict: 'approve' | 'reject';
  /** Hash of the plan that was read. */
  readonly hash: string;
  /** It was ended for good, whatever becomes of the person later. */
  readonly hasLapsed: boolean;
  /** The person as they are now; left out where only a name is known, of a time before people stood behind names. */
  readonly person?: { readonly role: Role; readonly isDisabled: boolean };
}

/** Whether an approval counts now: it has not lapsed, and the person who gave it may still approve. */
export const doesCount = ({ verdict, hasLapsed, person }: RecordedDecision): boolean =>
  verdict === 'approve' && !hasLapsed && (person === undefined || mayApprove(person));

const mayApprove = ({ role, isDisabled }: { readonly role: Role; readonly isDisabled: boolean }): boolean =>
  !isDisabled && DECIDING_ROLES.includes(role);

/** How many approvals of the plan with this hash count now. A word about another hash is one about another plan. */
export const approvalsOfHash = (decisions: readonly RecordedDecision[], hash: string | undefined): number =>
  decisions.filter((decision) => decision.hash === hash && doesCount(decision)).length;

/**
 * Whether an approval is shown as one that counts no more. Of a plan that is over it is shown as it was when that ended: who loses an
 * account later takes nothing back.
 */
export const isShownAsLapsed = (decision: RecordedDecision, plan: PlanState): boolean =>
  decision.verdict === 'approve' &&
  (decision.hasLapsed || ((plan === 'open' || plan === 'approved') && !doesCount(decision)));

/** The state of an open plan after a decision: one rejection ends it, the last approval that it needs approves it. */
export function stateAfterDecision(
  verdict: 'approve' | 'reject',
  plan: { readonly approvals: number; readonly needs: number },
): 'open' | 'approved' | 'rejected' {
  if (verdict === 'reject') return 'rejected';
  return plan.approvals >= plan.needs ? 'approved' : 'open';
}

/** Whether a plan is open again because approvals of it have lapsed. */
export const isOpenAgain = (plan: {
  readonly state: PlanState;
  readonly approvals: number;
  readonly needs: number;
}): boolean => plan.state === 'approved' && plan.approvals < plan.needs;

/** What a plan is once it is made: one that would change nothing is empty, and says why. */
export function stateOfMade(made: {
  readonly files: number;
  readonly restarts: number;
  /** How many change requests could not be planned. */
  readonly refusals?: number;
}): { readonly state: 'open' | 'empty'; readonly reason?: string } {
  if (made.files > 0 || made.restarts > 0) return { state: 'open' };
  return {
    state: 'empty',
    reason:
      (made.refusals ?? 0) > 0
        ? 'Nothing of what was requested can be planned; the plan names the reasons.'
        : 'Everything is as it was requested already.',
  };
}
