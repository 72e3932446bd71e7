import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type {
  HostFenceRequest,
  HostRestartMarks,
  HostRestartRequest,
  LocalActionReport,
} from '@archivesmp/contracts/local-action';
import { Problem } from '@archivesmp/contracts/problem';
import type { FleetReads, History, InstanceLeases, LocalActions, RestartFlags } from '@archivesmp/history';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { PowerInstances } from '../deployments/power-instances.js';

/**
 * What an operator on a host asks for through its agent: the same holds, countdown, windows and audit as for any other caller,
 * and only for instances of that host.
 */
export class ActForHost {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly fleet: FleetReads,
    private readonly power: PowerInstances,
    private readonly flags: RestartFlags,
    private readonly leases: Pick<InstanceLeases, 'findNewestFence'>,
    private readonly actions: LocalActions,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws Problem `resource.not-found` for an instance of another host, `deployment.held` */
  async restartForHost(
    { requestId, instances, reason, countdownSeconds }: HostRestartRequest,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    await this.assertOwn(instances, caller);
    // An agent that heard no answer asks again, and means the same restart
    request.idempotentId = requestId;
    const wanted = { instances, ...(countdownSeconds !== undefined && { countdownSeconds }) };
    const why = { onHost: caller.agentHosts.join(', '), ...(reason !== undefined && { reason }) };
    return this.power.requestPowerChange('restart', wanted, caller, request, why);
  }

  /** @throws Problem `resource.not-found` for an instance of another host */
  async markForRestart(
    { instances, reason }: HostRestartMarks,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<void> {
    await this.assertOwn(instances, caller);
    await this.history.transaction(async (sql) => {
      const now = new Date();
      for (const id of instances) await this.flags.flagRestart({ instanceId: id, reason }, now, sql);
      for (const id of instances)
        await this.audit.recordAuditedAction(
          caller,
          'instance.restart-flagged',
          id,
          request,
          { reason, onHost: true },
          sql,
        );
    });
  }

  /**
   * The highest fence of an instance, for an agent that repairs its own; that it was told is in the audit before the agent hears it.
   * @throws Problem `resource.not-found` for an instance of another host, or one that was never changed
   */
  async newestFence(
    { instanceId, reason }: HostFenceRequest,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<number> {
    await this.assertOwn([instanceId], caller);
    return this.history.transaction(async (sql) => {
      const fence = await this.leases.findNewestFence(instanceId, sql);
      if (fence === undefined)
        throw new Problem(
          'resource.not-found',
          `The hub has never given an order to instance ${instanceId}.`,
        );
      const auditDetail = { fence, onHost: true, ...(reason !== undefined && { reason }) };
      await this.audit.recordAuditedAction(caller, 'host.fence-told', instanceId, request, auditDetail, sql);
      return fence;
    });
  }

  /** Takes what was done by force while the hub was unavailable into the audit, once. @throws Problem `resource.not-found` */
  async recordLocalAction(
    report: LocalActionReport,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<boolean> {
    if (!caller.agentHosts.includes(report.host))
      throw new Problem('resource.not-found', 'Your token is not for this host.');
    await this.assertOwn([report.instanceId], caller);
    const { actionId, instanceId, action, reason, at, end, detail, host } = report;
    return this.history.transaction(async (sql) => {
      const now = new Date();
      if (!(await this.actions.recordLocalAction(report, now, sql))) return false;
      if (action === 'mark-restart-needed') await this.flags.flagRestart({ instanceId, reason }, now, sql);
      const auditDetail = { actionId, host, reason, at, end, ...(detail !== undefined && { detail }) };
      await this.audit.recordAuditedAction(
        caller,
        `host.forced-${action}`,
        instanceId,
        request,
        auditDetail,
        sql,
      );
      return true;
    });
  }

  private async assertOwn(instanceIds: readonly string[], { agentHosts }: Caller): Promise<void> {
    const own = new Set(
      (await this.fleet.listInstances()).filter(({ host }) => agentHosts.includes(host)).map(({ id }) => id),
    );
    const stranger = instanceIds.find((id) => !own.has(id));
    if (stranger !== undefined)
      throw new Problem('resource.not-found', `The hub knows no instance ${stranger} on your host.`);
  }
}
