import { isDamage, type Artifacts } from '@archivesmp/artifacts';
import type { BackupFile } from '@archivesmp/contracts/backup';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { IndexedBackup, OperationEnd, BackupStores, OperationStores } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import type { BackupFacts } from '../metrics.js';
import { runOperation } from '../run-operation.js';
import { ScratchFolder } from './scratch-folder.js';

interface Drilled {
  readonly files: number;
  readonly bytes: number;
  /** Files that were also compared, byte by byte, with the snapshot that a scan had stored elsewhere. */
  readonly compared: number;
}

/**
 * Restores any backup into a scratch folder and compares every byte that is on the disk then: with the sha256 of the manifest,
 * and with the content that a scan stored in another bucket, where that is still there.
 */
export class DrillRestore {
  constructor(
    private readonly history: BackupStores & OperationStores,
    private readonly artifacts: Pick<Artifacts, 'backups' | 'snapshots'>,
    private readonly facts: BackupFacts,
    private readonly log: Log,
    private readonly below?: string,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps */
  async drillRestore(operationId: string, last: boolean): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      const backup = await this.history.backupCoverage.findAnyWholeBackup();
      if (backup === undefined)
        return { state: 'failed', reason: 'There is no backup that could be restored.' };
      const end = await this.drillBackup(backup);
      this.facts.drilled(end.state === 'succeeded' ? 'whole' : 'damaged');
      return end;
    });
  }

  private async drillBackup(backup: IndexedBackup): Promise<OperationEnd> {
    const { id, host, instance, plugin } = backup;
    const subject = { backup: id, host, instance, plugin };
    try {
      const drilled = await this.restoreToScratch(backup);
      this.log.info({ ...subject, ...drilled }, 'restore drilled');
      return { state: 'succeeded', result: { ...subject, ...drilled } };
    } catch (error) {
      const damage = damageIn(error);
      if (damage === undefined) throw error;
      await this.history.backups.markBackupVerified(id, damage, new Date());
      this.log.error({ ...subject, damage }, 'restore drill failed');
      const reason = `The backup ${id} of ${plugin} on ${instance} could not be restored: ${damage}`;
      return { state: 'failed', reason, result: subject };
    }
  }

  private async restoreToScratch({ manifestKey }: IndexedBackup): Promise<Drilled> {
    const { files } = await this.artifacts.backups.readBackupManifest(manifestKey);
    await using scratch = await ScratchFolder.make(this.below);
    for (const { path, sha256 } of files)
      if (sha256 !== null)
        await scratch.writeRestored(path, await this.artifacts.backups.readContent(sha256));
    const drilled = { files: 0, bytes: 0, compared: 0 };
    for (const file of files) {
      if (file.sha256 === null) continue;
      const onDisk = await scratch.readRestored(file.path);
      check(file, onDisk);
      drilled.files += 1;
      drilled.bytes += onDisk.length;
      if (await this.isSnapshot(file, onDisk)) drilled.compared += 1;
    }
    return drilled;
  }

  /** false when there is no snapshot to compare with. @throws Problem `artifacts.corrupt` when it holds other bytes */
  private async isSnapshot({ path, sha256 }: BackupFile, onDisk: Buffer): Promise<boolean> {
    let snapshot: Buffer;
    try {
      snapshot = await this.artifacts.snapshots.readSnapshot(sha256!);
    } catch (error) {
      // A snapshot that is gone or damaged says nothing of the backup
      if (damageIn(error) !== undefined) return false;
      throw error;
    }
    if (!snapshot.equals(onDisk))
      throw new Problem('artifacts.corrupt', `${path} differs from what was scanned`);
    return true;
  }
}

function check({ path, sha256, size }: BackupFile, onDisk: Buffer): void {
  if (onDisk.length !== size)
    throw new Problem('artifacts.corrupt', `${path} has ${onDisk.length} bytes and not ${size}`);
  if (sha256Hex(onDisk) !== sha256) throw new Problem('artifacts.corrupt', `${path} has another sha256`);
}

function damageIn(error: unknown): string | undefined {
  const isGone = error instanceof Problem && error.code === 'resource.not-found';
  return isGone || isDamage(error) ? error.detail : undefined;
}
