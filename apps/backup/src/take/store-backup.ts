import type { Artifacts } from '@archivesmp/artifacts';
import { mapBounded } from '@archivesmp/bounded-work';
import type { FleetEventStream } from '@archivesmp/bus';
import type { BackupFile, BackupManifest } from '@archivesmp/contracts/backup';
import { uuidOfText } from '@archivesmp/digests';
import type { History } from '@archivesmp/history';
import { publishHint } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';

/** Contents copied at the same time, per backup. */
const WORKERS = 12;

/** What one backup is to hold, and who wants it why. */
export type WantedBackup = Omit<BackupManifest, 'version' | 'id'>;

/**
 * Writes one backup: every content first, each read back from the server, then the manifest, then the index. A process that
 * dies in between leaves nothing that looks like a backup. Writing the same one again changes nothing.
 */
export class StoreBackup {
  constructor(
    private readonly history: Pick<History, 'backups'>,
    private readonly artifacts: Pick<Artifacts, 'snapshots' | 'backups'>,
    private readonly events: FleetEventStream,
    private readonly log: Log,
  ) {}

  /** @throws Problem `resource.not-found` or `artifacts.corrupt` when a content is not to be had; of MariaDB or S3 */
  async storeBackup(wanted: WantedBackup): Promise<BackupManifest> {
    const { snapshots, backups } = this.artifacts;
    const hashes = new Set(wanted.files.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256])));
    await mapBounded(WORKERS, [...hashes], async (sha256) =>
      backups.storeContent(sha256, await snapshots.readSnapshot(sha256)),
    );
    const manifest: BackupManifest = { version: 1, id: idOf(wanted), ...wanted };
    const key = await backups.sealManifest(manifest);
    if (!(await this.history.backups.recordBackup(manifest, key))) return manifest;
    // Every byte was read back a moment ago
    await this.history.backups.markBackupVerified(manifest.id, undefined, new Date());
    const { id: backupId, instanceId } = manifest;
    await publishHint(this.events, this.log, 'backup.taken', { backupId, instanceId });
    return manifest;
  }
}

/** The same files seen at the same moment, and by hand asked for with the same words, are the same backup, however often its job is run. */
function idOf({ host, instanceId, plugin, takenAt, takenBy, cause, reason, files }: WantedBackup): string {
  const seen = files.map(({ path, sha256 }: BackupFile) => [path, sha256]);
  // A backup that a person asked for with a reason is found by it later
  const request = cause === 'by-hand' ? [takenBy, reason ?? ''] : [];
  return uuidOfText(JSON.stringify([host, instanceId, plugin, takenAt, cause, seen, ...request]));
}
