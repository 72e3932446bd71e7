import type { Artifacts } from '@archivesmp/artifacts';
import type { History, Sql } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { runOperation } from '../run-operation.js';
import { askedBy } from './asked-by.js';

/**
 * Removes what lies under a key that is lost: it can never be read again, and it keeps an alarm on. A key of the settings
 * is refused, also when it came back after the request.
 */
export class ForgetLostKey {
  constructor(
    private readonly history: Pick<History, 'operations' | 'audit'>,
    private readonly artifacts: Pick<Artifacts, 'snapshots' | 'backups'>,
    private readonly stopping: AbortSignal,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps; AbortError when the service stops */
  async forgetKey(operationId: string, key: string, last: boolean): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      const { history, stopping } = this;
      const operation = await history.operations.getOperation(operationId);
      const { actor, inTheNameOf } = askedBy(operation);
      const recordOf = (removed: number) => ({
        actor,
        action: 'contents.key-forgotten',
        subject: key,
        detail: { removed, operation: operationId, ...inTheNameOf },
      });
      // Nothing brings back what is removed, so its row must be sure to be written
      await history.audit.rehearseAuditRecords([recordOf(0)], new Date());
      const { snapshots, backups } = this.artifacts;
      const removed = await this.foundAtFirst(operationId, operation?.progress, key);
      await snapshots.forgetKey(key, stopping);
      await backups.forgetKey(key, stopping);
      this.log.warn({ key, removed }, 'contents of a lost key removed');
      const also = (sql: Sql) => history.audit.recordAudit(recordOf(removed), new Date(), sql);
      return { state: 'succeeded', result: { removed }, also };
    });
  }

  /** How many contents lay there before the first of them was removed, also where that was another run, which was killed. */
  private async foundAtFirst(operationId: string, noted: object | undefined, key: string): Promise<number> {
    const { found } = (noted ?? {}) as { readonly found?: unknown };
    if (typeof found === 'number') return found;
    const { snapshots, backups } = this.artifacts;
    const count = (await snapshots.countContentsUnderKey(key)) + (await backups.countContentsUnderKey(key));
    await this.history.operations.noteProgress(operationId, { found: count });
    return count;
  }
}
