import { randomUUID } from 'node:crypto';
import type { ScanRequest, ScanTicket } from '@archivesmp/contracts/scan';
import { StartScanJob } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { findInstanceIds } from '../fleet/instance-lookup.js';
import { outboxJob, putJobs } from '../outbox/outbox.js';
import { queuedKey } from './queued-scans.js';
import { rowKey } from '../database/row-key.js';
import { workingTime } from '../clock/work-clock.js';
import { DriftScanRow } from './scan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A scan that has not ended by itself after this long is failed, so that its scope can be scanned again. */
const GIVE_UP_AFTER_SECONDS = 3_600;

/** How a scan is asked for. */
export interface ScanOptions {
  readonly giveUpAfterSeconds?: number;
  /** Revision of baselines and deviations that it must be judged by, or by newer ones; left out: whichever. */
  readonly desiredRevision?: string;
}

/** Two scans that ask for the same thing have the same key, whether they name an instance by name or by id. */
async function scopeKey(sql: Sql, scope: ScanRequest): Promise<string> {
  const ids = scope.instance === undefined ? [] : await findInstanceIds(sql, scope.instance);
  const instance = ids.length === 1 ? ids[0] : scope.instance;
  return rowKey(scope.host ?? null, instance ?? null, scope.plugin ?? null);
}

/** Records the request for a scan and the job that starts it, in one transaction. */
export class ScanRequests {
  constructor(private readonly database: Database) {}

  /**
   * An equal scan that is under way is joined instead: `joined` is true and the id is that scan's. Two requests at the
   * same moment yield one scan (unique key on the active scope). One that was asked for on other baselines or deviations
   * (`desiredRevision`) may judge by the old picture: then a scan is queued that begins when that one has ended, and further
   * requests join the queued one.
   * @throws Problem `database.unavailable`.
   */
  async recordScanRequest(
    scope: ScanRequest,
    requestedBy: string,
    now: Date,
    { giveUpAfterSeconds = GIVE_UP_AFTER_SECONDS, desiredRevision }: ScanOptions = {},
  ): Promise<ScanTicket> {
    const key = await scopeKey(this.database, scope);
    const worked = await workingTime(this.database, now);
    const giveUp = (after: number): Date => new Date(worked.getTime() + after * 1_000);
    const asked = { scope, requestedBy, now, ...(desiredRevision !== undefined && { desiredRevision }) };
    // The running scan may end between our insert and our look: then the next round inserts.
    for (let round = 0; round < 5; round += 1) {
      const running = await this.under(key);
      const isOther = running !== undefined && isOlder(running, desiredRevision);
      if (running !== undefined && !isOther) return joining(running);
      const queued = isOther ? await this.under(queuedKey(key)) : undefined;
      if (queued !== undefined) return joining(queued);
      const scanId = randomUUID();
      try {
        const wanted = { ...asked, scanId };
        const added =
          running === undefined
            ? await this.insert({ ...wanted, key, giveUpAt: giveUp(giveUpAfterSeconds) })
            : await this.queue({ ...wanted, key, giveUpAt: giveUp(2 * giveUpAfterSeconds) });
        if (added) return { id: scanId, state: 'requested', joined: false };
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    }
    throw new Problem('resource.conflict', 'Equal scans kept starting and ending meanwhile; try again.');
  }

  private async under(key: string): Promise<ActiveScan | undefined> {
    return (await this.database.repositoryOf(DriftScanRow).findOneBy({ active_scope_key: key })) ?? undefined;
  }

  private async insert(wanted: WantedScan): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      await insertScan(sql, wanted);
      const { scanId, now } = wanted;
      await putJobs(sql, scanId, [outboxJob(StartScanJob, { scanId })], now);
      return true;
    });
  }

  /** false when the scan that would be waited for has ended meanwhile. */
  private async queue(wanted: WantedScan): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const [running] = await sql.selectRows(
        'SELECT id FROM drift_scans WHERE active_scope_key = ? FOR UPDATE',
        [wanted.key],
      );
      if (running === undefined) return false;
      await insertScan(sql, { ...wanted, key: queuedKey(wanted.key) });
      return true;
    });
  }
}

type ActiveScan = StoredRow<DriftScanRow, 'id' | 'state' | 'desired_revision'>;

interface WantedScan {
  readonly scanId: string;
  readonly key: string;
  readonly scope: ScanRequest;
  readonly requestedBy: string;
  readonly now: Date;
  readonly giveUpAt: Date;
  readonly desiredRevision?: string;
}

const joining = ({ id, state }: ActiveScan): ScanTicket => ({ id, state, joined: true });

/** Whether a scan may judge by other baselines than those that the caller has seen. A caller that names none accepts any. */
const isOlder = ({ desired_revision }: ActiveScan, wanted: string | undefined): boolean =>
  wanted !== undefined && desired_revision !== wanted;

async function insertScan(sql: Sql, wanted: WantedScan): Promise<void> {
  const { scanId, key, scope, requestedBy, now, giveUpAt, desiredRevision } = wanted;
  const { host, instance, plugin } = scope;
  await sql.repositoryOf(DriftScanRow).insert({
    id: scanId,
    state: 'requested',
    scope: { host, instance, plugin } as ScanRequest,
    active_scope_key: key,
    desired_revision: desiredRevision ?? null,
    requested_by: requestedBy,
    requested_at: now,
    give_up_at: giveUpAt,
  });
}
