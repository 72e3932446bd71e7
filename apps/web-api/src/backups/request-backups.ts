import type { TakeBackupsRequest } from '@archivesmp/contracts/backup';
import { TakeBackupJob, type BackupScanScope } from '@archivesmp/contracts/deployment-jobs';
import { Problem } from '@archivesmp/contracts/problem';
import {
  type FleetReads,
  type History,
  type Operations,
  outboxJob,
  type OperationRequest,
} from '@archivesmp/history';
import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { KnownFleet } from '../fleet/known-fleet.js';
import type { OperationView } from '../operations/operation-view.js';

/** Records the request to back up instances now: one operation, one job per instance. */
export class RequestBackups {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly fleet: FleetReads,
    private readonly known: KnownFleet,
    private readonly operations: Operations,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws Problem `request.invalid` for unknown names, or when nothing is meant */
  async requestBackups(
    wanted: TakeBackupsRequest,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<OperationView> {
    const { host, instance, plugin, reason } = wanted;
    await this.known.host(host, 'host');
    await this.known.instance(instance, 'instance');
    const chosen = await this.fleet.listInstances({
      ...(host !== undefined && { host }),
      ...(instance !== undefined && { instance }),
    });
    if (chosen.length === 0)
      throw new Problem('request.invalid', 'No instance is meant: nothing would be backed up.');
    // That a backup holds nothing would be noticed only when it is needed
    await this.known.plugin(plugin, 'plugin', { instanceIds: chosen.map(({ id }) => id) });
    const scope: BackupScanScope =
      instance !== undefined ? 'instance' : host !== undefined ? 'host' : 'fleet';
    const more = {
      look: scope,
      ...(plugin !== undefined && { plugin }),
      ...(reason !== undefined && { reason }),
    };
    const [only, another] = chosen;
    const operation: OperationRequest = {
      kind: TakeBackupJob.name,
      requestedBy: caller.name,
      ...(another === undefined && { instanceId: only!.id }),
      jobs: (operationId) =>
        chosen.map((one) => outboxJob(TakeBackupJob, { operationId, instanceId: one.id, ...more })),
    };
    const detail = { instances: chosen.map(({ name }) => name).join(', '), ...more };
    const id = await this.history.transaction(async (sql) => {
      const made = await this.operations.requestOperation(operation, new Date(), sql);
      await this.audit.recordAuditedAction(caller, 'backup.requested', made, request, detail, sql);
      return made;
    });
    return (await this.operations.getOperation(id))!;
  }
}
