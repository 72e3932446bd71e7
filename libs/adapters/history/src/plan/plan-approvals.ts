import { isShownAsLapsed, stateAfterDecision } from '@archivesmp/change-plan/approvals';
import { whyNotDecide } from '@archivesmp/change-plan/who-may-decide';
import { PLAN_TRANSITIONS, type PlanState } from '@archivesmp/contracts/deployment-states';
import { Problem } from '@archivesmp/contracts/problem';
import type { Role } from '@archivesmp/contracts/vocabulary';
import { present } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { holdPower, type Giver } from '../access/held-power.js';
import {
  countApprovals,
  decisionsOn,
  findPlanStatus,
  type HashedPlanStatus,
  type StoredDecision,
} from './plan-status.js';
import { moveState } from '../database/state-move.js';
import { PlanApprovalRow, PlanRow } from './plan.entity.js';

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
  /** Who decides, with what: a request that takes that away comes before, and this is refused, or after, and this lapses. */
  readonly giver?: Giver;
}

/** Where the plan stands after a decision. */
export interface DecidedPlan {
  readonly state: PlanState;
  readonly approvals: number;
  readonly needs: number;
}

/** What somebody decided about a plan. */
export interface ApprovalRecord {
  readonly by: string;
  readonly verdict: 'approve' | 'reject';
  readonly comment?: string;
  readonly at: Date;
  /** It was given, and counts no more. */
  readonly lapsed?: true;
}

/** Who decided what about which plan. A decision counts for the plan that was read and for no other. */
export class PlanApprovals {
  constructor(private readonly database: Database) {}

  /** A plan as far as it matters who may decide about it and start it; undefined when there is none. */
  findPlanStatus(planId: string): Promise<HashedPlanStatus | undefined> {
    return findPlanStatus(this.database, planId);
  }

  /**
   * Records a decision. The last approval that was needed makes the plan `approved`, one rejection makes it `rejected`.
   * Two people at the same moment are both counted; one person is counted once.
   * @throws Problem `plan.other-hash`; `plan.no-person`; `plan.not-decidable` (not open, or expired); `plan.self-approval`; `auth.forbidden`;
   * `resource.conflict` when this person has decided already; `resource.not-found`; `auth.required`, `auth.forbidden` of the giver.
   */
  async recordPlanDecision(
    planId: string,
    decision: PlanDecision,
    now: Date,
    sql?: Sql,
  ): Promise<DecidedPlan> {
    return this.database.inTransaction(sql, async (inside) => {
      if (decision.giver !== undefined) await holdPower(inside, decision.giver);
      const plan = await lockOpenPlan(inside, planId, decision, now);
      await insertDecision(inside, planId, decision, now);
      const approvals = await countApprovals(inside, planId, decision.hash);
      const { needs } = plan;
      const to = stateAfterDecision(decision.verdict, { approvals, needs });
      if (to === 'open') return { state: to, approvals, needs };
      await moveState(inside, {
        entity: PlanRow,
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

/** The decisions about these plans as people see them, oldest first. */
export async function approvalsOf(
  sql: Sql,
  plans: readonly { readonly id: string; readonly state: PlanState }[],
): Promise<ReadonlyMap<string, ApprovalRecord[]>> {
  const decisions = await decisionsOn(
    sql,
    plans.map(({ id }) => id),
  );
  return new Map(
    plans.map(({ id, state }) => [id, (decisions.get(id) ?? []).map((one) => recordOf(one, state))]),
  );
}

const recordOf = (decision: StoredDecision, plan: PlanState): ApprovalRecord =>
  present({
    by: decision.row.decided_by,
    verdict: decision.verdict,
    comment: decision.row.comment ?? undefined,
    at: decision.row.decided_at,
    lapsed: isShownAsLapsed(decision, plan) ? (true as const) : undefined,
  });

async function lockOpenPlan(
  sql: Sql,
  planId: string,
  decision: PlanDecision,
  now: Date,
): Promise<HashedPlanStatus> {
  const plan = await findPlanStatus(sql, planId, 'for update');
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
    await sql.repositoryOf(PlanApprovalRow).insert({
      plan_id: planId,
      decided_by: decision.by,
      verdict: decision.verdict,
      plan_hash: decision.hash,
      comment: decision.comment ?? null,
      decided_at: now,
      user_id: decision.userId ?? null,
    });
  } catch (error) {
    // Decisions recorded before accounts had ids have only a name
    throw isDuplicate(error)
      ? new Problem('resource.conflict', `${decision.by} has decided about plan ${planId} already.`, {
          help: 'One person decides once: what the plan still lacks comes from another person.',
        })
      : error;
  }
}
