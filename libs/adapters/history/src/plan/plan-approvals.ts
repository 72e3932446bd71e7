import { DECIDING_ROLES, whyNotDecide } from '@archivesmp/change-plan/who-may-decide';
import type { ApprovalView } from '@archivesmp/contracts/plan';
import { PLAN_TRANSITIONS, type PlanState } from '@archivesmp/contracts/deployment-states';
import { Problem } from '@archivesmp/contracts/problem';
import type { Role } from '@archivesmp/contracts/vocabulary';
import { present, toIso } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { holdPower, type Giver } from '../access/held-power.js';
import { APPROVAL_COUNTS, countApprovals, planStanding, type HashedStanding } from './plan-standing.js';
import { moveState } from '../database/state-move.js';
import type { PlanApprovalRow } from './plan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** One person's word about the plan that has this hash. */
export interface PlanDecision {
  readonly by: string;
  /** Id of the person behind `by`: one person is counted once, under whatever name. Left out for a program, which decides nothing. */
  readonly userId?: string;
  /** What `by` may do now. */
  readonly role?: Role;
  readonly verdict: 'approve' | 'reject';
  readonly hash: string;
  readonly comment?: string;
  /** Who decides, with what: whoever takes that away comes before, and this is refused, or after, and this lapses. */
  readonly giver?: Giver;
}

/** Where the plan stands after a decision. */
export interface DecidedPlan {
  readonly state: PlanState;
  readonly approvals: number;
  readonly needs: number;
}

type ApprovalRow = StoredRow<
  PlanApprovalRow,
  'plan_id' | 'decided_by' | 'verdict' | 'comment' | 'decided_at'
> & {
  /** Of plans that are over it tells what was so when they ended. */
  lapsed: number;
};

/** Who said what about which plan. A word counts for the plan that was read and for no other. */
export class PlanApprovals {
  constructor(private readonly database: Database) {}

  /** A plan as far as it matters who may decide about it and start it; undefined when there is none. */
  standingOf(planId: string): Promise<HashedStanding | undefined> {
    return planStanding(this.database, planId);
  }

  /**
   * Records a decision. The last approval that was needed makes the plan `approved`, one rejection makes it `rejected`.
   * Two people at the same moment are both counted; one person is counted once.
   * @throws Problem `plan.other-hash`; `plan.no-person`; `plan.not-decidable` (not open, or expired); `plan.self-approval`; `auth.forbidden`;
   * `resource.conflict` when this person has decided already; `resource.not-found`; `auth.required`, `auth.forbidden` of the giver.
   */
  async decide(planId: string, decision: PlanDecision, now: Date, sql?: Sql): Promise<DecidedPlan> {
    return this.database.within(sql, async (inside) => {
      if (decision.giver !== undefined) await holdPower(inside, decision.giver);
      const plan = await lockOpenPlan(inside, planId, decision, now);
      await insertDecision(inside, planId, decision, now);
      const approvals = await countApprovals(inside, planId, decision.hash);
      const { needs } = plan;
      const to = decision.verdict === 'reject' ? 'rejected' : approvals >= needs ? 'approved' : undefined;
      if (to === undefined) return { state: 'open', approvals, needs };
      await moveState<PlanState>(inside, {
        table: 'plans',
        what: `Plan ${planId}`,
        transitions: PLAN_TRANSITIONS,
        key: { id: planId },
        from: 'open',
        to,
        set: { changed_at: now, reason: to === 'rejected' ? `Rejected by ${decision.by}.` : null },
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
    `SELECT plan_id, decided_by, verdict, comment, decided_at,
            (verdict = 'approve' AND (lapsed_at IS NOT NULL OR (plan.state IN ('open', 'approved') AND NOT (${APPROVAL_COUNTS})))) AS lapsed
       FROM plan_approvals approval JOIN plans plan ON plan.id = approval.plan_id LEFT JOIN users person ON person.id = approval.user_id
      WHERE plan_id IN (?) ORDER BY decided_at, decided_by`,
    [DECIDING_ROLES, planIds],
  );
  for (const row of rows)
    byPlan.set(row.plan_id, [
      ...(byPlan.get(row.plan_id) ?? []),
      present({
        by: row.decided_by,
        verdict: row.verdict,
        comment: row.comment ?? undefined,
        at: toIso(row.decided_at),
        lapsed: Number(row.lapsed) === 1 ? (true as const) : undefined,
      }),
    ]);
  return byPlan;
}

async function lockOpenPlan(
  sql: Sql,
  planId: string,
  decision: PlanDecision,
  now: Date,
): Promise<HashedStanding> {
  const plan = await planStanding(sql, planId, 'for update');
  if (plan === undefined) throw new Problem('resource.not-found', `There is no plan ${planId}.`);
  if (plan.state === 'open' && plan.hash !== decision.hash)
    throw new Problem('plan.other-hash', `Plan ${planId} is not the one with hash ${decision.hash}.`);
  const { by: name, userId: person, role } = decision;
  const decider = { name, ...(person !== undefined && { person }), ...(role !== undefined && { role }) };
  const against = whyNotDecide(decision.verdict, plan, decider, now);
  if (against !== undefined) throw new Problem(against.code, against.why);
  return plan;
}

async function insertDecision(sql: Sql, planId: string, decision: PlanDecision, now: Date): Promise<void> {
  try {
    await sql.run(
      `INSERT INTO plan_approvals (plan_id, decided_by, verdict, plan_hash, comment, decided_at, user_id)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        planId,
        decision.by,
        decision.verdict,
        decision.hash,
        decision.comment ?? null,
        now,
        decision.userId ?? null,
      ],
    );
  } catch (error) {
    // because: of a word that was said before people stood behind names, only the name is known
    throw isDuplicate(error)
      ? new Problem('resource.conflict', `${decision.by} has decided about plan ${planId} already.`, {
          help: 'One person decides once: what the plan still lacks comes from somebody else.',
        })
      : error;
  }
}
