import {
  AnalyseInstanceJob,
  ReadInstanceJob,
  StartScanJob,
  type FileSelection,
} from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import type { ScanRequest } from '@archivesmp/contracts/scan';
import { insertRows } from '../database/bulk-insert.js';
import { fromJson, toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { outboxJob, putJobs, settleJobs } from '../outbox/outbox.js';
import { putCompletionWhenFinal } from './scan-ending.js';
import { inWorkingTime } from '../clock/work-clock.js';
import { type DriftScanRow, ScanInstanceRow } from './scan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** An instance that a scan covers. */
export interface ScanTarget {
  readonly instanceId: string;
  readonly host: string;
  /** Name of its folder on the host. */
  readonly folder: string;
  /** Set when it cannot be asked at all (no agent on its host): counted at once, with this reason. */
  readonly unreachable?: string;
}

export interface ScanStart {
  readonly targets: readonly ScanTarget[];
  /** Until when an agent may answer, by the time of day; kept in working time. */
  readonly answerBy: Date;
  readonly select: FileSelection;
}

/** `late`: the instance is already counted (unreachable, failed or scanned) or the scan has ended; nothing was written. */
export type ScanPartAcceptance = 'accepted' | 'late';

type InstanceLine = StoredRow<ScanInstanceRow, 'state' | 'host' | 'manifest_at'>;

async function lockLine(sql: Sql, scanId: string, instanceId: string): Promise<InstanceLine> {
  const [line] = await sql.selectRows<InstanceLine>(
    'SELECT state, host, manifest_at FROM scan_instances WHERE scan_id = ? AND instance_id = ? FOR UPDATE',
    [scanId, instanceId],
  );
  if (line === undefined)
    throw new Problem('resource.not-found', `Scan ${scanId} does not cover instance ${instanceId}.`);
  return line;
}

/** Moves the instances of a scan from `waiting` to `answered`. What comes after is in ScanResults. */
export class ScanProgress {
  constructor(private readonly database: Database) {}

  /**
   * Writes which instances the scan covers and asks their agents. Doing it again changes nothing.
   * @returns how many instances it covers; 0 also when the scan had already ended.
   * @throws Problem `resource.not-found`.
   */
  async startScan(scanId: string, start: ScanStart, now: Date): Promise<number> {
    return this.database.transaction(async (sql) => {
      const [scan] = await sql.selectRows<StoredRow<DriftScanRow, 'state' | 'scope'>>(
        'SELECT state, scope FROM drift_scans WHERE id = ? FOR UPDATE',
        [scanId],
      );
      if (scan === undefined) throw new Problem('resource.not-found', `There is no scan ${scanId}.`);
      await settleJobs(sql, [StartScanJob.jobId({ scanId })], now);
      if (scan.state === 'requested') {
        await this.writeTargets(sql, scanId, start, fromJson<ScanRequest>(scan.scope) ?? {}, now);
        await sql.execute("UPDATE drift_scans SET state = 'running', started_at = ? WHERE id = ?", [
          now,
          scanId,
        ]);
        await putCompletionWhenFinal(sql, scanId, now);
      }
      const [counted] = await sql.selectRows<{ covered: string }>(
        'SELECT COUNT(*) AS covered FROM scan_instances WHERE scan_id = ?',
        [scanId],
      );
      return Number(counted?.covered ?? 0);
    });
  }

  private async writeTargets(
    sql: Sql,
    scanId: string,
    start: ScanStart,
    scope: ScanRequest,
    now: Date,
  ): Promise<void> {
    const deadline = await inWorkingTime(sql, start.answerBy, now);
    await insertRows(
      sql,
      ScanInstanceRow,
      ['scan_id', 'instance_id', 'host', 'state', 'reason', 'asked_at', 'deadline_at', 'finished_at'],
      start.targets.map((target) => [
        scanId,
        target.instanceId,
        target.host,
        target.unreachable === undefined ? 'waiting' : 'unreachable',
        toReason(target.unreachable),
        now,
        deadline,
        target.unreachable === undefined ? null : now,
      ]),
    );
    for (const target of start.targets)
      if (target.unreachable !== undefined)
        await recordScanFailure(sql, target.instanceId, target.unreachable);
    const jobs = start.targets
      .filter((target) => target.unreachable === undefined)
      .map(({ instanceId, host, folder }) =>
        outboxJob(
          ReadInstanceJob,
          {
            scanId,
            instanceId,
            folder,
            host,
            select: start.select,
            ...(scope.plugin === undefined ? {} : { plugin: scope.plugin }),
          },
          host,
        ),
      );
    await putJobs(sql, scanId, jobs, now);
  }

  /**
   * The first half of an agent's answer arrived.
   * @throws Problem `resource.not-found`; `auth.forbidden` when the instance belongs to another host than `host`.
   */
  async acceptManifest(
    scanId: string,
    instanceId: string,
    manifest: { readonly host: string; readonly files: number; readonly unreadable: number },
    now: Date,
  ): Promise<ScanPartAcceptance> {
    return this.database.transaction(async (sql) => {
      const line = await lockLine(sql, scanId, instanceId);
      if (line.host !== manifest.host)
        throw new Problem('auth.forbidden', 'An agent may only deliver results of its own host.');
      if (line.state !== 'waiting') return 'late';
      await sql.execute(
        'UPDATE scan_instances SET manifest_at = ?, files = ?, unreadable = ?, reason = NULL WHERE scan_id = ? AND instance_id = ?',
        [now, manifest.files, manifest.unreadable, scanId, instanceId],
      );
      return 'accepted';
    });
  }

  /**
   * Manifest and pack are complete: the instance is `answered` and its analysis is asked for. `analyseBy`: when the
   * analysis has not been recorded by then, the instance counts as failed. A second call changes nothing.
   */
  async markAnswered(
    scanId: string,
    instanceId: string,
    analyseBy: Date,
    now: Date,
  ): Promise<ScanPartAcceptance> {
    return this.database.transaction(async (sql) => {
      const line = await lockLine(sql, scanId, instanceId);
      if (line.state === 'answered') return 'accepted';
      if (line.state !== 'waiting') return 'late';
      if (line.manifest_at === null)
        throw new Problem('resource.conflict', `Instance ${instanceId} sent contents before its manifest.`);
      await sql.execute(
        `UPDATE scan_instances SET state = 'answered', answered_at = ?, deadline_at = ?
          WHERE scan_id = ? AND instance_id = ?`,
        [now, await inWorkingTime(sql, analyseBy, now), scanId, instanceId],
      );
      await settleJobs(sql, [readJobId(scanId, instanceId)], now);
      await putJobs(sql, scanId, [outboxJob(AnalyseInstanceJob, { scanId, instanceId })], now);
      return 'accepted';
    });
  }

  /** Why an instance has not answered yet; told when its time is over. Of one that answered nothing is said. */
  async noteDelay(scanId: string, instanceId: string, reason: string): Promise<void> {
    await this.database.execute(
      "UPDATE scan_instances SET reason = ? WHERE scan_id = ? AND instance_id = ? AND state = 'waiting'",
      [toReason(reason), scanId, instanceId],
    );
  }

  /** The instance cannot be scanned this time; its findings stay as they are. Completes the scan when it was the last. */
  async giveUpInstance(
    scanId: string,
    instanceId: string,
    outcome: { readonly state: 'unreachable' | 'failed'; readonly reason: string },
    now: Date,
  ): Promise<ScanPartAcceptance> {
    return this.database.transaction(async (sql) => {
      const line = await lockLine(sql, scanId, instanceId);
      if (line.state !== 'waiting' && line.state !== 'answered') return 'late';
      await sql.execute(
        'UPDATE scan_instances SET state = ?, reason = ?, finished_at = ? WHERE scan_id = ? AND instance_id = ?',
        [outcome.state, toReason(outcome.reason), now, scanId, instanceId],
      );
      await recordScanFailure(sql, instanceId, outcome.reason);
      await settleJobs(sql, [readJobId(scanId, instanceId), analyseJobId(scanId, instanceId)], now);
      await putCompletionWhenFinal(sql, scanId, now);
      return 'accepted';
    });
  }
}

/** The instance's drift is unknown from now on, and why. */
async function recordScanFailure(sql: Sql, instanceId: string, reason: string): Promise<void> {
  await sql.execute('UPDATE instances SET scan_trouble = ? WHERE id = ?', [toReason(reason), instanceId]);
}

const readJobId = (scanId: string, instanceId: string) =>
  ReadInstanceJob.jobId({ scanId, instanceId } as Parameters<typeof ReadInstanceJob.jobId>[0]);

const analyseJobId = (scanId: string, instanceId: string) => AnalyseInstanceJob.jobId({ scanId, instanceId });
