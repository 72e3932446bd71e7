import type { FleetEventStream } from '@archivesmp/bus';
import type { Plan } from '@archivesmp/change-plan';
import { DECIDING_ROLE, whyNotDecide } from '@archivesmp/change-plan/who-may-decide';
import type { DecidePlan, PlanView } from '@archivesmp/contracts/plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { History, PlanApprovals, Plans } from '@archivesmp/history';
import { publishHint } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../audit/audit-trail.js';
import { giverOf, type Caller } from '../http/caller.js';
import { deciderOf } from './plan-rights.js';
import type { ReadPlan } from './read-plan.js';
import type { StaleCheck } from './stale-check.js';

/** One person's word about a plan, bound to the hash that was read. A refusal is in the audit like a decision. */
export class DecideOnPlan {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly approvals: PlanApprovals,
    private readonly plans: Plans,
    private readonly stale: StaleCheck,
    private readonly read: ReadPlan,
    private readonly events: FleetEventStream,
    private readonly audit: AuditTrail,
    private readonly log: Log,
  ) {}

  /** @throws Problem `plan.no-person`, `plan.stale`, `plan.other-hash`, `plan.not-decidable`, `plan.self-approval`, `resource.conflict`, `resource.not-found` */
  approvePlan(
    planId: string,
    decision: DecidePlan,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<PlanView> {
    return this.decidePlan(planId, 'approve', decision, caller, request);
  }

  /** @throws Problem like `approvePlan`, except `plan.stale` */
  rejectPlan(
    planId: string,
    decision: DecidePlan,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<PlanView> {
    return this.decidePlan(planId, 'reject', decision, caller, request);
  }

  private async decidePlan(
    planId: string,
    verdict: 'approve' | 'reject',
    { hash, comment }: DecidePlan,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<PlanView> {
    const detail = { hash, ...(comment !== undefined && { comment }) };
    try {
      if (verdict === 'approve') await this.refuseStale(planId, hash, caller);
      const action = verdict === 'approve' ? 'plan.approved' : 'plan.rejected';
      const decided = await this.history.transaction(async (sql) => {
        const decision = {
          by: caller.name,
          ...(caller.person !== undefined && { userId: caller.person.id }),
          ...(caller.role !== undefined && { role: caller.role }),
          verdict,
          giver: giverOf(caller, DECIDING_ROLE),
          ...detail,
        };
        const status = await this.approvals.recordPlanDecision(planId, decision, new Date(), sql);
        await this.audit.recordAuditedAction(caller, action, planId, request, { ...detail, ...status }, sql);
        return status;
      });
      await publishHint(this.events, this.log, 'plan.changed', { planId, state: decided.state });
    } catch (error) {
      if (error instanceof Problem && error.status < 500)
        await this.audit.recordAuditedAction(caller, 'plan.decision-refused', planId, request, {
          ...detail,
          verdict,
          code: error.code,
        });
      throw error;
    }
    return this.read.readPlan(planId, caller);
  }

  /** A plan that can no longer be run is not approved. Other reasons against a decision are given by the decision. */
  private async refuseStale(planId: string, hash: string, caller: Caller): Promise<void> {
    const status = await this.approvals.findPlanStatus(planId);
    if (status === undefined || status.hash !== hash) return;
    if (whyNotDecide('approve', status, deciderOf(caller), new Date()) !== undefined) return;
    const made = await this.plans.readPlan(planId);
    if (made === undefined) return;
    const plan = { ...(JSON.parse(made.text) as Omit<Plan, 'hash'>), hash };
    await this.stale.refuseMoved(planId, plan, made.askedAt);
  }
}
