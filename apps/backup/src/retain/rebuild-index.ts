import { counted } from '@archivesmp/contracts/counted';
import type { OperationStores } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { runOperation } from '../run-operation.js';
import type { AlignIndex } from './align-index.js';

const NAMED = 3;
const MOST_LISTED = 100;

/** Disaster recovery: everything the index says, from the bucket alone. */
export class RebuildIndex {
  constructor(
    private readonly history: OperationStores,
    private readonly align: AlignIndex,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps */
  async rebuildIndex(operationId: string, last: boolean): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      const { damaged, ...counts } = await this.align.alignIndex({ everything: true }, (done, of) =>
        this.history.operations.noteProgress(operationId, { done, of }),
      );
      this.log.info({ ...counts, damaged: damaged.length }, 'index of backups rebuilt');
      const result = { ...counts, damaged: damaged.length };
      if (damaged.length === 0) return { state: 'succeeded', result };
      const named = damaged.slice(0, NAMED).map(({ damage }) => damage);
      const reason =
        `${counted(damaged.length, 'manifest in the bucket is broken, altered or not ours, and was', 'manifests in the bucket are broken, altered or not ours, and were')} not believed; everything else is ` +
        `indexed. ${named.join(' ')}`;
      return { state: 'failed', reason, result: { ...result, refused: damaged.slice(0, MOST_LISTED) } };
    });
  }
}
