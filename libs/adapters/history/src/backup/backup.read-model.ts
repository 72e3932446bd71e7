import type { BackupFile } from '@archivesmp/contracts/backup';
import { LIVE_DEPLOYMENT_STATES, LIVE_PLAN_STATES } from '@archivesmp/contracts/deployment-states';
import {
  backupOf,
  fileOf,
  isWhole,
  type StoredBackupFile,
  type StoredBackup,
  type IndexedBackup,
} from './backup-row.js';
import { present } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { inChunks } from '../database/bulk-insert.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { readCursor, writeCursor } from '../database/page-cursor.js';
import type { BackupRow } from './backup.entity.js';
import type { ConfigFileRow } from '../file/config-file.entity.js';
import type { Filled, StoredRow } from '../database/stored-row.js';

/** A backup as the retention engine judges it. */
export interface RetainedBackup {
  readonly id: string;
  readonly takenAt: number;
  /**
   * Host, instance, plugin, and whether it holds everything or only what a change replaced: backups are thinned out within
   * their group, so the newest whole one is never dropped for a newer part.
   */
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

export interface BackupFilter {
  readonly host?: string;
  readonly instanceId?: string;
  readonly plugin?: string;
  readonly deploymentId?: string;
  readonly from?: Date;
  readonly until?: Date;
}

/** Clocks of two machines may differ by this much. */
const SLACK_MS = 5 * 60_000;
/** The last second that a DATETIME column can hold. */
const END_OF_TIME = new Date(Date.UTC(9999, 11, 31));

/** Whether a wrong clock dated a backup: it says a time to come. */
export const isFromFuture = (takenAt: Date, now: Date): boolean =>
  takenAt.getTime() > now.getTime() + SLACK_MS;

/** Backups as screens, retention and verification read them. */
export class BackupReads {
  constructor(private readonly database: Database) {}

  /**
   * Newest first. With `now`, those that a wrong clock dated after it come last: when they were taken is unknown.
   * @throws Problem `request.invalid` when `after` is none of ours.
   */
  async listBackups(
    filter: BackupFilter,
    page: { readonly limit: number; readonly after?: string; readonly now?: Date },
  ): Promise<{ backups: IndexedBackup[]; next?: string }> {
    const now = page.now === undefined ? END_OF_TIME : new Date(page.now.getTime() + SLACK_MS);
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
      const [future, time, id] = readCursor(page.after, 3);
      const at = new Date(time!);
      only(
        '((taken_at > ?) > ? OR ((taken_at > ?) = ? AND (taken_at < ? OR (taken_at = ? AND id < ?))))',
        ...[now, future, now, future, at, at, id],
      );
    }
    const rows = await this.database.selectRows<StoredBackup>(
      `SELECT * FROM backups WHERE ${conditions.join(' AND ')} ORDER BY taken_at > ?, taken_at DESC, id DESC
        LIMIT ?`,
      [...parameters, now, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const end = shown.at(-1);
    const backups = shown.map(backupOf);
    if (rows.length <= page.limit || end === undefined) return { backups };
    return { backups, next: writeCursor([end.taken_at > now ? 1 : 0, end.taken_at.getTime(), end.id]) };
  }

  async getBackup(backupId: string, sql: Sql = this.database): Promise<IndexedBackup | undefined> {
    if (!isUuid(backupId)) return undefined;
    const [row] = await sql.selectRows<StoredBackup>('SELECT * FROM backups WHERE id = ?', [backupId]);
    return row && backupOf(row);
  }

  /** The files of a backup, by path. */
  async listBackupFiles(backupId: string, sql: Sql = this.database): Promise<BackupFile[]> {
    if (!isUuid(backupId)) return [];
    const rows = await sql.selectRows<StoredBackupFile>(
      'SELECT path, sha256, size, mode, uid, gid FROM backup_files WHERE backup_id = ? ORDER BY path',
      [backupId],
    );
    return rows.map(fileOf);
  }

  /**
   * Every backup for the retention engine. Needed are those that a live plan restores, those of a deployment that has not
   * ended, and those of a change that a hold in force rejected. With `only`, those of these.
   */
  async listBackupsForRetention(
    now: Date,
    sql: Sql = this.database,
    only?: readonly string[],
  ): Promise<RetainedBackup[]> {
    if (only?.length === 0) return [];
    const rows = await sql.selectRows<StoredBackup & { needed_by: string | null }>(
      `SELECT backup.*, COALESCE(
          (SELECT CONCAT('plan ', plans.id) FROM plans
            WHERE plans.backup_id = backup.id AND plans.state IN (?) LIMIT 1),
          (SELECT CONCAT('deployment ', deployments.id) FROM deployments
            WHERE deployments.id = backup.deployment_id AND deployments.state IN (?)),
          (SELECT CONCAT('hold ', holds.id) FROM holds
            WHERE holds.instance_id = backup.instance_id AND holds.rejected_plan_hash = backup.plan_hash
              AND holds.lifted_at IS NULL AND (holds.until_at IS NULL OR holds.until_at > ?) LIMIT 1)
        ) AS needed_by
         FROM backups backup ${only === undefined ? '' : 'WHERE backup.id IN (?)'} ORDER BY backup.taken_at, backup.id`,
      [LIVE_PLAN_STATES, LIVE_DEPLOYMENT_STATES, now, ...(only === undefined ? [] : [only])],
    );
    return rows.map((row) =>
      present({
        id: row.id,
        takenAt: row.taken_at.getTime(),
        group: JSON.stringify([row.host, row.instance_id, row.plugin, isWhole(row.cause) ? 'whole' : 'part']),
        neededBy: row.needed_by ?? undefined,
      }),
    );
  }

  /** The files of several backups, by path; every id has an entry. */
  async listFilesOfBackups(backupIds: readonly string[]): Promise<Map<string, BackupFile[]>> {
    const files = new Map<string, BackupFile[]>(backupIds.map((id) => [id, []]));
    await inChunks(backupIds.filter(isUuid), async (ids) => {
      const rows = await this.database.selectRows<StoredBackupFile & { backup_id: string }>(
        'SELECT backup_id, path, sha256, size, mode, uid, gid FROM backup_files WHERE backup_id IN (?) ORDER BY path',
        [ids],
      );
      for (const row of rows) files.get(row.backup_id)!.push(fileOf(row));
    });
    return files;
  }

  /** Where the manifest of every indexed backup lies, by id of the backup. */
  async listManifestKeys(): Promise<Map<string, string>> {
    const rows = await this.database.selectRows<StoredRow<BackupRow, 'id' | 'manifest_key'>>(
      'SELECT id, manifest_key FROM backups',
    );
    return new Map(rows.map((row) => [row.id, row.manifest_key]));
  }

  /** Those of these contents that a config file has, as the last scan saw it: the next backup may hold them again. */
  async findContentsOnInstances(hashes: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    await inChunks(hashes, async (chunk) => {
      const rows = await this.database.selectRows<Filled<StoredRow<ConfigFileRow, 'sha256'>, 'sha256'>>(
        'SELECT DISTINCT sha256 FROM config_files WHERE sha256 IN (?)',
        [chunk],
      );
      for (const row of rows) found.add(row.sha256);
    });
    return found;
  }

  /** The backups whose verification is longest ago, those never verified first. */
  async listLeastVerifiedBackups(limit: number): Promise<IndexedBackup[]> {
    const rows = await this.database.selectRows<StoredBackup>(
      'SELECT * FROM backups ORDER BY verified_at IS NOT NULL, verified_at, taken_at, id LIMIT ?',
      [limit],
    );
    return rows.map(backupOf);
  }

  /** @param now backups that a wrong clock dated after it do not count as the newest */
  async countBackupTotals(now: Date = END_OF_TIME): Promise<BackupTotals> {
    const [row] = await this.database.selectRows<
      StoredRow<BackupRow, 'bytes'> & {
        backups: string;
        verified: string | null;
        damaged: string | null;
        newest: Date | null;
      }
    >(
      `SELECT COUNT(*) AS backups, SUM(bytes) AS bytes, SUM(verified_at IS NOT NULL AND damage IS NULL) AS verified,
              SUM(damage IS NOT NULL) AS damaged, MAX(IF(taken_at <= ?, taken_at, NULL)) AS newest FROM backups`,
      [now],
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
