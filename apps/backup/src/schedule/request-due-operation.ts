import { BY_SCHEDULE } from '@archivesmp/contracts/actor';
import {
  DrillRestoreJob,
  PruneBackupsJob,
  TakeBackupJob,
  TidyHistoryJob,
  VerifyBackupsJob,
  type BackupScheduleTick,
} from '@archivesmp/contracts/deployment-jobs';
import {
  outboxJob,
  type StoredInstance,
  type OutboxJob,
  type BackupStores,
  type FleetStores,
  type OperationStores,
} from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import type { BackupSettings } from '../settings/backup-settings.js';

const HOUR_MS = 3_600_000;
/** What nothing needs any more is looked for once a day. */
const TIDY_EVERY_HOURS = 24;
/** A clock that fires a little early must not be put off by a whole round. */
const SLACK_MS = 5 * 60_000;

/** Hours between two operations of a kind; 0 = never. */
export const hoursBetween = (settings: BackupSettings, what: BackupScheduleTick): number =>
  ({
    take: settings.every_hours,
    verify: settings.verify_every_hours,
    prune: TIDY_EVERY_HOURS,
    tidy: TIDY_EVERY_HOURS,
    drill: settings.drill_every_hours,
  })[what];

const KINDS: Readonly<Record<BackupScheduleTick, string>> = {
  take: TakeBackupJob.name,
  verify: VerifyBackupsJob.name,
  prune: PruneBackupsJob.name,
  drill: DrillRestoreJob.name,
  tidy: TidyHistoryJob.name,
};

/** A time in the future was written by a clock that was wrong: it says nothing about when the last one was. */
export function isDue(last: Date | undefined, hours: number, now: Date): boolean {
  if (last === undefined) return true;
  const ageMs = now.getTime() - last.getTime();
  return ageMs < -SLACK_MS || ageMs >= hours * HOUR_MS - SLACK_MS;
}

/**
 * Instances of which anything is known: seen by a scan once, or of a host whose agent spoke at least once. Of the others only a
 * panel says that they exist; a backup of them waits for an agent and is no failure until then.
 */
export const everSeen = <One extends Pick<StoredInstance, 'host' | 'scannedAt'>>(
  instances: readonly One[],
  hostsWithAgent: ReadonlySet<string>,
): One[] => instances.filter(({ host, scannedAt }) => scannedAt !== undefined || hostsWithAgent.has(host));

/**
 * What is due by the clock becomes an operation. When it was done last is read from the history, so that neither a wiped Redis
 * nor a restart makes it come too often or not at all.
 */
export class RequestDueOperation {
  constructor(
    private readonly history: BackupStores & FleetStores & OperationStores,
    private readonly settings: BackupSettings,
    private readonly log: Log,
  ) {}

  /** Id of the operation; undefined when nothing was due. @throws Problem of MariaDB */
  async requestDueOperation(what: BackupScheduleTick, now: Date): Promise<string | undefined> {
    const hours = hoursBetween(this.settings, what);
    const kind = KINDS[what];
    const last = await this.history.operations.findLatestOperation(kind, { requestedBy: BY_SCHEDULE });
    const isUnderWay = last !== undefined && last.finishedAt === undefined;
    if (hours === 0 || isUnderWay || !isDue(last?.requestedAt, hours, now)) return undefined;
    const jobs = await this.jobsOf(what);
    if (jobs === undefined) return undefined;
    const id = await this.history.operations.requestOperation({ kind, requestedBy: BY_SCHEDULE, jobs }, now);
    this.log.info({ operationId: id, kind }, 'due by schedule');
    return id;
  }

  private async jobsOf(what: BackupScheduleTick) {
    if (what === 'take') return this.ofEveryInstance();
    if (what === 'tidy')
      return (operationId: string): OutboxJob[] => [outboxJob(TidyHistoryJob, { operationId })];
    return this.ofBackups(what);
  }

  private async ofEveryInstance() {
    const agents = await this.history.heartbeats.listHostLiveness(new Date());
    const all = await this.history.fleet.listInstances();
    const instances = everSeen(all, new Set(agents.map(({ host }) => host)));
    const waiting = all.length - instances.length;
    if (waiting > 0) this.log.info({ waiting }, 'no agent spoke yet of some instances; their backups wait');
    if (instances.length === 0) return undefined;
    return (operationId: string): OutboxJob[] =>
      instances.map(({ id: instanceId }) =>
        outboxJob(TakeBackupJob, { operationId, instanceId, look: 'fleet' }),
      );
  }

  /** Without a backup there is nothing to prove or to tidy. */
  private async ofBackups(what: Exclude<BackupScheduleTick, 'take' | 'tidy'>) {
    const { backups } = await this.history.backupReads.countBackupTotals();
    if (backups === 0) return undefined;
    const definition = { verify: VerifyBackupsJob, prune: PruneBackupsJob, drill: DrillRestoreJob }[what];
    return (operationId: string): OutboxJob[] => [outboxJob(definition, { operationId })];
  }
}
