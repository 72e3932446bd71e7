import type { Artifacts } from '@archivesmp/artifacts';
import type { FleetEventStream } from '@archivesmp/bus';
import { SEVERAL_PLUGINS, type BackupManifest, type RestorePoint } from '@archivesmp/contracts/backup';
import type { StoredChangeRequest } from '@archivesmp/contracts/plan';
import { Problem } from '@archivesmp/contracts/problem';
import { uuidOfText } from '@archivesmp/digests';
import type { StoredInstance, History, IndexedBackup } from '@archivesmp/history';
import { publishHint } from '@archivesmp/hub-wiring';
import { whyNoRestorePoint } from '@archivesmp/retention';
import type { Log } from '@archivesmp/service-kit';
import { composeState, type BackupAtTime } from './compose-state.js';
import type { FilesWrittenSince } from './written-since.js';

/** What composing a restore point reads and writes. */
export type RestoreStores = Pick<History, 'plans' | 'fleet' | 'backupCoverage' | 'backupReads' | 'backups'>;

/**
 * Makes the one backup that a plan is to restore: the newest whole backup of each plugin until then, and over it what was
 * backed up and written by changes since, each file with where it comes from. The plan keeps it from being thinned out, and is made next.
 */
export class ComposeRestorePoint {
  constructor(
    private readonly history: RestoreStores,
    private readonly artifacts: Pick<Artifacts, 'changeRequests' | 'backups'>,
    private readonly written: FilesWrittenSince,
    private readonly events: FleetEventStream,
    private readonly log: Log,
  ) {}

  /** Running it again changes nothing. @throws Problem of MariaDB or S3, when trying again helps */
  async composeFor(planId: string): Promise<void> {
    const { plans } = this.history;
    const asked = await plans.changeRequestOf(planId);
    if (asked === undefined || asked.backupId !== undefined) return;
    const { requestId } = asked.request as { requestId: string };
    try {
      const { restorePoint } = (await this.artifacts.changeRequests.readChangeRequest(
        requestId,
      )) as StoredChangeRequest;
      if (restorePoint === undefined) throw new Error(`plan ${planId} asks for no restore point`);
      const backupId = await this.compose(restorePoint, asked.requestedBy);
      await plans.recordRestorePoint(planId, backupId, new Date());
      this.log.info({ plan: planId, backup: backupId }, 'restore point composed');
    } catch (error) {
      if (!(error instanceof Problem) || error.retry) throw error;
      await plans.failPlan(planId, error.detail, new Date());
      await publishHint(this.events, this.log, 'plan.changed', { planId, state: 'failed' });
      await this.artifacts.changeRequests.removeChangeRequest(requestId);
      this.log.warn({ plan: planId, err: error }, 'restore point not composed');
    }
  }

  /** Id of the backup that holds the files of all of these. Made again it is the same. */
  private async compose({ instanceId, at, plugins }: RestorePoint, takenBy: string): Promise<string> {
    const until = new Date(at);
    const instance = await this.instanceOf(instanceId);
    const choice = { instanceId, until, ...(plugins !== undefined && { plugins }) };
    const whole = await this.history.backupCoverage.findNewestWholeBackups(choice);
    const parts = await this.history.backupCoverage.listPartialBackupsSince(choice);
    const why = whyNoRestorePoint([...whole, ...parts], {
      instance: instance.name,
      at,
      ...(plugins && { plugins }),
    });
    // Between the request and now retention may have dropped what was there
    if (why !== undefined) throw new Problem('resource.not-found', why);
    const manifest = await this.manifestOf(instance, until, whole, parts, takenBy);
    await this.history.backups.recordBackup(manifest, await this.artifacts.backups.sealManifest(manifest));
    return manifest.id;
  }

  private async instanceOf(instanceId: string): Promise<StoredInstance> {
    const instance = (await this.history.fleet.listInstances()).find(({ id }) => id === instanceId);
    if (instance === undefined)
      throw new Problem('resource.not-found', `The instance ${instanceId} is no longer there.`);
    return instance;
  }

  private async manifestOf(
    { id: instanceId, host, name }: StoredInstance,
    until: Date,
    whole: readonly IndexedBackup[],
    parts: readonly IndexedBackup[],
    takenBy: string,
  ): Promise<BackupManifest> {
    const ids = [...whole, ...parts].map(({ id }) => id).sort();
    const held = await this.history.backupReads.listFilesOfBackups(ids);
    const filesOf = (backup: IndexedBackup): BackupAtTime => ({ backup, files: held.get(backup.id)! });
    const changes: BackupAtTime[] = [];
    for (const part of parts) {
      const its = filesOf(part);
      const wrote = await this.written.after(part, until, new Set(its.files.map(({ path }) => path)));
      changes.push({ ...its, ...(wrote !== undefined && { wrote }) });
    }
    const files = composeState(whole.map(filesOf), changes);
    const contents = files.map(({ path, sha256 }) => `${path} ${sha256}`);
    return {
      version: 1,
      id: uuidOfText([instanceId, until.toISOString(), ...ids, ...contents].join(' ')),
      host,
      instanceId,
      instance: name,
      plugin: SEVERAL_PLUGINS,
      takenAt: until.toISOString(),
      cause: 'by-hand',
      takenBy,
      reason: `put together to restore them: ${whole.length} whole backups and ${parts.length} from before changes`,
      files,
    };
  }
}
