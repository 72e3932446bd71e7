import { DECIDING_ROLES, type PlanStanding } from '@archivesmp/change-plan/who-may-decide';
import type { Sql } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import type { PlanApprovalRow, PlanRow } from './plan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A plan as the rule of deciding needs it, with the hash that people decide on. */
export interface HashedStanding extends PlanStanding {
  readonly hash?: string;
}

type Row = StoredRow<
  PlanRow,
  'state' | 'hash' | 'expires_at' | 'created_by' | 'created_by_user' | 'approvals_needed' | 'self_approval'
>;

/** undefined when there is no such plan. @param lock holds the plan as it is until the transaction ends */
export async function planStanding(
  sql: Sql,
  planId: string,
  lock?: 'for update',
): Promise<HashedStanding | undefined> {
  if (!isUuid(planId)) return undefined;
  const [plan] = await sql.rows<Row>(
    `SELECT state, hash, expires_at, created_by, created_by_user, approvals_needed, self_approval FROM plans
      WHERE id = ? ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [planId],
  );
  if (plan === undefined) return undefined;
  const decisions = await sql.rows<StoredRow<PlanApprovalRow, 'user_id'>>(
    'SELECT user_id FROM plan_approvals WHERE plan_id = ?',
    [planId],
  );
  return {
    id: planId,
    state: plan.state,
    ...(plan.hash !== null && { hash: plan.hash }),
    expiresAt: plan.expires_at,
    madeBy: plan.created_by,
    ...(plan.created_by_user !== null && { madeByPerson: plan.created_by_user }),
    selfApproval: plan.self_approval === 1,
    decidedBy: decisions.flatMap(({ user_id: person }) => person ?? []),
    approvals: plan.hash === null ? 0 : await countApprovals(sql, planId, plan.hash),
    needs: plan.approvals_needed,
  };
}

/**
 * Which rows of `plan_approvals approval LEFT JOIN users person` count, beside the hash: an approval that has not lapsed, of
 * somebody who may approve now. Parameter: `DECIDING_ROLES`.
 */
export const APPROVAL_COUNTS = `approval.verdict = 'approve' AND approval.lapsed_at IS NULL
        AND (person.id IS NULL OR (person.disabled_at IS NULL AND person.role IN (?)))`;

/** How many approvals of the plan with this hash count now. */
export async function countApprovals(sql: Sql, planId: string, hash: string): Promise<number> {
  const [row] = await sql.rows<{ approvals: string }>(
    `SELECT COUNT(*) AS approvals FROM plan_approvals approval LEFT JOIN users person ON person.id = approval.user_id
      WHERE approval.plan_id = ? AND approval.plan_hash = ? AND ${APPROVAL_COUNTS}`,
    [planId, hash, DECIDING_ROLES],
  );
  return Number(row?.approvals ?? 0);
}
