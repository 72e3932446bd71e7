import type { BackupCause, BackupFile } from '@archivesmp/contracts/backup';
import { DEPLOYMENT_TRANSITIONS, PLAN_TRANSITIONS } from '@archivesmp/contracts/deployment-states';
import { present } from './column-text.js';
import type { Database, Sql } from './database.js';
import { isUuid } from './instance-lookup.js';
import { readCursor, writeCursor } from './page-cursor.js';

/** A backup as it stands in the index. */
export interface IndexedBackup {
  readonly id: string;
  readonly host: string;
  readonly instanceId: string;
  /** The instance's name when it was taken. */
  readonly instance: string;
  readonly plugin: string;
  readonly takenAt: Date;
  readonly cause: BackupCause;
  readonly takenBy: string;
  readonly reason?: string;
  readonly deploymentId?: string;
  readonly planHash?: string;
  /** Key of the manifest in the bucket `backups`. */
  readonly manifestKey: string;
  readonly files: number;
  readonly bytes: number;
  /** When it was last read back; left out: never. */
  readonly verifiedAt?: Date;
  /** What was found wrong then. */
  readonly damage?: string;
}

/** A backup as the retention engine judges it. */
export interface RetainedBackup {
  readonly id: string;
  readonly takenAt: number;
  /** Host, instance and plugin: backups are thinned out within their group. */
  readonly group: string;
  readonly neededBy?: string;
}

/** How the backups stand, for metrics. */
export interface BackupTotals {
  readonly backups: number;
  readonly bytes: number;
  readonly verified: number;
  readonly damaged: number;
  readonly newest?: Date;
}

interface Row {
  id: string;
  host: string;
  instance_id: string;
  instance: string;
  plugin: string;
  taken_at: Date;
  cause: BackupCause;
  taken_by: string;
  reason: string | null;
  deployment_id: string | null;
  plan_hash: string | null;
  manifest_key: string;
  files: number;
  bytes: string;
  verified_at: Date | null;
  damage: string | null;
}

export interface BackupFilter {
  readonly host?: string;
  readonly instanceId?: string;
  readonly plugin?: string;
  readonly deploymentId?: string;
  readonly from?: Date;
  readonly until?: Date;
}

const live = (table: Readonly<Record<string, readonly string[]>>) =>
  Object.keys(table).filter((state) => table[state]!.length > 0);

/** Backups as screens, retention and verification read them. */
export class BackupReads {
  constructor(private readonly database: Database) {}

  /** Newest first. @throws Problem `request.invalid` when `after` is none of ours. */
  async list(
    filter: BackupFilter,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ backups: IndexedBackup[]; next?: string }> {
    const conditions = ['TRUE'];
    const parameters: unknown[] = [];
    const only = (condition: string, ...values: unknown[]) => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if (filter.host !== undefined) only('host = ?', filter.host);
    if (filter.instanceId !== undefined) only('instance_id = ?', filter.instanceId);
    if (filter.plugin !== undefined) only('plugin = ?', filter.plugin);
    if (filter.deploymentId !== undefined) only('deployment_id = ?', filter.deploymentId);
    if (filter.from !== undefined) only('taken_at >= ?', filter.from);
    if (filter.until !== undefined) only('taken_at < ?', filter.until);
    if (page.after !== undefined) {
      const [time, id] = readCursor(page.after, 2);
      only('(taken_at < ? OR (taken_at = ? AND id < ?))', new Date(time!), new Date(time!), id);
    }
    const rows = await this.database.rows<Row>(
      `SELECT * FROM backups WHERE ${conditions.join(' AND ')} ORDER BY taken_at DESC, id DESC LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const end = shown.at(-1);
    const backups = shown.map(backupOf);
    if (rows.length <= page.limit || end === undefined) return { backups };
    return { backups, next: writeCursor([end.taken_at.getTime(), end.id]) };
  }

  async get(backupId: string, sql: Sql = this.database): Promise<IndexedBackup | undefined> {
    if (!isUuid(backupId)) return undefined;
    const [row] = await sql.rows<Row>('SELECT * FROM backups WHERE id = ?', [backupId]);
    return row && backupOf(row);
  }

  /** The files of a backup, by path. */
  async filesOf(backupId: string, sql: Sql = this.database): Promise<BackupFile[]> {
    if (!isUuid(backupId)) return [];
    const rows = await sql.rows<{ path: string; sha256: string | null; size: string; mode: number | null }>(
      'SELECT path, sha256, size, mode FROM backup_files WHERE backup_id = ? ORDER BY path',
      [backupId],
    );
    return rows.map(({ path, sha256, size, mode }) =>
      present({ path, sha256, size: Number(size), mode: mode ?? undefined }),
    );
  }

  /**
   * Every backup for the retention engine. Needed are those that a live plan restores, those of a deployment that has not
   * ended, and those of a change that a hold in force rejected.
   */
  async keepable(now: Date, sql: Sql = this.database): Promise<RetainedBackup[]> {
    const rows = await sql.rows<Row & { needed_by: string | null }>(
      `SELECT backup.*, COALESCE(
          (SELECT CONCAT('plan ', plans.id) FROM plans
            WHERE plans.backup_id = backup.id AND plans.state IN (?) LIMIT 1),
          (SELECT CONCAT('deployment ', deployments.id) FROM deployments
            WHERE deployments.id = backup.deployment_id AND deployments.state IN (?)),
          (SELECT CONCAT('hold ', holds.id) FROM holds
            WHERE holds.instance_id = backup.instance_id AND holds.rejected_plan_hash = backup.plan_hash
              AND holds.lifted_at IS NULL AND (holds.until_at IS NULL OR holds.until_at > ?) LIMIT 1)
        ) AS needed_by
         FROM backups backup ORDER BY backup.taken_at, backup.id`,
      [live(PLAN_TRANSITIONS), live(DEPLOYMENT_TRANSITIONS), now],
    );
    return rows.map((row) =>
      present({
        id: row.id,
        takenAt: row.taken_at.getTime(),
        group: JSON.stringify([row.host, row.instance_id, row.plugin]),
        neededBy: row.needed_by ?? undefined,
      }),
    );
  }

  /** The backups whose verification is longest ago, those never verified first. */
  async leastVerified(limit: number): Promise<IndexedBackup[]> {
    const rows = await this.database.rows<Row>(
      'SELECT * FROM backups ORDER BY verified_at IS NOT NULL, verified_at, taken_at, id LIMIT ?',
      [limit],
    );
    return rows.map(backupOf);
  }

  async totals(): Promise<BackupTotals> {
    const [row] = await this.database.rows<{
      backups: string;
      bytes: string | null;
      verified: string | null;
      damaged: string | null;
      newest: Date | null;
    }>(
      `SELECT COUNT(*) AS backups, SUM(bytes) AS bytes, SUM(verified_at IS NOT NULL AND damage IS NULL) AS verified,
              SUM(damage IS NOT NULL) AS damaged, MAX(taken_at) AS newest FROM backups`,
    );
    return present({
      backups: Number(row?.backups ?? 0),
      bytes: Number(row?.bytes ?? 0),
      verified: Number(row?.verified ?? 0),
      damaged: Number(row?.damaged ?? 0),
      newest: row?.newest ?? undefined,
    });
  }
}

const backupOf = (row: Row): IndexedBackup =>
  present({
    id: row.id,
    host: row.host,
    instanceId: row.instance_id,
    instance: row.instance,
    plugin: row.plugin,
    takenAt: row.taken_at,
    cause: row.cause,
    takenBy: row.taken_by,
    reason: row.reason ?? undefined,
    deploymentId: row.deployment_id ?? undefined,
    planHash: row.plan_hash ?? undefined,
    manifestKey: row.manifest_key,
    files: row.files,
    bytes: Number(row.bytes),
    verifiedAt: row.verified_at ?? undefined,
    damage: row.damage ?? undefined,
  });
