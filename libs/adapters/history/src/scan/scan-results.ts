import { counted } from '@archivesmp/contracts/counted';
import type { RequestScan } from '@archivesmp/contracts/scan';
import { AnalyseInstanceJob, CompleteScanJob } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import type { FileState, ScanState } from '@archivesmp/contracts/vocabulary';
import { fromJson, toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { writeFileChanges, writePluginChanges } from '../file/file-changes.js';
import { writeFindingChanges } from '../finding/finding-changes.js';
import type { ObservedInstance, RecordedInstance } from '../finding/observed-instance.js';
import { settleJobs, settleSubject } from '../outbox/outbox.js';
import { beginQueued } from './queued-scans.js';
import {
  writeOutliers,
  type ObservedOutlier,
  type ObservedTie,
  type OutlierCoverage,
} from '../finding/outlier-changes.js';
import { putCompletionWhenFinal } from './scan-ending.js';
import type { DriftScanRow, ScanInstanceRow } from './scan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** How a scan ended. */
export interface ScanEnd {
  /** false: it had already ended; the numbers are those written then. */
  readonly ended: boolean;
  readonly state: ScanState;
  readonly openFindings: number;
  readonly outliers: number;
}

const NOTHING: RecordedInstance = {
  recorded: false,
  opened: 0,
  recurred: 0,
  changed: 0,
  resolved: 0,
  last: false,
};

const COULD_NOT_BE_READ: ReadonlySet<FileState> = new Set(['unreadable', 'permission_denied', 'too_large']);

type ScanRow = StoredRow<DriftScanRow, 'state' | 'scope' | 'open_findings' | 'outliers'>;

interface LineCounts {
  covered: string;
  open: string | null;
  missed: string | null;
  /** How many different reasons those have that were missed. */
  reasons: string;
  missed_reason: string | null;
}

/** What all have in common is said, so that nobody has to look through the instances for it. */
function missedText({ covered, missed, reasons, missed_reason: reason }: LineCounts): string {
  const head = `${missed} of ${counted(Number(covered), 'instance')} could not be scanned`;
  if (reason === null || Number(reasons) !== 1) return `${head}.`;
  return `${head}: ${reason.replace(/\.$/, '')}.`;
}

/** Records what scans found, and ends them. */
export class ScanResults {
  constructor(private readonly database: Database) {}

  /**
   * Writes one instance's findings and files as changes, marks it scanned, and asks for the completion of the scan when
   * it was the last: all of it or nothing. Recording it twice changes nothing.
   * @throws Problem `resource.not-found` when the scan does not cover the instance.
   */
  async recordInstance(observed: ObservedInstance, now: Date): Promise<RecordedInstance> {
    const { scanId, instanceId } = observed;
    return this.database.transaction(async (sql) => {
      const line = await this.#lockLine(sql, scanId, instanceId);
      await settleJobs(sql, [AnalyseInstanceJob.jobId({ scanId, instanceId })], now);
      if (line.state !== 'answered') return NOTHING;
      // Two scans of different scope may record one instance at a time: the second waits here for the first.
      await sql.rows('SELECT id FROM instances WHERE id = ? FOR UPDATE', [instanceId]);
      const { plugin } = line.scope;
      const totals = await writeFindingChanges(sql, observed, plugin, now);
      await writeFileChanges(sql, instanceId, observed.files, plugin, now);
      await writePluginChanges(sql, instanceId, observed.plugins, plugin, now);
      await sql.run(
        `UPDATE scan_instances SET state = 'scanned', finished_at = ?, files = ?, unreadable = ?, not_understood = ?,
                unsettled = ?, opened = ?, resolved = ?
          WHERE scan_id = ? AND instance_id = ?`,
        [
          now,
          observed.files.length,
          observed.files.filter(({ state }) => COULD_NOT_BE_READ.has(state)).length,
          observed.files.filter(({ state }) => state === 'not_understood').length,
          observed.files.filter(({ state }) => state === 'unsettled').length,
          totals.opened + totals.recurred,
          totals.resolved,
          scanId,
          instanceId,
        ],
      );
      if (plugin === undefined)
        await sql.run(
          `UPDATE instances SET scanned_at = ?, scan_trouble = NULL, judged_files = ?, not_judged_files = ?,
                  judged_revision = ? WHERE id = ?`,
          [
            now,
            observed.judgement?.judged ?? null,
            observed.judgement?.notJudged ?? null,
            observed.desiredRevision ?? null,
            instanceId,
          ],
        );
      const last = await putCompletionWhenFinal(sql, scanId, now);
      return { recorded: true, ...totals, last };
    });
  }

  async #lockLine(sql: Sql, scanId: string, instanceId: string) {
    const [scan] = await sql.rows<StoredRow<DriftScanRow, 'scope'>>(
      'SELECT scope FROM drift_scans WHERE id = ?',
      [scanId],
    );
    const [line] = await sql.rows<StoredRow<ScanInstanceRow, 'state'>>(
      'SELECT state FROM scan_instances WHERE scan_id = ? AND instance_id = ? FOR UPDATE',
      [scanId, instanceId],
    );
    if (scan === undefined || line === undefined)
      throw new Problem('resource.not-found', `Scan ${scanId} does not cover instance ${instanceId}.`);
    return { state: line.state, scope: fromJson<RequestScan>(scan.scope) ?? {} };
  }

  /**
   * Writes outliers and totals and closes the scan: `partial` when an instance did not answer or failed, else
   * `completed`. `coverage` says of which instances and plugins the outliers speak; what is recorded outside of it stays.
   * `ties` are the keys without a majority; they are not counted. A second call changes nothing.
   * @throws Problem `resource.not-found`; `resource.conflict` while instances are still under way.
   */
  async completeScan(
    scanId: string,
    outliers: readonly ObservedOutlier[],
    coverage: OutlierCoverage,
    now: Date,
    ties: readonly ObservedTie[] = [],
  ): Promise<ScanEnd> {
    return this.database.transaction(async (sql) => {
      const scan = await this.#lock(sql, scanId);
      await settleJobs(sql, [CompleteScanJob.jobId({ scanId })], now);
      if (hasEnded(scan.state)) return ended(scan, false);
      const [lines] = await sql.rows<LineCounts>(
        `SELECT COUNT(*) AS covered, SUM(state IN ('waiting', 'answered')) AS open,
                SUM(state IN ('unreachable', 'failed')) AS missed,
                COUNT(DISTINCT IF(state IN ('unreachable', 'failed'), COALESCE(reason, ''), NULL)) AS reasons,
                MIN(IF(state IN ('unreachable', 'failed'), reason, NULL)) AS missed_reason
           FROM scan_instances WHERE scan_id = ?`,
        [scanId],
      );
      if (Number(lines?.open ?? 0) > 0)
        throw new Problem(
          'resource.conflict',
          `Scan ${scanId} still waits for ${counted(Number(lines?.open), 'instance')}.`,
        );
      await writeOutliers(sql, outliers, ties, coverage, now);
      const openFindings = await this.#openFindings(sql, scanId, fromJson<RequestScan>(scan.scope) ?? {});
      const missed = Number(lines?.missed ?? 0);
      const state: ScanState = missed > 0 ? 'partial' : 'completed';
      const reason =
        missed > 0
          ? missedText(lines!)
          : Number(lines?.covered ?? 0) === 0
            ? 'No instance matches what was asked for.'
            : undefined;
      await this.#close(sql, scanId, { state, reason, openFindings, outliers: outliers.length }, now);
      return { ended: true, state, openFindings, outliers: outliers.length };
    });
  }

  /** Ends a scan that cannot be finished. Instances still under way count as failed. A second call changes nothing. */
  async failScan(scanId: string, reason: string, now: Date): Promise<ScanEnd> {
    return this.database.transaction(async (sql) => {
      const scan = await this.#lock(sql, scanId);
      if (hasEnded(scan.state)) return ended(scan, false);
      await sql.run(
        `UPDATE scan_instances SET state = 'failed', reason = ?, finished_at = ?
          WHERE scan_id = ? AND state IN ('waiting', 'answered')`,
        [toReason(reason), now, scanId],
      );
      const openFindings = await this.#openFindings(sql, scanId, fromJson<RequestScan>(scan.scope) ?? {});
      await this.#close(sql, scanId, { state: 'failed', reason, openFindings, outliers: 0 }, now);
      return { ended: true, state: 'failed', openFindings, outliers: 0 };
    });
  }

  async #lock(sql: Sql, scanId: string): Promise<ScanRow> {
    const [scan] = await sql.rows<ScanRow>(
      'SELECT state, scope, open_findings, outliers FROM drift_scans WHERE id = ? FOR UPDATE',
      [scanId],
    );
    if (scan === undefined) throw new Problem('resource.not-found', `There is no scan ${scanId}.`);
    return scan;
  }

  async #close(
    sql: Sql,
    scanId: string,
    end: { state: ScanState; reason: string | undefined; openFindings: number; outliers: number },
    now: Date,
  ): Promise<void> {
    const [scan] = await sql.rows<StoredRow<DriftScanRow, 'active_scope_key'>>(
      'SELECT active_scope_key FROM drift_scans WHERE id = ? FOR UPDATE',
      [scanId],
    );
    await sql.run(
      `UPDATE drift_scans SET state = ?, reason = ?, finished_at = ?, active_scope_key = NULL,
              open_findings = ?, outliers = ? WHERE id = ?`,
      [end.state, toReason(end.reason), now, end.openFindings, end.outliers, scanId],
    );
    await settleSubject(sql, scanId, now);
    const scopeKey = scan?.active_scope_key ?? null;
    if (scopeKey !== null) await beginQueued(sql, scopeKey, now);
  }

  async #openFindings(sql: Sql, scanId: string, scope: RequestScan): Promise<number> {
    const [row] = await sql.rows<{ open: string }>(
      `SELECT COUNT(*) AS open FROM findings f JOIN scan_instances line
          ON line.scan_id = ? AND line.instance_id = f.instance_id
        WHERE f.is_open = 1 AND f.status <> 'not_judged'${scope.plugin === undefined ? '' : ' AND f.plugin = ?'}`,
      scope.plugin === undefined ? [scanId] : [scanId, scope.plugin],
    );
    return Number(row?.open ?? 0);
  }
}

const hasEnded = (state: ScanState) => state !== 'requested' && state !== 'running';

const ended = (scan: ScanRow, now: boolean): ScanEnd => ({
  ended: now,
  state: scan.state,
  openFindings: scan.open_findings,
  outliers: scan.outliers,
});
