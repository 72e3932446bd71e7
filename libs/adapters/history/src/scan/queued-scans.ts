import { StartScanJob } from '@archivesmp/contracts/jobs';
import type { Sql } from '../database/database.js';
import { outboxJob, putJobs } from '../outbox/outbox.js';
import { rowKey } from '../database/row-key.js';
import { DriftScanRow } from './scan.entity.js';

/** Under which key the one scan waits that begins when the scan of this scope has ended. */
export const queuedKey = (scopeKey: string): string => rowKey('after', scopeKey);

/**
 * Begins the scan that waited for the end of one of this scope. Call it in the transaction that ends the scan, after its key
 * was cleared: the transaction that queues a scan holds the lock on the one that runs, so that none is left waiting.
 */
export async function beginQueued(sql: Sql, scopeKey: string, now: Date): Promise<void> {
  const queued = await sql.repositoryOf(DriftScanRow).findOne({
    where: { active_scope_key: queuedKey(scopeKey) },
    lock: { mode: 'pessimistic_write' },
  });
  if (queued === null) return;
  await sql.repositoryOf(DriftScanRow).update({ id: queued.id }, { active_scope_key: scopeKey });
  await putJobs(sql, queued.id, [outboxJob(StartScanJob, { scanId: queued.id })], now);
}
