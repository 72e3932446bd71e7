import { counted } from '@archivesmp/contracts/counted';
import type { Artifacts } from '@archivesmp/artifacts';
import type { VerifyBackupsData } from '@archivesmp/contracts/deployment-jobs';
import type { IndexedBackup, BackupStores, OperationStores } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import type { BackupFacts } from '../metrics.js';
import { runOperation } from '../run-operation.js';
import { BackupReader } from './read-back.js';

interface Verified {
  readonly of: number;
  readonly verified: number;
  readonly damaged: number;
  readonly bytes: number;
}

/** Proves a share of the backups by reading every byte of them back; those read longest ago come first. */
export class VerifyBackups {
  constructor(
    private readonly history: BackupStores & OperationStores,
    private readonly artifacts: Pick<Artifacts, 'backups'>,
    private readonly percent: number,
    private readonly stopping: AbortSignal,
    private readonly facts: BackupFacts,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps: then it goes on where it was */
  async verifyBackups(
    { operationId, percent = this.percent }: VerifyBackupsData,
    last: boolean,
  ): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      let done = await this.doneSoFar(operationId, percent);
      const reader = new BackupReader(this.artifacts);
      for (const backup of await this.history.backupReads.listLeastVerifiedBackups(done.of - done.verified)) {
        this.stopping.throwIfAborted();
        const { bytes, damage } = await reader.readBackupBack(backup);
        await this.recordVerification(backup, damage);
        const { of, verified, damaged } = done;
        const one = damage === undefined ? 0 : 1;
        done = { of, verified: verified + 1, damaged: damaged + one, bytes: done.bytes + bytes };
        await this.history.operations.noteProgress(operationId, done);
      }
      const { damaged, verified, bytes } = done;
      this.log.info({ verified, damaged, bytes }, 'backups verified');
      const result = { verified, damaged, bytes };
      if (damaged === 0) return { state: 'succeeded', result };
      return {
        state: 'failed',
        reason: `${damaged} of ${counted(verified, 'backup')} ${damaged === 1 ? 'is' : 'are'} damaged.`,
        result,
      };
    });
  }

  private async doneSoFar(operationId: string, percent: number): Promise<Verified> {
    const operation = await this.history.operations.getOperation(operationId);
    if (operation?.progress !== undefined) return operation.progress as Verified;
    const { backups } = await this.history.backupReads.countBackupTotals();
    return { of: Math.ceil((backups * percent) / 100), verified: 0, damaged: 0, bytes: 0 };
  }

  private async recordVerification(backup: IndexedBackup, damage: string | undefined): Promise<void> {
    const { id, host, instance, plugin, manifestKey: key } = backup;
    // One that was dropped meanwhile needs no proof
    if ((await this.history.backupReads.getBackup(id)) === undefined) return;
    await this.history.backups.markBackupVerified(id, damage, new Date());
    this.facts.verified(damage === undefined ? 'whole' : 'damaged');
    if (damage !== undefined)
      this.log.error({ backup: id, host, instance, plugin, key, damage }, 'backup is damaged');
  }
}
