import { shownFiles } from '@archivesmp/change-plan';
import type { PlanView } from '@archivesmp/contracts/plan';
import type { PlanContentView } from '@archivesmp/contracts/plan-content';
import { Problem } from '@archivesmp/contracts/problem';
import type { PlanApprovals, Plans } from '@archivesmp/history';
import type { SecretRules } from '@archivesmp/hub-wiring';
import type { Caller } from '../http/caller.js';
import { planView } from './plan-view.js';
import { rightsOf } from './plan-rights.js';

/** A plan with everything that its hash covers, and what the caller may do about it; what is called a secret by now is masked. */
export class ReadPlan {
  constructor(
    private readonly plans: Plans,
    private readonly approvals: PlanApprovals,
    private readonly rules: SecretRules,
  ) {}

  /** @throws Problem `resource.not-found`; `plan.other-hash` when the stored plan was tampered with */
  async readPlan(planId: string, caller: Caller): Promise<PlanView> {
    const record = await this.plans.getPlan(planId);
    const status = await this.approvals.findPlanStatus(planId);
    if (record === undefined || status === undefined)
      throw new Problem('resource.not-found', 'There is no plan with this id.');
    const made = await this.plans.readPlan(planId);
    const seen = { ...planView(record), youMay: rightsOf(status, caller, new Date()) };
    if (made === undefined) return seen;
    const plan = JSON.parse(made.text) as PlanContentView;
    const judgeOf = await this.rules.judgeNow();
    const waves = plan.waves.map((wave) => ({
      ...wave,
      instances: wave.instances.map((one) => ({ ...one, files: shownFiles(one.files, judgeOf) })),
    }));
    return { ...seen, plan: { ...plan, waves } };
  }
}
