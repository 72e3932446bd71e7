import type { PlanView } from '@archivesmp/contracts/plan';
import type { PlanContentView } from '@archivesmp/contracts/plan-content';
import { Problem } from '@archivesmp/contracts/problem';
import { Plans } from '@archivesmp/history';
import { Inject, Injectable } from '@nestjs/common';

/** A plan with everything that its hash covers. */
@Injectable()
export class ReadPlan {
  constructor(@Inject(Plans) private readonly plans: Plans) {}

  /** @throws Problem `resource.not-found`; `plan.other-hash` when the stored plan was tampered with */
  async run(planId: string): Promise<PlanView> {
    const view = await this.plans.getPlan(planId);
    if (view === undefined) throw new Problem('resource.not-found', 'There is no plan with this id.');
    const made = await this.plans.readPlan(planId);
    return made === undefined ? view : { ...view, plan: JSON.parse(made.text) as PlanContentView };
  }
}
