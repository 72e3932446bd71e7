import { laterChange, type FileChange, type LaterChange, type Plan } from '@archivesmp/change-plan';
import type { DeploymentView, InstanceChangeView } from '@archivesmp/contracts/deployment';
import { Problem } from '@archivesmp/contracts/problem';
import { DeploymentReads, Plans } from '@archivesmp/history';
import { Inject, Injectable } from '@nestjs/common';

/** In these an instance was not changed, or is as it was before. */
const UNTOUCHED: ReadonlySet<InstanceChangeView['state']> = new Set([
  'queued',
  'looking',
  'skipped',
  'refused',
  'undone',
  'rolled-back',
]);

interface Later extends LaterChange {
  readonly deployment: DeploymentView;
}

/** What was changed on the same instances after a deployment. */
@Injectable()
export class LaterChanges {
  constructor(
    @Inject(DeploymentReads) private readonly reads: DeploymentReads,
    @Inject(Plans) private readonly plans: Plans,
  ) {}

  /** @throws Problem `deployment.overtaken` with the later deployment, who ran it, when, and what both touched */
  async refuseOvertaken(done: DeploymentView, changed: readonly InstanceChangeView[]): Promise<void> {
    const later = (await this.after(done)).filter((one) =>
      changed.some(({ instanceId }) => touched(one, instanceId)),
    );
    if (later.length === 0) return;
    const files = await this.filesOf(done);
    // because: a change and its rollback are of one plan
    const ofPlan = new Map([[done.planId, files]]);
    for (const one of later) if (!ofPlan.has(one.planId)) ofPlan.set(one.planId, await this.filesOf(one));
    for (const { instanceId, instance } of changed) {
      const made = later
        .filter((one) => touched(one, instanceId))
        .map((deployment): Later => ({
          deployment,
          deploymentId: deployment.id,
          ...(deployment.undoes !== undefined && { undoes: deployment.undoes }),
          files: ofPlan.get(deployment.planId)!.get(instanceId) ?? [],
        }));
      const met = laterChange(files.get(instanceId) ?? [], made);
      if (met !== undefined) throw overtaken(instance, met.what, met.by.deployment);
    }
  }

  /** Deployments that wrote to the same instances after this one, the first to write first. */
  private async after({ id }: DeploymentView): Promise<DeploymentView[]> {
    const later = await Promise.all(
      (await this.reads.writtenAfter(id)).map((deploymentId) => this.reads.getDeployment(deploymentId)),
    );
    return later
      .filter((one) => one !== undefined)
      .filter(({ kind }) => kind === 'apply' || kind === 'rollback');
  }

  private async filesOf({ planId }: DeploymentView): Promise<ReadonlyMap<string, readonly FileChange[]>> {
    const made = planId === undefined ? undefined : await this.plans.readPlan(planId);
    if (made === undefined) return new Map();
    const { waves } = JSON.parse(made.text) as Pick<Plan, 'waves'>;
    return new Map(waves.flatMap((wave) => wave.instances).map((one) => [one.instanceId, one.files]));
  }
}

const touched = ({ instances }: DeploymentView, instanceId: string): boolean =>
  instances.some((line) => line.instanceId === instanceId && !UNTOUCHED.has(line.state));

const overtaken = (
  instance: string,
  what: string,
  { id, requestedBy, requestedAt, kind }: DeploymentView,
): Problem =>
  new Problem(
    'deployment.overtaken',
    `${what} of ${instance} was changed later, by the ${kind === 'apply' ? 'deployment' : kind} ${id} of ${requestedBy} at ${requestedAt}. Take that back first.`,
  );
