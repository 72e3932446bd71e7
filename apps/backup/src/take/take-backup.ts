import { BY_SCHEDULE } from '@archivesmp/contracts/actor';
import { serverPath } from '@archivesmp/fleet';
import type { BackupCause, BackupFile, BackupLeftOut } from '@archivesmp/contracts/backup';
import { hasKnownBytes } from '@archivesmp/contracts/vocabulary';
import type { TakeBackupData } from '@archivesmp/contracts/deployment-jobs';
import { Problem } from '@archivesmp/contracts/problem';
import { steadyNow } from '@archivesmp/contracts/steady-clock';
import type {
  ConfigFile,
  InstanceBackup,
  Operation,
  BackupStores,
  FleetStores,
  OperationStores,
} from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import type { BackupFacts } from '../metrics.js';
import { passes } from '../run-operation.js';
import type { RescanBeforeBackup, RescannedInstance } from './rescan-before-backup.js';
import { leftOutLine, leftOutWords, nothingTaken } from './left-out-words.js';
import type { StoreBackup } from './store-backup.js';

/** What does not pass within this time of one hub is given up, so that the operation ends. */
const GIVE_UP_MS = 60 * 60_000;

type Seen = Exclude<RescannedInstance, { failure: string }>;

/**
 * Backs up one instance: one backup per plugin, and one of the server's own files. By the clock a plugin is left out when its
 * last whole backup holds exactly the files it has now and was not found damaged; a backup by hand contains every one.
 */
export class TakeBackup {
  /** When each job was first tried here, by the steady clock. */
  private readonly tried = new Map<string, number>();

  constructor(
    private readonly history: BackupStores & FleetStores & OperationStores,
    private readonly rescan: RescanBeforeBackup,
    private readonly store: StoreBackup,
    private readonly facts: BackupFacts,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB, Redis or S3, when trying again helps */
  async takeBackup(data: TakeBackupData, jobId: string, last: boolean): Promise<void> {
    const operation = await this.history.operations.getOperation(data.operationId);
    if (operation === undefined || operation.finishedAt !== undefined) return;
    await this.history.operations.startOperation(operation.id, new Date());
    const outcome = await this.attempt(data, operation, jobId, last);
    this.tried.delete(jobId);
    const state = await this.history.backupOperations.endInstanceBackup(
      operation.id,
      jobId,
      outcome,
      new Date(),
    );
    this.facts.instanceEnded(outcome);
    const { failure, ...counts } = outcome;
    if (failure === undefined) this.log.info({ ...counts, state }, 'instance backed up');
    else this.log.error({ ...counts, state, failure }, 'instance not wholly backed up');
  }

  private async attempt(
    data: TakeBackupData,
    operation: Operation,
    jobId: string,
    last: boolean,
  ): Promise<InstanceBackup> {
    const begun = this.tried.get(jobId) ?? steadyNow();
    this.tried.set(jobId, begun);
    try {
      const rescanned = await this.rescan.rescanInstance(
        data,
        new Date(operation.requestedAt),
        operation.requestedBy,
      );
      if ('failure' in rescanned) return this.nothing(data, rescanned.failure);
      return await this.takeAll(rescanned, data, operation);
    } catch (error) {
      const isLost = passes(error) ? steadyNow() - begun > GIVE_UP_MS : last && !isAbort(error);
      if (!isLost) throw error;
      this.log.error({ err: error }, 'backup given up');
      return this.nothing(
        data,
        error instanceof Problem ? error.detail : 'it failed; the log has the details',
      );
    }
  }

  private async takeAll(
    rescanned: Seen,
    data: TakeBackupData,
    operation: Operation,
  ): Promise<InstanceBackup> {
    const isScheduled = operation.requestedBy === BY_SCHEDULE;
    const same = isScheduled ? await this.lastHashes(rescanned) : undefined;
    const count = { taken: 0, unchanged: 0, bytes: 0, leftOut: 0 };
    const leftOutFiles: string[] = [];
    const failures: string[] = [];
    for (const [plugin, seen] of Map.groupBy(rescanned.files, (file) => file.plugin)) {
      const { files, leftOut } = sorted(seen);
      count.leftOut += leftOut.length;
      leftOutFiles.push(...leftOut.map(leftOutLine));
      if (files.length === 0) continue;
      if (same?.get(plugin) === fingerprint(files)) {
        count.unchanged += 1;
        continue;
      }
      try {
        await this.backUpPlugin(plugin, files, leftOut, rescanned, data, operation);
        count.taken += 1;
        count.bytes += files.reduce((sum, { size }) => sum + size, 0);
      } catch (error) {
        if (passes(error) || !(error instanceof Problem)) throw error;
        failures.push(`${plugin}: ${error.detail}`);
      }
    }
    const nothing = failures.length === 0 ? nothingTaken(count, leftOutFiles) : undefined;
    if (nothing !== undefined) failures.push(nothing);
    const failure = failures.length === 0 ? {} : { failure: failures.join(', ') };
    return {
      instance: rescanned.instance.name,
      ...count,
      ...(leftOutFiles.length > 0 && { leftOutFiles }),
      ...failure,
    };
  }

  private backUpPlugin(
    plugin: string,
    files: BackupFile[],
    leftOut: BackupLeftOut[],
    { instance, seenAt }: Seen,
    data: TakeBackupData,
    { requestedBy }: Operation,
  ) {
    const cause: BackupCause = requestedBy === BY_SCHEDULE ? 'schedule' : 'by-hand';
    const reason = [data.reason, leftOutWords(leftOut)].filter((part) => part !== undefined).join('; ');
    return this.store.storeBackup({
      host: instance.host,
      instanceId: instance.id,
      instance: instance.name,
      plugin,
      takenAt: seenAt.toISOString(),
      cause,
      takenBy: requestedBy,
      ...(reason !== '' && { reason }),
      files,
      ...(leftOut.length > 0 && { leftOut }),
    });
  }

  /** What the last whole backup of each plugin holds; one that was found damaged counts for nothing. */
  private async lastHashes({ instance }: Seen): Promise<ReadonlyMap<string, string>> {
    const { id: instanceId, host } = instance;
    const newest = await this.history.backupCoverage.findNewestWholeBackups({ instanceId, host });
    const whole = newest.filter((one) => one.damage === undefined);
    const files = await this.history.backupReads.listFilesOfBackups(whole.map((one) => one.id));
    return new Map(whole.map((one) => [one.plugin, fingerprint(files.get(one.id)!)]));
  }

  private async nothing({ instanceId }: TakeBackupData, failure: string): Promise<InstanceBackup> {
    const [instance] = await this.history.fleet.listInstances({ instance: instanceId, gone: true });
    const name = instance?.name ?? instanceId;
    return { instance: name, taken: 0, unchanged: 0, bytes: 0, leftOut: 0, failure };
  }
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** Paths with their contents, modes and owners, in whatever order they come. */
const fingerprint = (files: readonly BackupFile[]): string =>
  JSON.stringify(
    files.map(({ path, sha256, mode, uid, gid }) => JSON.stringify([sha256, path, mode, uid, gid])).sort(),
  );

/** Only what could not be read from the disk is left out; what does not parse has bytes like any other file. */
function sorted(seen: readonly ConfigFile[]): { files: BackupFile[]; leftOut: BackupLeftOut[] } {
  const files: BackupFile[] = [];
  const leftOut: BackupLeftOut[] = [];
  for (const { plugin, path: file, state, sha256, size, reason, like } of seen) {
    const path = serverPath(plugin, file);
    if (hasKnownBytes(state) && sha256 !== undefined) files.push({ path, sha256, size, ...like });
    else leftOut.push({ path, state, ...(reason !== undefined && { reason }) });
  }
  return { files, leftOut };
}
