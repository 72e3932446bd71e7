import { laterChange, type FileChange, type LaterChange, type Plan } from '@archivesmp/change-plan';
import type { DeploymentView, InstanceChangeView } from '@archivesmp/contracts/deployment';
import { isAsBefore } from '@archivesmp/contracts/deployment-states';
import { Problem } from '@archivesmp/contracts/problem';
import type { DeploymentReads, Plans } from '@archivesmp/history';

interface Later extends LaterChange {
  readonly deployment: DeploymentView;
}

/** What was changed on the same instances after a deployment. */
export class LaterChanges {
  constructor(
    private readonly reads: DeploymentReads,
    private readonly plans: Plans,
  ) {}

  /** @throws Problem `deployment.overtaken` with the later deployment, who ran it, when, and what both touched */
  async refuseOvertaken(done: DeploymentView, changed: readonly InstanceChangeView[]): Promise<void> {
    const later = await this.reads.writtenAfter(done.id);
    // A change and its rollback are of one plan
    const ofPlan = new Map([[done.planId, await this.filesOf(done)]]);
    for (const { instanceId, instance } of changed) {
      const made: Later[] = [];
      for (const deployment of later.get(instanceId) ?? []) {
        if (!touched(deployment, instanceId)) continue;
        const { id: deploymentId, planId, undoes } = deployment;
        if (!ofPlan.has(planId)) ofPlan.set(planId, await this.filesOf(deployment));
        const files = ofPlan.get(planId)!.get(instanceId) ?? [];
        made.push({ deployment, deploymentId, ...(undoes !== undefined && { undoes }), files });
      }
      const met = laterChange(ofPlan.get(done.planId)!.get(instanceId) ?? [], made);
      if (met !== undefined) throw overtaken(instance, met.what, met.by.deployment);
    }
  }

  private async filesOf({ planId }: DeploymentView): Promise<ReadonlyMap<string, readonly FileChange[]>> {
    const made = planId === undefined ? undefined : await this.plans.readPlan(planId);
    if (made === undefined) return new Map();
    const { waves } = JSON.parse(made.text) as Pick<Plan, 'waves'>;
    return new Map(waves.flatMap((wave) => wave.instances).map((one) => [one.instanceId, one.files]));
  }
}

const touched = ({ instances }: DeploymentView, instanceId: string): boolean =>
  instances.some((line) => line.instanceId === instanceId && !isAsBefore(line.state));

const overtaken = (
  instance: string,
  what: string,
  { id, requestedBy, requestedAt, kind }: DeploymentView,
): Problem =>
  new Problem(
    'deployment.overtaken',
    `${what} of ${instance} was changed later, by the ${kind === 'apply' ? 'deployment' : kind} ${id} of ${requestedBy} at ${requestedAt}. Take that back first.`,
  );
