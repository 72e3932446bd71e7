import type { BackupManifest } from '@archivesmp/contracts/backup';
import { Problem } from '@archivesmp/contracts/problem';
import { inChunks, insertRows } from '../database/bulk-insert.js';
import { toJson, toReason } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { rowKey } from '../database/row-key.js';
import { BackupFileRow, type BackupRow } from './backup.entity.js';
import type { Filled, StoredRow } from '../database/stored-row.js';

const COLUMNS = [
  'id',
  'host',
  'instance_id',
  'instance',
  'plugin',
  'taken_at',
  'cause',
  'taken_by',
  'reason',
  'deployment_id',
  'plan_hash',
  'manifest_key',
  'files',
  'bytes',
  'left_out',
] as const satisfies readonly (keyof BackupRow)[];

/** The index of backups. The bucket is the truth: a backup counts when its manifest is there, and is indexed after. */
export class BackupIndex {
  constructor(private readonly database: Database) {}

  /**
   * Indexes a backup after its manifest was written under `manifestKey`; also when the index is rebuilt from the bucket.
   * false when it was indexed already (nothing is written then).
   */
  async recordBackup(manifest: BackupManifest, manifestKey: string, sql?: Sql): Promise<boolean> {
    return this.database.inTransaction(sql, async (inside) => {
      const { files } = manifest;
      const added = await insertUnlessKnown(
        inside,
        `INSERT INTO backups (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
        [
          manifest.id,
          manifest.host,
          manifest.instanceId,
          manifest.instance,
          manifest.plugin,
          new Date(manifest.takenAt),
          manifest.cause,
          manifest.takenBy,
          toReason(manifest.reason),
          manifest.deploymentId ?? null,
          manifest.planHash ?? null,
          manifestKey,
          files.length,
          files.reduce((sum, file) => sum + file.size, 0),
          toJson(manifest.leftOut),
        ],
      );
      if (!added) return false;
      await insertRows(
        inside,
        BackupFileRow,
        ['backup_id', 'file_key', 'path', 'sha256', 'size', 'mode', 'uid', 'gid'],
        files.map((file) => [
          manifest.id,
          rowKey(file.path),
          file.path,
          file.sha256,
          file.size,
          file.mode ?? null,
          file.uid ?? null,
          file.gid ?? null,
        ]),
      );
      return true;
    });
  }

  /** Notes what reading a backup back showed: `damage` names what is wrong, left out it is whole. */
  async markBackupVerified(
    backupId: string,
    damage: string | undefined,
    now: Date,
    sql: Sql = this.database,
  ): Promise<void> {
    const touched = await sql.execute('UPDATE backups SET verified_at = ?, damage = ? WHERE id = ?', [
      now,
      toReason(damage),
      backupId,
    ]);
    if (touched === 0) throw new Problem('resource.not-found', `There is no backup ${backupId}.`);
  }

  /**
   * Takes backups out of the index before their manifests are deleted; those that something needs stay (see
   * `BackupReads.listBackupsForRetention`). Returns the backups that went and the contents that no indexed backup refers to any more. An
   * object may be taken up again by a backup that is being written at this moment: delete only objects that are older than
   * the longest backup takes, and look with `findReferencedContents` once more before.
   */
  async dropBackups(
    backupIds: readonly string[],
    sql?: Sql,
  ): Promise<{ dropped: { id: string; manifestKey: string }[]; unreferenced: string[] }> {
    return this.database.inTransaction(sql, async (inside) => {
      const dropped: { id: string; manifestKey: string }[] = [];
      const hashes = new Set<string>();
      await inChunks(backupIds, async (ids) => {
        const rows = await inside.selectRows<StoredRow<BackupRow, 'id' | 'manifest_key'>>(
          'SELECT id, manifest_key FROM backups WHERE id IN (?) FOR UPDATE',
          [ids],
        );
        if (rows.length === 0) return;
        const going = rows.map((row) => row.id);
        const files = await inside.selectRows<Filled<StoredRow<BackupFileRow, 'sha256'>, 'sha256'>>(
          'SELECT DISTINCT sha256 FROM backup_files WHERE backup_id IN (?) AND sha256 IS NOT NULL',
          [going],
        );
        for (const file of files) hashes.add(file.sha256);
        await inside.execute('DELETE FROM backup_files WHERE backup_id IN (?)', [going]);
        await inside.execute('DELETE FROM backups WHERE id IN (?)', [going]);
        dropped.push(...rows.map((row) => ({ id: row.id, manifestKey: row.manifest_key })));
      });
      const still = await referencedAmong(inside, [...hashes]);
      return { dropped, unreferenced: [...hashes].filter((hash) => !still.has(hash)) };
    });
  }

  /** Those of these contents that an indexed backup refers to. */
  async findReferencedContents(hashes: readonly string[], sql: Sql = this.database): Promise<Set<string>> {
    return referencedAmong(sql, hashes);
  }

  /** Every content that an indexed backup refers to. */
  async listReferencedContents(): Promise<ReadonlySet<string>> {
    const rows = await this.database.selectRows<Filled<StoredRow<BackupFileRow, 'sha256'>, 'sha256'>>(
      'SELECT DISTINCT sha256 FROM backup_files WHERE sha256 IS NOT NULL',
    );
    return new Set(rows.map(({ sha256 }) => sha256));
  }

  /** Empties the index, before it is rebuilt from the bucket. Deletes no object. */
  async forgetAllBackups(sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, async (inside) => {
      await inside.execute('DELETE FROM backup_files');
      await inside.execute('DELETE FROM backups');
    });
  }
}

/** Not INSERT IGNORE, which would also cut what is too long without a word. */
async function insertUnlessKnown(sql: Sql, statement: string, values: readonly unknown[]): Promise<boolean> {
  try {
    await sql.execute(statement, values);
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return false;
  }
}

async function referencedAmong(sql: Sql, hashes: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  await inChunks(hashes, async (chunk) => {
    const rows = await sql.selectRows<Filled<StoredRow<BackupFileRow, 'sha256'>, 'sha256'>>(
      'SELECT DISTINCT sha256 FROM backup_files WHERE sha256 IN (?)',
      [chunk],
    );
    for (const row of rows) found.add(row.sha256);
  });
  return found;
}
