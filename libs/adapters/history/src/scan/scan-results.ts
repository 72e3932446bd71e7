import { counted } from '@archivesmp/contracts/counted';
import type { ScanRequest } from '@archivesmp/contracts/scan';
import { AnalyseInstanceJob, CompleteScanJob } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import type { ScanState } from '@archivesmp/contracts/vocabulary';
import {
  countFiles,
  endOfScan,
  hasScanEnded,
  LINES_UNDER_WAY,
  linesUnderWay,
  type ScanLine,
} from '@archivesmp/drift';
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
import { DriftScanRow, ScanInstanceRow } from './scan.entity.js';
import type { StoredRow } from '../database/stored-row.js';
import { InstanceRow } from '../fleet/fleet.entity.js';
import { In } from 'typeorm';

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

type ScanRow = StoredRow<DriftScanRow, 'state' | 'scope' | 'open_findings' | 'outliers'>;

/** Records what scans found, and ends them. */
export class ScanResults {
  constructor(private readonly database: Database) {}

  /**
   * Writes one instance's findings and files as changes, marks it scanned, and asks for the completion of the scan when
   * it was the last: all of it or nothing. Recording it twice changes nothing.
   * @throws Problem `resource.not-found` when the scan does not cover the instance.
   */
  async recordInstanceResult(observed: ObservedInstance, now: Date): Promise<RecordedInstance> {
    const { scanId, instanceId } = observed;
    return this.database.transaction(async (sql) => {
      const line = await this.lockLine(sql, scanId, instanceId);
      await settleJobs(sql, [AnalyseInstanceJob.jobId({ scanId, instanceId })], now);
      if (line.state !== 'answered') return NOTHING;
      // Two scans of different scope may record one instance at a time: the second waits here for the first.
      await sql.selectRows('SELECT id FROM instances WHERE id = ? FOR UPDATE', [instanceId]);
      const { plugin } = line.scope;
      const totals = await writeFindingChanges(sql, observed, plugin, now);
      await writeFileChanges(sql, instanceId, observed.files, plugin, now);
      await writePluginChanges(sql, instanceId, observed.plugins, plugin, now);
      const { files, unreadable, notUnderstood, unsettled } = countFiles(observed.files);
      await sql.repositoryOf(ScanInstanceRow).update(
        { scan_id: scanId, instance_id: instanceId },
        {
          ...{
            state: 'scanned',
            finished_at: now,
            files,
            unreadable,
            not_understood: notUnderstood,
            unsettled,
          },
          ...{ opened: totals.opened + totals.recurred, resolved: totals.resolved },
        },
      );
      if (plugin === undefined)
        await sql.repositoryOf(InstanceRow).update(
          { id: instanceId },
          {
            scanned_at: now,
            scan_trouble: null,
            judged_files: observed.judgement?.judged ?? null,
            not_judged_files: observed.judgement?.notJudged ?? null,
            judged_revision: observed.desiredRevision ?? null,
          },
        );
      const last = await putCompletionWhenFinal(sql, scanId, now);
      return { recorded: true, ...totals, last };
    });
  }

  private async lockLine(sql: Sql, scanId: string, instanceId: string) {
    const [scan] = await sql.selectRows<StoredRow<DriftScanRow, 'scope'>>(
      'SELECT scope FROM drift_scans WHERE id = ?',
      [scanId],
    );
    const [line] = await sql.selectRows<StoredRow<ScanInstanceRow, 'state'>>(
      'SELECT state FROM scan_instances WHERE scan_id = ? AND instance_id = ? FOR UPDATE',
      [scanId, instanceId],
    );
    if (scan === undefined || line === undefined)
      throw new Problem('resource.not-found', `Scan ${scanId} does not cover instance ${instanceId}.`);
    return { state: line.state, scope: fromJson<ScanRequest>(scan.scope) ?? {} };
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
      const scan = await this.lock(sql, scanId);
      await settleJobs(sql, [CompleteScanJob.jobId({ scanId })], now);
      if (hasScanEnded(scan.state)) return ended(scan, false);
      const lines = (await sql.repositoryOf(ScanInstanceRow).findBy({ scan_id: scanId })).map(lineOf);
      const open = linesUnderWay(lines);
      if (open > 0)
        throw new Problem(
          'resource.conflict',
          `Scan ${scanId} still waits for ${counted(open, 'instance')}.`,
        );
      await writeOutliers(sql, outliers, ties, coverage, now);
      const openFindings = await this.openFindings(sql, scanId, fromJson<ScanRequest>(scan.scope) ?? {});
      const { state, reason } = endOfScan(lines);
      await this.close(sql, scanId, { state, reason, openFindings, outliers: outliers.length }, now);
      return { ended: true, state, openFindings, outliers: outliers.length };
    });
  }

  /** Ends a scan that cannot be finished. Instances still under way count as failed. A second call changes nothing. */
  async failScan(scanId: string, reason: string, now: Date): Promise<ScanEnd> {
    return this.database.transaction(async (sql) => {
      const scan = await this.lock(sql, scanId);
      if (hasScanEnded(scan.state)) return ended(scan, false);
      await sql
        .repositoryOf(ScanInstanceRow)
        .update(
          { scan_id: scanId, state: In(LINES_UNDER_WAY) },
          { state: 'failed', reason: toReason(reason), finished_at: now },
        );
      const openFindings = await this.openFindings(sql, scanId, fromJson<ScanRequest>(scan.scope) ?? {});
      await this.close(sql, scanId, { state: 'failed', reason, openFindings, outliers: 0 }, now);
      return { ended: true, state: 'failed', openFindings, outliers: 0 };
    });
  }

  private async lock(sql: Sql, scanId: string): Promise<ScanRow> {
    const [scan] = await sql.selectRows<ScanRow>(
      'SELECT state, scope, open_findings, outliers FROM drift_scans WHERE id = ? FOR UPDATE',
      [scanId],
    );
    if (scan === undefined) throw new Problem('resource.not-found', `There is no scan ${scanId}.`);
    return scan;
  }

  private async close(
    sql: Sql,
    scanId: string,
    end: { state: ScanState; reason: string | undefined; openFindings: number; outliers: number },
    now: Date,
  ): Promise<void> {
    const [scan] = await sql.selectRows<StoredRow<DriftScanRow, 'active_scope_key'>>(
      'SELECT active_scope_key FROM drift_scans WHERE id = ? FOR UPDATE',
      [scanId],
    );
    await sql.repositoryOf(DriftScanRow).update(
      { id: scanId },
      {
        ...{ state: end.state, reason: toReason(end.reason), finished_at: now, active_scope_key: null },
        ...{ open_findings: end.openFindings, outliers: end.outliers },
      },
    );
    await settleSubject(sql, scanId, now);
    const scopeKey = scan?.active_scope_key ?? null;
    if (scopeKey !== null) await beginQueued(sql, scopeKey, now);
  }

  private async openFindings(sql: Sql, scanId: string, scope: ScanRequest): Promise<number> {
    const [row] = await sql.selectRows<{ open: string }>(
      `SELECT COUNT(*) AS open FROM findings f JOIN scan_instances line
          ON line.scan_id = ? AND line.instance_id = f.instance_id
        WHERE f.is_open = 1 AND f.status <> 'not_judged'${scope.plugin === undefined ? '' : ' AND f.plugin = ?'}`,
      scope.plugin === undefined ? [scanId] : [scanId, scope.plugin],
    );
    return Number(row?.open ?? 0);
  }
}

const lineOf = ({ state, reason }: ScanInstanceRow): ScanLine => ({
  state,
  ...(reason !== null && { reason }),
});

const ended = (scan: ScanRow, now: boolean): ScanEnd => ({
  ended: now,
  state: scan.state,
  openFindings: scan.open_findings,
  outliers: scan.outliers,
});
