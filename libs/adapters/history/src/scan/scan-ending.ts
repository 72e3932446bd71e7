import { CompleteScanJob } from '@archivesmp/contracts/jobs';
import { LINES_UNDER_WAY } from '@archivesmp/drift';
import type { Sql } from '../database/database.js';
import { outboxJob, putJobs } from '../outbox/outbox.js';
import { type DriftScanRow, ScanInstanceRow } from './scan.entity.js';
import type { StoredRow } from '../database/stored-row.js';
import { In } from 'typeorm';

/**
 * Asks for the completion of a scan once none of its instances is under way. Call it last in every transaction that
 * ends an instance: the lock on the scan makes the last two wait for each other, so that one of them sees the end.
 */
export async function putCompletionWhenFinal(sql: Sql, scanId: string, now: Date): Promise<boolean> {
  const [scan] = await sql.selectRows<StoredRow<DriftScanRow, 'state'>>(
    'SELECT state FROM drift_scans WHERE id = ? FOR UPDATE',
    [scanId],
  );
  if (scan?.state !== 'running') return false;
  const open = await sql
    .repositoryOf(ScanInstanceRow)
    .countBy({ scan_id: scanId, state: In(LINES_UNDER_WAY) });
  if (open > 0) return false;
  await putJobs(sql, scanId, [outboxJob(CompleteScanJob, { scanId })], now);
  return true;
}
