import { randomUUID } from 'node:crypto';
import type { RequestScan, ScanTicket } from '@archivesmp/contracts/drift';
import { StartScanJob } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import type { ScanState } from '@archivesmp/contracts/vocabulary';
import { isDuplicate, type Database, type Sql } from './database.js';
import { findInstanceIds } from './instance-lookup.js';
import { outboxJob, putJobs } from './outbox.js';
import { rowKey } from './row-key.js';

/** A scan that has not ended by itself after this long is failed, so that its scope can be scanned again. */
const GIVE_UP_AFTER_SECONDS = 3_600;

/** Two scans that ask for the same thing have the same key, whether they name an instance by name or by id. */
async function scopeKey(sql: Sql, scope: RequestScan): Promise<string> {
  const ids = scope.instance === undefined ? [] : await findInstanceIds(sql, [scope.instance]);
  const instance = ids.length === 1 ? ids[0] : scope.instance;
  return rowKey(scope.host ?? null, instance ?? null, scope.plugin ?? null);
}

/** Records the wish for a scan and the job that starts it, in one transaction. */
export class ScanRequests {
  constructor(private readonly database: Database) {}

  /**
   * An equal scan that is under way is joined instead: `joined` is true and the id is that scan's. Two requests at the
   * same moment yield one scan (unique key on the active scope).
   * @throws Problem `database.unavailable`.
   */
  async requestScan(
    scope: RequestScan,
    requestedBy: string,
    now: Date,
    giveUpAfterSeconds = GIVE_UP_AFTER_SECONDS,
  ): Promise<ScanTicket> {
    const key = await scopeKey(this.database, scope);
    // The running scan may end between our insert and our look: then the next round inserts.
    for (let round = 0; round < 5; round += 1) {
      const running = await this.#running(key);
      if (running !== undefined) return running;
      const scanId = randomUUID();
      try {
        await this.#insert(scanId, key, scope, requestedBy, now, giveUpAfterSeconds);
        return { id: scanId, state: 'requested', joined: false };
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    }
    throw new Problem('resource.conflict', 'Equal scans kept starting and ending meanwhile; try again.');
  }

  async #running(key: string): Promise<ScanTicket | undefined> {
    const [row] = await this.database.rows<{ id: string; state: ScanState }>(
      'SELECT id, state FROM drift_scans WHERE active_scope_key = ?',
      [key],
    );
    return row && { id: row.id, state: row.state, joined: true };
  }

  async #insert(
    scanId: string,
    key: string,
    scope: RequestScan,
    requestedBy: string,
    now: Date,
    giveUpAfterSeconds: number,
  ): Promise<void> {
    const { host, instance, plugin } = scope;
    await this.database.transaction(async (sql) => {
      await sql.run(
        `INSERT INTO drift_scans (id, state, scope, active_scope_key, requested_by, requested_at, give_up_at)
         VALUES (?, 'requested', ?, ?, ?, ?, ?)`,
        [
          scanId,
          JSON.stringify({ host, instance, plugin }),
          key,
          requestedBy,
          now,
          new Date(now.getTime() + giveUpAfterSeconds * 1_000),
        ],
      );
      await putJobs(sql, scanId, [outboxJob(StartScanJob, { scanId })], now);
    });
  }
}
