import type { DeploymentView, InstanceChangeView } from '@archivesmp/contracts/deployment';
import { Problem } from '@archivesmp/contracts/problem';
import { canGoBack, mayGoBack, wentThrough } from '@archivesmp/contracts/taking-back';
import type { DeploymentReads } from '@archivesmp/history';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { AcceptDeployment } from './accept-deployment.js';
import type { LaterChanges } from './later-changes.js';

/**
 * Takes a deployment back: the inverse of what it ran, on the instances that still have it; a stop is taken back by a start, and a
 * rollback by what it took back. It needs no approval of its own: the inverse follows from what was approved, and an operator who
 * needs it at night needs it now. What a later change touched is refused at once.
 */
export class RollBack {
  constructor(
    private readonly reads: DeploymentReads,
    private readonly later: LaterChanges,
    private readonly accept: AcceptDeployment,
  ) {}

  /** @throws Problem `deployment.not-steerable` when there is nothing to take back, `deployment.overtaken`, `resource.not-found` */
  async rollBackDeployment(
    deploymentId: string,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    const before = await this.accept.before(request);
    if (before !== undefined) return before;
    const done = await this.reads.getDeployment(deploymentId);
    if (done === undefined) throw new Problem('resource.not-found', 'There is no deployment with this id.');
    const { kind, state } = done;
    if (!mayGoBack(kind))
      throw new Problem('deployment.not-steerable', `A ${kind} has nothing to take back.`);
    if (state === 'cancelled')
      throw new Problem('deployment.not-steerable', 'The deployment was cancelled before anything was done.');
    if (!wentThrough(state))
      throw new Problem(
        'deployment.not-steerable',
        `The deployment is ${state} and has not ended: take back what it did so far with asmp stop ${deploymentId}, the button “Stop and undo” of its page, or the action stop-and-undo of the API.`,
      );
    return kind === 'stop'
      ? this.startAgain(done, caller, request)
      : this.recordInverse(done, caller, request);
  }

  private async startAgain(
    { id, instances }: DeploymentView,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    const stopped = instances.filter((one) => one.state === 'passed');
    if (stopped.length === 0)
      throw new Problem('deployment.not-steerable', 'No instance was stopped by this deployment.');
    return this.accept.recordDeployment(
      { kind: 'start', undoes: id, options: {}, instances: stopped.map(instanceAndWaveOf) },
      {
        action: 'start.requested',
        detail: { undoes: id, instances: stopped.map(({ instance }) => instance).join(', ') },
      },
      caller,
      request,
    );
  }

  private async recordInverse(
    done: DeploymentView,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    const { id: deploymentId, kind, instances, planId, planHash } = done;
    if (planId === undefined || planHash === undefined)
      throw new Problem('deployment.not-steerable', 'This deployment has no plan that could be taken back.');
    if (done.takenBack !== undefined)
      throw new Problem(
        'deployment.not-steerable',
        `It is ${done.takenBack.isDone ? 'taken back already' : 'being taken back'}: deployment ${done.takenBack.deploymentId}.`,
      );
    const changed = instances.filter((one) => canGoBack(kind, one));
    if (changed.length === 0)
      throw new Problem(
        'deployment.not-steerable',
        instances.some(({ asPlanned }) => asPlanned !== undefined)
          ? 'Nothing of this deployment can be taken back: where it is in place, all was as planned already and nothing was written.'
          : 'No instance still has the change of this deployment.',
      );
    await this.later.refuseOvertaken(done, changed);
    const { options = {} } = (await this.reads.findDeploymentStatus(deploymentId)) ?? {};
    const { whileStopped, inverse = kind === 'rollback' } = options as RunOptions;
    return this.accept.recordDeployment(
      {
        kind: 'rollback',
        plan: { id: planId, hash: planHash },
        undoes: deploymentId,
        options: { inverse: !inverse, ...(whileStopped === true && { whileStopped }) },
        instances: changed.map(instanceAndWaveOf),
      },
      { action: 'deployment.rollback-requested', detail: { undoes: deploymentId, planHash } },
      caller,
      request,
    );
  }
}

/** How a deployment was run, as far as taking it back has to be alike. */
interface RunOptions {
  readonly whileStopped?: boolean;
  /** Whether it ran the inverse of its plan. */
  readonly inverse?: boolean;
}

const instanceAndWaveOf = ({
  instanceId,
  host,
  wave,
}: InstanceChangeView): Pick<InstanceChangeView, 'instanceId' | 'host' | 'wave'> => ({
  instanceId,
  host,
  wave,
});
