import type { ScanRequest } from '@archivesmp/contracts/scan';
import type { InstanceScanState, ScanState } from '@archivesmp/contracts/vocabulary';
import { fromJson, present } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { readTimeCursor, writeCursor } from '../database/page-cursor.js';
import type { DriftScanRow, ScanInstanceRow } from './scan.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** An instance that a scan covers, and how it stands there. */
export interface InstanceScanRecord {
  readonly instanceId: string;
  /** Its name; its id where it has none any more. */
  readonly instance: string;
  readonly host: string;
  readonly state: InstanceScanState;
  /** Why it is unreachable or failed. */
  readonly reason?: string;
  readonly files: number;
  readonly unreadable: number;
  readonly notUnderstood: number;
  readonly unsettled: number;
}

/** A scan. */
export interface ScanRecord {
  readonly id: string;
  readonly state: ScanState;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly scope: ScanRequest;
  readonly reason?: string;
  readonly openFindings: number;
  /** Left out: outliers were not looked for. */
  readonly outliers?: number;
  /** Left out in lists. */
  readonly instances?: InstanceScanRecord[];
}

type ScanRow = StoredRow<
  DriftScanRow,
  | 'id'
  | 'state'
  | 'scope'
  | 'requested_by'
  | 'requested_at'
  | 'started_at'
  | 'finished_at'
  | 'reason'
  | 'open_findings'
> & {
  /** null: it never looked. */
  outliers: number | null;
};

type LineRow = StoredRow<
  ScanInstanceRow,
  'instance_id' | 'host' | 'state' | 'reason' | 'files' | 'unreadable' | 'not_understood' | 'unsettled'
> & {
  name: string | null;
};

/** What a scan counted that never looked is not 0: it looks at its end, and only at what was scanned. */
const COLUMNS = `id, state, scope, requested_by, requested_at, started_at, finished_at, reason, open_findings,
  IF(state IN ('completed', 'partial')
     AND EXISTS (SELECT 1 FROM scan_instances line WHERE line.scan_id = drift_scans.id AND line.state = 'scanned'),
     outliers, NULL) AS outliers`;

const recordOf = (row: ScanRow): ScanRecord =>
  present({
    id: row.id,
    state: row.state,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    scope: present(fromJson<ScanRequest>(row.scope) ?? {}),
    reason: row.reason ?? undefined,
    openFindings: row.open_findings,
    outliers: row.outliers ?? undefined,
  });

/** Scans as screens show them. */
export class ScanReads {
  constructor(private readonly database: Database) {}

  /** Whether a whole scan saw the instance that was asked for at this time or later: what it found is no older than that. */
  async scannedSince(instanceId: string, since: Date): Promise<boolean> {
    const rows = await this.database.selectRows(
      `SELECT 1 FROM scan_instances line JOIN drift_scans scan ON scan.id = line.scan_id
        WHERE line.instance_id = ? AND line.state = 'scanned' AND scan.requested_at >= ?
          AND JSON_VALUE(scan.scope, '$.plugin') IS NULL LIMIT 1`,
      [instanceId, since],
    );
    return rows.length > 0;
  }

  /** One scan with every instance it covers; undefined when there is none of this id. */
  async getScan(scanId: string): Promise<ScanRecord | undefined> {
    if (!isUuid(scanId)) return undefined;
    const [row] = await this.database.selectRows<ScanRow>(`SELECT ${COLUMNS} FROM drift_scans WHERE id = ?`, [
      scanId,
    ]);
    return row && { ...recordOf(row), instances: await this.lines(scanId) };
  }

  /** Newest first. `next` is absent on the last page. */
  async listScans(page: {
    readonly limit: number;
    readonly after?: string;
    readonly states?: readonly ScanState[];
  }): Promise<{ scans: ScanRecord[]; next?: string }> {
    const conditions: string[] = [];
    const parameters: unknown[] = [];
    if (page.after !== undefined) {
      const [time, id] = readTimeCursor(page.after);
      conditions.push('(requested_at < ? OR (requested_at = ? AND id < ?))');
      parameters.push(time, time, id);
    }
    if (page.states !== undefined && page.states.length > 0) {
      conditions.push('state IN (?)');
      parameters.push(page.states);
    }
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const rows = await this.database.selectRows<ScanRow>(
      `SELECT ${COLUMNS} FROM drift_scans ${where} ORDER BY requested_at DESC, id DESC LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const end = shown.at(-1);
    const scans = shown.map(recordOf);
    if (rows.length <= page.limit || end === undefined) return { scans };
    return { scans, next: writeCursor([end.requested_at.getTime(), end.id]) };
  }

  /** Scans that have not ended, oldest first. */
  async runningScans(): Promise<ScanRecord[]> {
    const rows = await this.database.selectRows<ScanRow>(
      `SELECT ${COLUMNS} FROM drift_scans WHERE state IN ('requested', 'running') ORDER BY requested_at, id`,
    );
    return rows.map(recordOf);
  }

  private async lines(scanId: string): Promise<InstanceScanRecord[]> {
    const rows = await this.database.selectRows<LineRow>(
      `SELECT line.instance_id, instance.name, line.host, line.state, line.reason, line.files, line.unreadable,
              line.not_understood, line.unsettled
         FROM scan_instances line LEFT JOIN instances instance ON instance.id = line.instance_id
        WHERE line.scan_id = ? ORDER BY line.host, instance.name, line.instance_id`,
      [scanId],
    );
    return rows.map((row) =>
      present({
        instanceId: row.instance_id,
        instance: row.name ?? row.instance_id,
        host: row.host,
        state: row.state,
        reason: row.reason ?? undefined,
        files: row.files,
        unreadable: row.unreadable,
        notUnderstood: row.not_understood,
        unsettled: row.unsettled,
      }),
    );
  }
}
