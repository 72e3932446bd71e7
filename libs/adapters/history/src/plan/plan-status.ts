import { approvalsOfHash, type RecordedDecision } from '@archivesmp/change-plan/approvals';
import type { PlanStatus } from '@archivesmp/change-plan/who-may-decide';
import type { UserRow } from '../account/account.entity.js';
import type { Sql } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import type { PlanApprovalRow, PlanRow } from './plan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A plan as the rule of deciding needs it, with the hash that people decide on. */
export interface HashedPlanStatus extends PlanStatus {
  readonly hash?: string;
}

type Row = StoredRow<
  PlanRow,
  'state' | 'hash' | 'expires_at' | 'created_by' | 'created_by_user' | 'approvals_needed' | 'self_approval'
>;

/** undefined when there is no such plan. @param lock holds the plan as it is until the transaction ends */
export async function findPlanStatus(
  sql: Sql,
  planId: string,
  lock?: 'for update',
): Promise<HashedPlanStatus | undefined> {
  if (!isUuid(planId)) return undefined;
  const [plan] = await sql.selectRows<Row>(
    `SELECT state, hash, expires_at, created_by, created_by_user, approvals_needed, self_approval FROM plans
      WHERE id = ? ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [planId],
  );
  if (plan === undefined) return undefined;
  const decisions = (await decisionsOn(sql, [planId])).get(planId) ?? [];
  return {
    id: planId,
    state: plan.state,
    ...(plan.hash !== null && { hash: plan.hash }),
    expiresAt: plan.expires_at,
    madeBy: plan.created_by,
    ...(plan.created_by_user !== null && { madeByPerson: plan.created_by_user }),
    selfApproval: plan.self_approval === 1,
    decidedBy: decisions.flatMap(({ row }) => row.user_id ?? []),
    approvals: approvalsOfHash(decisions, plan.hash ?? undefined),
    needs: plan.approvals_needed,
  };
}

type DecisionRow = StoredRow<
  PlanApprovalRow,
  'plan_id' | 'decided_by' | 'verdict' | 'plan_hash' | 'comment' | 'decided_at' | 'user_id' | 'lapsed_at'
> & { [Column in 'role' | 'disabled_at']: UserRow[Column] | null };

/** A decision as the rules of change-plan need it, with the row that it was read from. */
export interface StoredDecision extends RecordedDecision {
  readonly row: DecisionRow;
}

/** What was said about these plans, by plan, oldest first. */
export async function decisionsOn(
  sql: Sql,
  planIds: readonly string[],
): Promise<ReadonlyMap<string, StoredDecision[]>> {
  if (planIds.length === 0) return new Map();
  const rows = await sql.selectRows<DecisionRow>(
    // What a decision counts for depends on what its person may do now, which the row of the person says
    `SELECT approval.plan_id, approval.decided_by, approval.verdict, approval.plan_hash, approval.comment, approval.decided_at,
            approval.user_id, approval.lapsed_at, person.role, person.disabled_at
       FROM plan_approvals approval LEFT JOIN users person ON person.id = approval.user_id
      WHERE approval.plan_id IN (?) ORDER BY approval.decided_at, approval.decided_by`,
    [planIds],
  );
  return Map.groupBy(rows.map(decisionOf), ({ row }) => row.plan_id);
}

const decisionOf = (row: DecisionRow): StoredDecision => ({
  row,
  verdict: row.verdict,
  hash: row.plan_hash,
  hasLapsed: row.lapsed_at !== null,
  ...(row.role !== null && { person: { role: row.role, isDisabled: row.disabled_at !== null } }),
});

/** How many approvals of the plan with this hash count now. */
export const countApprovals = async (sql: Sql, planId: string, hash: string): Promise<number> =>
  approvalsOfHash((await decisionsOn(sql, [planId])).get(planId) ?? [], hash);
