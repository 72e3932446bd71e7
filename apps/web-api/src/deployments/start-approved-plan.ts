import type { Plan } from '@archivesmp/change-plan';
import { whyNotStart } from '@archivesmp/change-plan/who-may-decide';
import type { DeploymentView, StartDeployment } from '@archivesmp/contracts/deployment';
import { Problem } from '@archivesmp/contracts/problem';
import type { Holds, PlanApprovals, Plans } from '@archivesmp/history';
import type { HostSettings } from '@archivesmp/service-kit';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { AcceptDeployment } from './accept-deployment.js';
import { deciderOf } from '../plans/plan-rights.js';
import type { StaleCheck } from '../plans/stale-check.js';

/** Starts an approved plan, unless what it was made on moved since: then it is stale for good, and says what moved. */
export class StartApprovedPlan {
  constructor(
    private readonly plans: Plans,
    private readonly approvals: PlanApprovals,
    private readonly stale: StaleCheck,
    private readonly holds: Holds,
    private readonly accept: AcceptDeployment,
    private readonly audit: AuditTrail,
    private readonly settings: HostSettings,
  ) {}

  /**
   * @throws Problem `request.invalid`, `plan.stale`, `plan.other-hash`, `plan.not-decidable`, `deployment.held`, `resource.not-found`
   */
  async startApprovedPlan(
    wanted: StartDeployment,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    const { planId, hash } = wanted;
    try {
      return (await this.accept.before(request)) ?? (await this.startPlan(wanted, caller, request));
    } catch (error) {
      if (error instanceof Problem && error.status < 500)
        await this.audit.recordAuditedAction(caller, 'deployment.refused', planId, request, {
          planHash: hash,
          code: error.code,
        });
      throw error;
    }
  }

  private async startPlan(
    { planId, hash, perHost, waitForEmptySeconds, whileStopped, restartLater }: StartDeployment,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    if (this.settings.deployment.order_key === undefined)
      throw new Problem(
        'deployment.no-order-key',
        'deployment.order_key is not set, so no agent would carry anything out.',
      );
    if (whileStopped === true && restartLater === true)
      throw new Problem(
        'request.invalid',
        'Say one of whileStopped and restartLater: a server that is stopped for its change is started after it.',
      );
    const made = await this.plans.readPlan(planId);
    if (made === undefined)
      throw new Problem('resource.not-found', 'There is no such plan, or it is not made yet.');
    if (made.hash !== hash)
      throw new Problem('plan.other-hash', `The plan has the hash ${made.hash} by now.`);
    await this.refuseTooEarly(planId, caller);
    const plan: Plan = { ...(JSON.parse(made.text) as Omit<Plan, 'hash'>), hash };
    const targets = plan.waves.flatMap((wave, index) =>
      wave.instances.map(({ instanceId, host }) => ({ instanceId, host, wave: index + 1 })),
    );
    await this.holds.assertNoHold(
      targets.map((one) => one.instanceId),
      new Date(),
    );
    await this.stale.refuseMoved(planId, plan, made.askedAt);
    const options = {
      ...(perHost !== undefined && { perHost }),
      ...(waitForEmptySeconds !== undefined && { waitForEmptySeconds }),
      ...(whileStopped === true && { whileStopped }),
      ...(restartLater === true && { restartLater }),
    };
    return this.accept.recordDeployment(
      { kind: 'apply', plan: { id: planId, hash }, options, instances: targets },
      { action: 'deployment.requested', detail: { planId, planHash: hash } },
      caller,
      request,
    );
  }
  /** A caller who starts a plan that is not approved is told that, and not what else would be in the way. */
  private async refuseTooEarly(planId: string, caller: Caller): Promise<void> {
    const status = await this.approvals.findPlanStatus(planId);
    const against = status && whyNotStart(status, deciderOf(caller), new Date());
    if (against !== undefined) throw new Problem(against.code, against.why);
  }
}
