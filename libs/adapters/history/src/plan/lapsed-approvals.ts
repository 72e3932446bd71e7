import { isOpenAgain } from '@archivesmp/change-plan/approvals';
import { DECIDING_ROLES } from '@archivesmp/change-plan/who-may-decide';
import { PLAN_TRANSITIONS, type PlanState } from '@archivesmp/contracts/deployment-states';
import type { Role } from '@archivesmp/contracts/vocabulary';
import type { Sql } from '../database/database.js';
import { countApprovals } from './plan-status.js';
import { moveState } from '../database/state-move.js';
import { type PlanApprovalRow, PlanRow } from './plan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** Whether approvals of a person who gets this role lapse. */
export const endsApprovals = (role: Role): boolean => !DECIDING_ROLES.includes(role);

/**
 * Ends every approval of this person that something may still be run on, for good: what they get back later brings none back. A plan
 * that has too few now is open again, and says why. To be called in the transaction that takes the power from them, with the person
 * held: who decides holds themselves first, too.
 */
export async function lapseApprovalsOf(sql: Sql, userId: string, now: Date): Promise<void> {
  const plans = await sql.selectRows<{ id: string; state: PlanState; hash: string; needs: number }>(
    `SELECT id, state, hash, approvals_needed AS needs FROM plans
      WHERE state IN ('open', 'approved')
        AND id IN (SELECT plan_id FROM plan_approvals WHERE user_id = ? AND verdict = 'approve' AND lapsed_at IS NULL)
      ORDER BY id FOR UPDATE`,
    [userId],
  );
  for (const { id, state, hash, needs } of plans) {
    await sql.execute(
      "UPDATE plan_approvals SET lapsed_at = ? WHERE plan_id = ? AND user_id = ? AND verdict = 'approve' AND lapsed_at IS NULL",
      [now, id, userId],
    );
    if (!isOpenAgain({ state, needs, approvals: await countApprovals(sql, id, hash) })) continue;
    const [approval] = await sql.selectRows<StoredRow<PlanApprovalRow, 'decided_by'>>(
      'SELECT decided_by FROM plan_approvals WHERE plan_id = ? AND user_id = ?',
      [id, userId],
    );
    await moveState(sql, {
      entity: PlanRow,
      what: `Plan ${id}`,
      transitions: PLAN_TRANSITIONS,
      key: { id },
      from: 'approved',
      to: 'open',
      set: {
        changed_at: now,
        reason: `It was approved; the approval of ${approval!.decided_by} has lapsed with their account, role or password, and counts no more.`,
      },
    });
  }
}
