import type { InstanceView } from '@archivesmp/contracts/fleet';
import { Problem } from '@archivesmp/contracts/problem';
import type { DeploymentReads, History } from '@archivesmp/history';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { KnownFleet } from './known-fleet.js';

/** A person says on which host an instance lives, or leaves it to panels and agents again. */
export class AssignInstanceToHost {
  constructor(
    private readonly history: Pick<History, 'transaction' | 'discovery'>,
    private readonly deployments: DeploymentReads,
    private readonly known: KnownFleet,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @param assignment left out: whatever a person said before no longer counts; the instance stays where it is until a panel says otherwise
   * @throws Problem `resource.not-found`, `request.invalid` for a host that is none, `resource.conflict` while a deployment changes it
   */
  async assignInstanceToHost(
    named: string,
    assignment: { readonly host: string; readonly reason: string } | undefined,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<InstanceView> {
    const { id, name } = await this.known.oneInstance(named);
    const host = await this.known.host(assignment?.host, 'host');
    const underWay = (await this.deployments.instancesUnderWay()).get(id);
    if (underWay !== undefined)
      throw new Problem(
        'resource.conflict',
        `${name} is being changed by deployment ${underWay.deploymentId}; say it when that has ended.`,
      );
    await this.history.transaction(async (sql) => {
      const from = await this.history.discovery.assignHost(id, host, new Date(), sql);
      const action = host === undefined ? 'instance.host-unassigned' : 'instance.host-assigned';
      const detail = assignment === undefined ? { from } : { from, host, reason: assignment.reason };
      await this.audit.recordAuditedAction(caller, action, id, request, detail, sql);
    });
    return this.known.oneInstance(id);
  }
}
