import type { Artifacts } from '@archivesmp/artifacts';
import type { AuditStores, BackupStores, OperationStores, Transactions } from '@archivesmp/history';
import { decideRetention, type RetentionPolicy } from '@archivesmp/retention';
import type { Log } from '@archivesmp/service-kit';
import type { BackupFacts } from '../metrics.js';
import { runOperation } from '../run-operation.js';
import { askedBy } from './asked-by.js';
import type { AlignIndex } from './align-index.js';
import type { SweepContents } from './sweep-contents.js';

const CHUNK = 200;

/**
 * Drops what the retention policy no longer keeps: first out of the index, then the manifest, last the contents that nothing
 * refers to. Killed at any point it leaves backups that are whole or gone; the next run finishes.
 */
export class PruneBackups {
  constructor(
    private readonly history: AuditStores & BackupStores & OperationStores & Transactions,
    private readonly artifacts: Pick<Artifacts, 'backups'>,
    private readonly align: AlignIndex,
    private readonly sweep: SweepContents,
    private readonly policy: RetentionPolicy,
    private readonly facts: BackupFacts,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps */
  async pruneBackups(operationId: string, last: boolean, now: Date): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      const { damaged, added, removed } = await this.align.alignIndex({ everything: false });
      const dropped = await this.drop(now);
      const swept = await this.sweep.sweepContents(damaged.length, now);
      this.facts.pruned(dropped, swept.contents, damaged.length);
      const { backups: retained } = await this.history.backupReads.countBackupTotals();
      const result = { kept: retained, dropped, ...swept, indexed: added, unindexed: removed };
      await this.recordPruning(operationId, result, now);
      return { state: 'succeeded', result };
    });
  }

  private async drop(now: Date): Promise<number> {
    const { backups, backupReads } = this.history;
    const judged = decideRetention(await backupReads.listBackupsForRetention(now), this.policy);
    const going = judged.filter(({ isRetained }) => !isRetained).map(({ id }) => id);
    let count = 0;
    for (let start = 0; start < going.length; start += CHUNK) {
      const ids = going.slice(start, start + CHUNK);
      const dropped = await this.history.transaction(async (sql) => {
        // A restore of one may have begun since all were judged
        const still = await backupReads.listBackupsForRetention(now, sql, ids);
        const free = still.filter(({ neededBy }) => neededBy === undefined).map(({ id }) => id);
        return (await backups.dropBackups(free, sql)).dropped;
      });
      for (const { id, manifestKey } of dropped) {
        await this.artifacts.backups.removeManifest(manifestKey);
        this.log.info({ backup: id, key: manifestKey }, 'backup dropped');
      }
      count += dropped.length;
    }
    return count;
  }

  private async recordPruning(operationId: string, result: object, now: Date): Promise<void> {
    const operation = await this.history.operations.getOperation(operationId);
    const { actor, inTheNameOf } = askedBy(operation);
    await this.history.audit.recordAudit(
      {
        actor,
        action: 'backups.pruned',
        subject: operationId,
        detail: { ...result, policy: this.policy, ...inTheNameOf },
      },
      now,
    );
  }
}
