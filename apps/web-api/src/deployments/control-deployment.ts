import type { FleetEventStream } from '@archivesmp/bus';
import type { DeploymentView, DeploymentControl } from '@archivesmp/contracts/deployment';
import { Problem } from '@archivesmp/contracts/problem';
import type { DeploymentInstances, DeploymentReads, Deployments, History, Sql } from '@archivesmp/history';
import { publishHint } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';

/** Pause, go on, accept what has no clear verdict, or stop and undo. What was begun on an instance always comes to its end. */
export class ControlDeployment {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly deployments: Deployments,
    private readonly lines: DeploymentInstances,
    private readonly reads: DeploymentReads,
    private readonly events: FleetEventStream,
    private readonly audit: AuditTrail,
    private readonly log: Log,
  ) {}

  /** @throws Problem `deployment.not-steerable`, `resource.not-found` */
  async controlDeployment(
    deploymentId: string,
    { action }: DeploymentControl,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<DeploymentView> {
    const now = new Date();
    await this.history.transaction(async (sql) => {
      await this.carryOut(deploymentId, action, caller, now, sql);
      await this.audit.recordAuditedAction(caller, `deployment.${action}`, deploymentId, request, {}, sql);
    });
    const view = (await this.reads.getDeployment(deploymentId))!;
    await publishHint(this.events, this.log, 'deployment.changed', { deploymentId, state: view.state });
    return view;
  }

  private async carryOut(
    deploymentId: string,
    action: DeploymentControl['action'],
    caller: Caller,
    now: Date,
    sql: Sql,
  ): Promise<void> {
    const reason = `${action} by ${caller.name}`;
    if (action === 'pause')
      await this.deployments.moveDeploymentState(
        deploymentId,
        { from: 'running', to: 'paused', reason },
        now,
        sql,
      );
    else if (action === 'stop-and-undo') {
      const move = { from: ['running', 'paused', 'flagged'], to: 'stopping', reason, wake: true } as const;
      await this.deployments.moveDeploymentState(deploymentId, move, now, sql);
    } else await this.goOn(deploymentId, action === 'accept', caller, now, sql);
  }

  private async goOn(
    deploymentId: string,
    accepts: boolean,
    caller: Caller,
    now: Date,
    sql: Sql,
  ): Promise<void> {
    const reason = `${accepts ? 'accepted' : 'resumed'} by ${caller.name}`;
    const move = { from: 'paused', to: 'running', reason, wake: true } as const;
    await this.deployments.moveDeploymentState(deploymentId, move, now, sql);
    const view = (await this.reads.getDeployment(deploymentId, sql))!;
    const unclear = view.instances.filter((one) => one.state === 'inconclusive');
    if (unclear.length > 0 && !accepts)
      throw new Problem(
        'deployment.not-steerable',
        `${unclear.map((one) => one.instance).join(', ')} has no clear verdict; look at it, then accept, or stop and undo.`,
      );
    for (const { instanceId } of unclear)
      await this.lines.moveInstanceState(
        deploymentId,
        instanceId,
        { from: 'inconclusive', to: 'passed', reason },
        now,
        sql,
      );
  }
}
