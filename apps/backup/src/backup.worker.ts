import { JobHandlers } from '@archivesmp/bus';
import type { JobsOf } from '@archivesmp/contracts/job-services';
import {
  AdoptBackupsJob,
  BackupScheduleTickJob,
  ComposeRestorePointJob,
  DrillRestoreJob,
  ForgetKeyJob,
  PruneBackupsJob,
  RebuildBackupIndexJob,
  RenewContentsJob,
  TakeBackupJob,
  TidyHistoryJob,
  VerifyBackupsJob,
} from '@archivesmp/contracts/deployment-jobs';
import { withLogContext } from '@archivesmp/service-kit';
import type { AdoptManifests } from './retain/adopt-manifests.js';
import type { ForgetLostKey } from './retain/forget-lost-key.js';
import type { PruneBackups } from './retain/prune-backups.js';
import type { RebuildIndex } from './retain/rebuild-index.js';
import type { RenewContents } from './retain/renew-contents.js';
import type { TidyHistory } from './retain/tidy-history.js';
import type { DrillRestore } from './proof/drill-restore.js';
import type { VerifyBackups } from './proof/verify-backups.js';
import type { ComposeRestorePoint } from './restore/compose-restore-point.js';
import type { RequestDueOperation } from './schedule/request-due-operation.js';
import type { TakeBackup } from './take/take-backup.js';

export interface BackupUseCases {
  readonly restore: ComposeRestorePoint;
  readonly take: TakeBackup;
  readonly verify: VerifyBackups;
  readonly prune: PruneBackups;
  readonly drill: DrillRestore;
  readonly rebuild: RebuildIndex;
  readonly adopt: AdoptManifests;
  readonly renew: RenewContents;
  readonly forget: ForgetLostKey;
  readonly tidy: TidyHistory;
  readonly requestDueOperation: RequestDueOperation;
  /** Something was committed that asks for a job. */
  readonly wake: () => void;
}

/** Edge: the jobs of backups become calls of the use cases. */
export function handleBackupJobs(cases: BackupUseCases): JobHandlers<JobsOf<'backup'>> {
  const inOperation = (operationId: string, work: () => Promise<void>): Promise<object> =>
    withLogContext({ operationId }, async () => {
      await work();
      return {};
    });
  return new JobHandlers()
    .handle(TakeBackupJob, (data, { jobId, last }) =>
      withLogContext({ operationId: data.operationId, instance: data.instanceId }, async () => {
        await cases.take.takeBackup(data, jobId, last);
        return {};
      }),
    )
    .handle(ComposeRestorePointJob, ({ planId }) =>
      withLogContext({ planId }, async () => {
        await cases.restore.composeFor(planId);
        cases.wake();
        return {};
      }),
    )
    .handle(VerifyBackupsJob, (data, { last }) =>
      inOperation(data.operationId, () => cases.verify.verifyBackups(data, last)),
    )
    .handle(PruneBackupsJob, ({ operationId }, { last }) =>
      inOperation(operationId, () => cases.prune.pruneBackups(operationId, last, new Date())),
    )
    .handle(DrillRestoreJob, ({ operationId }, { last }) =>
      inOperation(operationId, () => cases.drill.drillRestore(operationId, last)),
    )
    .handle(RebuildBackupIndexJob, ({ operationId }, { last }) =>
      inOperation(operationId, () => cases.rebuild.rebuildIndex(operationId, last)),
    )
    .handle(AdoptBackupsJob, ({ operationId, unknown = false }, { last }) =>
      inOperation(operationId, () => cases.adopt.adoptManifests(operationId, unknown, last, new Date())),
    )
    .handle(RenewContentsJob, ({ operationId }, { last }) =>
      inOperation(operationId, () => cases.renew.renewContents(operationId, last)),
    )
    .handle(ForgetKeyJob, ({ operationId, key }, { last }) =>
      inOperation(operationId, () => cases.forget.forgetKey(operationId, key, last)),
    )
    .handle(TidyHistoryJob, ({ operationId }, { last }) =>
      inOperation(operationId, () => cases.tidy.tidyHistory(operationId, last, new Date())),
    )
    .handle(BackupScheduleTickJob, async ({ what }) => {
      if ((await cases.requestDueOperation.requestDueOperation(what, new Date())) !== undefined) cases.wake();
      return {};
    });
}
