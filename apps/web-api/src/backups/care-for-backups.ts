import {
  AdoptBackupsJob,
  DrillRestoreJob,
  ForgetKeyJob,
  PruneBackupsJob,
  RebuildBackupIndexJob,
  RenewContentsJob,
  VerifyBackupsJob,
} from '@archivesmp/contracts/deployment-jobs';
import { type History, type Operations, outboxJob, type OutboxJob } from '@archivesmp/history';
import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { OperationView } from '../operations/operation-view.js';

/** What can be done with all backups at once. */
export type BackupCare =
  | { readonly what: 'verify'; readonly percent?: number }
  | { readonly what: 'adopt'; readonly unknown?: boolean }
  | { readonly what: 'forget-key'; readonly key: string; readonly contents: number }
  | { readonly what: 'prune' | 'drill' | 'rebuild-index' | 'renew' };

/** Records the request, together with its row of the audit; the service backup carries it out. */
export class CareForBackups {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly operations: Operations,
    private readonly audit: AuditTrail,
  ) {}

  async requestBackupCare(care: BackupCare, caller: Caller, request: FastifyRequest): Promise<OperationView> {
    const kind = `backup.${care.what}`;
    const jobs = (operationId: string): OutboxJob[] => [jobOf(care, operationId)];
    const wanted = { kind, requestedBy: caller.name, jobs };
    const id = await this.history.transaction(async (sql) => {
      const made = await this.operations.requestOperation(wanted, new Date(), sql);
      await this.audit.recordAuditedAction(
        caller,
        `backups.${care.what}-requested`,
        made,
        request,
        { ...care },
        sql,
      );
      return made;
    });
    return (await this.operations.getOperation(id))!;
  }
}

function jobOf(care: BackupCare, operationId: string): OutboxJob {
  switch (care.what) {
    case 'verify': {
      const { percent } = care;
      return outboxJob(VerifyBackupsJob, { operationId, ...(percent !== undefined && { percent }) });
    }
    case 'adopt': {
      const { unknown } = care;
      return outboxJob(AdoptBackupsJob, { operationId, ...(unknown !== undefined && { unknown }) });
    }
    case 'prune':
      return outboxJob(PruneBackupsJob, { operationId });
    case 'drill':
      return outboxJob(DrillRestoreJob, { operationId });
    case 'forget-key':
      return outboxJob(ForgetKeyJob, { operationId, key: care.key });
    case 'renew':
      return outboxJob(RenewContentsJob, { operationId });
    case 'rebuild-index':
      return outboxJob(RebuildBackupIndexJob, { operationId });
  }
}
