import type { ApprovalView } from '@archivesmp/contracts/plan';
import { PLAN_TRANSITIONS, type PlanState } from '@archivesmp/contracts/deployment-states';
import { Problem } from '@archivesmp/contracts/problem';
import { present, toIso } from './column-text.js';
import { isDuplicate, type Database, type Sql } from './database.js';
import { isUuid } from './instance-lookup.js';
import { moveState } from './state-move.js';

/** One person's word about the plan that has this hash. */
export interface PlanDecision {
  readonly by: string;
  /** Id of the person behind `by`: one person is counted once, under whatever name. */
  readonly userId: string;
  readonly verdict: 'approve' | 'reject';
  readonly hash: string;
  readonly comment?: string;
}

/** Where the plan stands after a decision. */
export interface DecidedPlan {
  readonly state: PlanState;
  readonly approvals: number;
  readonly needs: number;
}

interface PlanRow {
  state: PlanState;
  hash: string | null;
  expires_at: Date;
  created_by: string;
  created_by_user: string | null;
  approvals_needed: number;
  self_approval: number;
}

interface ApprovalRow {
  plan_id: string;
  decided_by: string;
  verdict: 'approve' | 'reject';
  comment: string | null;
  decided_at: Date;
}

/** Who said what about which plan. A word counts for the plan that was read and for no other. */
export class PlanApprovals {
  constructor(private readonly database: Database) {}

  /**
   * Records a decision. The last approval that was needed makes the plan `approved`, one rejection makes it `rejected`.
   * Two people at the same moment are both counted; one person is counted once.
   * @throws Problem `plan.other-hash`; `plan.not-decidable` (not open, or expired); `plan.self-approval`;
   * `resource.conflict` when this person has decided already; `resource.not-found`.
   */
  async decide(planId: string, decision: PlanDecision, now: Date, sql?: Sql): Promise<DecidedPlan> {
    return this.database.within(sql, async (inside) => {
      const plan = await lockOpenPlan(inside, planId, decision, now);
      await insertDecision(inside, planId, decision, now);
      const approvals = await countApprovals(inside, planId, decision.hash);
      const needs = plan.approvals_needed;
      const to = decision.verdict === 'reject' ? 'rejected' : approvals >= needs ? 'approved' : undefined;
      if (to === undefined) return { state: 'open', approvals, needs };
      await moveState<PlanState>(inside, {
        table: 'plans',
        what: `Plan ${planId}`,
        transitions: PLAN_TRANSITIONS,
        key: { id: planId },
        from: 'open',
        to,
        set: { changed_at: now, reason: to === 'rejected' ? `Rejected by ${decision.by}.` : undefined },
        problem: 'plan.not-decidable',
      });
      return { state: to, approvals, needs };
    });
  }
}

/** The decisions about these plans, oldest first. */
export async function approvalsOf(
  sql: Sql,
  planIds: readonly string[],
): Promise<Map<string, ApprovalView[]>> {
  const byPlan = new Map<string, ApprovalView[]>();
  if (planIds.length === 0) return byPlan;
  const rows = await sql.rows<ApprovalRow>(
    `SELECT plan_id, decided_by, verdict, comment, decided_at FROM plan_approvals
      WHERE plan_id IN (?) ORDER BY decided_at, decided_by`,
    [planIds],
  );
  for (const row of rows)
    byPlan.set(row.plan_id, [
      ...(byPlan.get(row.plan_id) ?? []),
      present({
        by: row.decided_by,
        verdict: row.verdict,
        comment: row.comment ?? undefined,
        at: toIso(row.decided_at),
      }),
    ]);
  return byPlan;
}

async function lockOpenPlan(sql: Sql, planId: string, decision: PlanDecision, now: Date): Promise<PlanRow> {
  const [plan] = isUuid(planId)
    ? await sql.rows<PlanRow>(
        `SELECT state, hash, expires_at, created_by, created_by_user, approvals_needed, self_approval FROM plans
          WHERE id = ? FOR UPDATE`,
        [planId],
      )
    : [];
  if (plan === undefined) throw new Problem('resource.not-found', `There is no plan ${planId}.`);
  if (plan.state !== 'open')
    throw new Problem('plan.not-decidable', `Plan ${planId} is ${plan.state}; only an open one is decided.`);
  if (plan.hash !== decision.hash)
    throw new Problem('plan.other-hash', `Plan ${planId} is not the one with hash ${decision.hash}.`);
  if (plan.expires_at <= now)
    throw new Problem('plan.not-decidable', `Plan ${planId} expired at ${toIso(plan.expires_at)}.`);
  const isOwn = plan.created_by === decision.by || plan.created_by_user === decision.userId;
  if (decision.verdict === 'approve' && isOwn && !plan.self_approval)
    throw new Problem('plan.self-approval', sayOwn(planId, plan.created_by, decision.by));
  return plan;
}

/** Whoever decides may know themselves under another name than that of the key the plan was made with. */
const sayOwn = (planId: string, madeBy: string, decidedBy: string): string =>
  madeBy === decidedBy
    ? `${madeBy} made plan ${planId}.`
    : `${madeBy} made plan ${planId}, and ${decidedBy} is the same person.`;

async function insertDecision(sql: Sql, planId: string, decision: PlanDecision, now: Date): Promise<void> {
  const twice = new Problem('resource.conflict', `${decision.by} has decided about plan ${planId} already.`);
  // because: the plan is locked, so nobody decides between this look and the row
  const [earlier] = await sql.rows('SELECT plan_id FROM plan_approvals WHERE plan_id = ? AND user_id = ?', [
    planId,
    decision.userId,
  ]);
  if (earlier !== undefined) throw twice;
  try {
    await sql.run(
      `INSERT INTO plan_approvals (plan_id, decided_by, verdict, plan_hash, comment, decided_at, user_id)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [planId, decision.by, decision.verdict, decision.hash, decision.comment ?? null, now, decision.userId],
    );
  } catch (error) {
    throw isDuplicate(error) ? twice : error;
  }
}

/**
 * Approvals of people who may approve now: an account that was taken away, because somebody else had it, approves nothing any more.
 */
export async function countApprovals(sql: Sql, planId: string, hash: string): Promise<number> {
  const [row] = await sql.rows<{ approvals: string }>(
    `SELECT COUNT(*) AS approvals FROM plan_approvals approval LEFT JOIN users person ON person.id = approval.user_id
      WHERE approval.plan_id = ? AND approval.verdict = 'approve' AND approval.plan_hash = ?
        AND (person.id IS NULL OR (person.disabled_at IS NULL AND person.role IN ('operator', 'admin')))`,
    [planId, hash],
  );
  return Number(row?.approvals ?? 0);
}
