import { isDecidedAnew } from '@archivesmp/rollout';
import type { TurnInput } from './turn-input.js';

/** Why such an instance is left out, and what to do. */
export const TRIED =
  'this very change was rolled back here before, and nobody decided about it since: make the plan again, or lift the hold and start it';

/** Whether the plan was rolled back on this instance by itself, and nobody decided about it anew since. */
export async function triedInVain(
  instanceId: string,
  { history, standing, sql }: Pick<TurnInput, 'history' | 'standing' | 'sql'>,
): Promise<boolean> {
  const { planId, planHash, requestedAt: startedAt } = standing;
  if (planId === undefined || planHash === undefined) return false;
  const rejection = await history.holds.lastRejection(instanceId, planHash, sql);
  if (rejection === undefined) return false;
  const plan = await history.plans.getPlan(planId, sql);
  if (plan === undefined) return true;
  const approvals = plan.approvals
    .filter(({ verdict }) => verdict === 'approve')
    .map(({ at }) => Date.parse(at));
  return !isDecidedAnew(rejection, {
    plannedAt: new Date(plan.createdAt),
    ...(approvals.length > 0 && { approvedAt: new Date(Math.max(...approvals)) }),
    startedAt,
  });
}
