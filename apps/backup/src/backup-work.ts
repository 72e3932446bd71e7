import { jobsOf, type JobsOf } from '@archivesmp/contracts/job-services';
import type { JobHandlers } from '@archivesmp/bus';
import {
  auditKeysOf,
  Repeat,
  ServiceWork,
  type ServiceCalls,
  type ServiceStores,
} from '@archivesmp/hub-wiring';
import type { RetentionPolicy } from '@archivesmp/retention';
import type { Kit, Log } from '@archivesmp/service-kit';
import { handleBackupJobs } from './backup.worker.js';
import { AdoptManifests } from './retain/adopt-manifests.js';
import { AlignIndex } from './retain/align-index.js';
import { ForgetLostKey } from './retain/forget-lost-key.js';
import { PruneBackups } from './retain/prune-backups.js';
import { RebuildIndex } from './retain/rebuild-index.js';
import { NoteCheckpoint } from './retain/note-checkpoint.js';
import { RenewContents } from './retain/renew-contents.js';
import { CutAuditTrail } from './retain/cut-audit-trail.js';
import { SweepContents } from './retain/sweep-contents.js';
import { SweepSnapshots } from './retain/sweep-snapshots.js';
import { ThinOutRecords } from './retain/thin-out-records.js';
import { TidyHistory } from './retain/tidy-history.js';
import { observeBackups, type BackupFacts } from './metrics.js';
import { DrillRestore } from './proof/drill-restore.js';
import { VerifyBackups } from './proof/verify-backups.js';
import { ComposeRestorePoint } from './restore/compose-restore-point.js';
import { FilesWrittenSince } from './restore/written-since.js';
import { RequestDueOperation } from './schedule/request-due-operation.js';
import { BackupSchedules } from './schedule/schedules.js';
import { RescanBeforeBackup } from './take/rescan-before-backup.js';
import { StoreBackup } from './take/store-backup.js';
import { TakeBackup } from './take/take-backup.js';
import type { BackupHostSettings, BackupSettings } from './settings/backup-settings.js';

const QUEUE = 'backup';
/** Taking a backup may wait for a scan; reading all of them back must not wait behind that. */
const CONCURRENCY = 6;
const SCHEDULE_EVERY_MS = 30_000;
const COUNT_EVERY_MS = 15_000;
/** How often it is looked whether the hour is over. */
const CHECKPOINT_EVERY_MS = 300_000;

/** Opens the service. @throws Problem `database.unavailable`; Redis and S3 may come later */
export function openBackupWork(settings: BackupHostSettings, kit: Kit): Promise<ServiceWork> {
  const facts = observeBackups(kit.metrics);
  return ServiceWork.open(settings, kit, {
    service: 'backup',
    concurrency: { [QUEUE]: CONCURRENCY },
    handlers: (stores, calls) => handlersOf(settings, stores, calls, facts, kit.log),
    tasks: (stores, log) => [
      writeSchedules(settings.backup, stores, log),
      countPeriodically(stores, facts, log),
      ...noteCheckpoints(settings, stores, facts, log),
    ],
    jobEnded: (outcome) => facts.jobEnded(outcome),
  });
}

function handlersOf(
  { backup: settings, retention, deployment }: BackupHostSettings,
  { history, artifacts, events }: ServiceStores,
  calls: ServiceCalls,
  facts: BackupFacts,
  log: Log,
): JobHandlers<JobsOf<'backup'>> {
  const align = new AlignIndex(history, artifacts, log);
  const sweep = new SweepContents(history, artifacts);
  const rescan = new RescanBeforeBackup(history, events, calls, log);
  const store = new StoreBackup(history, artifacts, events, log);
  const written = new FilesWrittenSince(history.orders, artifacts.snapshots, artifacts.backups);
  return handleBackupJobs({
    restore: new ComposeRestorePoint(history, artifacts, written, events, log),
    take: new TakeBackup(history, rescan, store, facts, log),
    verify: new VerifyBackups(history, artifacts, settings.verify_percent, calls.stopping, facts, log),
    prune: new PruneBackups(history, artifacts, align, sweep, policyOf(settings), facts, log),
    drill: new DrillRestore(history, artifacts, facts, log),
    rebuild: new RebuildIndex(history, align, log),
    adopt: new AdoptManifests(history, artifacts, log),
    renew: new RenewContents(history, artifacts, calls.stopping, log),
    forget: new ForgetLostKey(history, artifacts, calls.stopping, log),
    tidy: new TidyHistory(
      history,
      new ThinOutRecords(history, artifacts, retention, calls.stopping),
      new SweepSnapshots(history, artifacts, retention.contents_days, calls.stopping),
      new CutAuditTrail(history, retention, auditKeysOf({ deployment, retention })),
      artifacts,
      facts,
      log,
    ),
    requestDueOperation: new RequestDueOperation(history, settings, log),
    wake: calls.wake,
  });
}

const policyOf = (settings: BackupSettings): RetentionPolicy => ({
  keepLast: settings.keep_last,
  keepWithinHours: settings.keep_within_hours,
  keepHourly: settings.keep_hourly,
  keepDaily: settings.keep_daily,
  keepWeekly: settings.keep_weekly,
  keepMonthly: settings.keep_monthly,
  keepYearly: settings.keep_yearly,
});

function writeSchedules(settings: BackupSettings, { bus }: ServiceStores, log: Log): Repeat {
  const schedules = new BackupSchedules(bus, settings);
  return new Repeat('write backup schedules', SCHEDULE_EVERY_MS, () => schedules.writeSchedules(), log);
}

/** Without a key our notes could not be told from forged ones. */
function noteCheckpoints(
  { storage, deployment, retention }: BackupHostSettings,
  { history, artifacts }: ServiceStores,
  facts: BackupFacts,
  log: Log,
): Repeat[] {
  if (storage.key === undefined) return [];
  const keys = auditKeysOf({ deployment, retention });
  const note = new NoteCheckpoint(history, artifacts, keys, facts.checkpointSeen, log);
  return [
    new Repeat('note the audit trail', CHECKPOINT_EVERY_MS, () => note.recordCheckpoint(new Date()), log),
  ];
}

function countPeriodically({ history, bus }: ServiceStores, facts: BackupFacts, log: Log): Repeat {
  const { backupReads, backupCoverage, operations } = history;
  return new Repeat(
    'count backups',
    COUNT_EVERY_MS,
    async () => {
      facts.totalsSeen(
        await backupReads.countBackupTotals(new Date()),
        (await backupCoverage.listInstancesWithoutBackup()).length,
      );
      for (const { name } of jobsOf('backup'))
        facts.successSeen(
          name,
          (await operations.findLatestOperation(name, { state: 'succeeded' }))?.finishedAt,
        );
      facts.rowsSeen(await history.retained.estimateTableRows());
      facts.queueSeen(await bus.countJobs(QUEUE));
    },
    log,
  );
}
