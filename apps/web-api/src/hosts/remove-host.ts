import type { RemovedHost } from '@archivesmp/contracts/host-access';
import { Problem } from '@archivesmp/contracts/problem';
import type { DeploymentReads, Heartbeats, History, HostAccesses } from '@archivesmp/history';
import type { AccessChanges } from '../access/access-changes.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { KnownHosts } from '../fleet/known-hosts.js';
import type { EndSpeakers } from './end-speakers.js';
import { whyHostStays } from './why-host-stays.js';

/** Takes a host that is no more, or never was, out of sight. What is recorded of it stays; what spoke for it does so no longer. */
export class RemoveHost {
  constructor(
    private readonly history: Pick<History, 'transaction' | 'discovery'>,
    private readonly known: KnownHosts,
    private readonly heartbeats: Heartbeats,
    private readonly accesses: HostAccesses,
    private readonly deployments: DeploymentReads,
    private readonly ends: EndSpeakers,
    private readonly changes: AccessChanges,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws Problem `resource.not-found`, `host.in-use` with what keeps it */
  async removeHost(name: string, caller: Caller, request: IdentifiedRequest): Promise<RemovedHost> {
    const host = await this.known.getHost(name);
    const underWay = await this.deployments.instancesUnderWay();
    const removed = await this.history.transaction(async (sql) => {
      // Who gives it access at this moment is waited for, and then heard
      const access = await this.accesses.lockHostAccess(name, sql);
      const instances = await this.history.discovery.instancesOn(name, sql);
      const reason = whyHostStays({ ...host, ...(access !== undefined && { access: 'given' }) }, instances);
      if (reason !== undefined) throw new Problem('host.in-use', reason);
      const changed = instances.find(({ id }) => underWay.has(id));
      if (changed !== undefined)
        throw new Problem(
          'host.in-use',
          `${changed.name} is being changed by deployment ${underWay.get(changed.id)!.deploymentId}.`,
        );
      const now = new Date();
      await this.history.discovery.removeHost(name, now, sql);
      await this.heartbeats.forgetHeartbeats(name, sql);
      const { tokens, revoked } = await this.ends.endHostTokens(name, now, sql);
      await this.accesses.hideHost(name, now, sql);
      const gone = instances.map((one) => one.name);
      await this.audit.recordAuditedAction(
        caller,
        'host.removed',
        name,
        request,
        { gone, tokens, revoked },
        sql,
      );
      return { host: name, gone, tokens };
    });
    this.changes.notify();
    return removed;
  }
}
