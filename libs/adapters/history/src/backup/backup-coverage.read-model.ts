import { SEVERAL_PLUGINS } from '@archivesmp/contracts/backup';
import { backupOf, WHOLE_CAUSES, type StoredBackup, type IndexedBackup } from './backup-row.js';
import type { Database } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';

/** What of the fleet can be brought back from backups. */
export class BackupCoverage {
  constructor(private readonly database: Database) {}

  /** The newest whole backup of each plugin of an instance, taken at or before `until`; by plugin. */
  async findNewestWholeBackups(choice: {
    readonly instanceId: string;
    readonly host?: string;
    readonly until?: Date;
    readonly plugins?: readonly string[];
  }): Promise<IndexedBackup[]> {
    if (!isUuid(choice.instanceId) || choice.plugins?.length === 0) return [];
    const conditions = ['instance_id = ?', 'cause IN (?)', 'plugin <> ?'];
    const parameters: unknown[] = [choice.instanceId, WHOLE_CAUSES, SEVERAL_PLUGINS];
    const only = (condition: string, value: unknown) => {
      conditions.push(condition);
      parameters.push(value);
    };
    if (choice.host !== undefined) only('host = ?', choice.host);
    if (choice.until !== undefined) only('taken_at <= ?', choice.until);
    if (choice.plugins !== undefined) only('plugin IN (?)', choice.plugins);
    const rows = await this.database.selectRows<StoredBackup & { newness: number }>(
      `SELECT * FROM (
         SELECT backups.*, ROW_NUMBER() OVER (PARTITION BY plugin ORDER BY taken_at DESC, id DESC) AS newness
           FROM backups WHERE ${conditions.join(' AND ')}) ranked
        WHERE newness = 1 ORDER BY plugin`,
      parameters,
    );
    return rows.map(backupOf);
  }

  /**
   * What was backed up at or before `until` and after the newest whole backup of the same plugin until then: everything that
   * changes replaced since. Oldest first.
   */
  async listPartialBackupsSince(choice: {
    readonly instanceId: string;
    readonly until: Date;
    readonly plugins?: readonly string[];
  }): Promise<IndexedBackup[]> {
    if (!isUuid(choice.instanceId) || choice.plugins?.length === 0) return [];
    const { plugins, until } = choice;
    const rows = await this.database.selectRows<StoredBackup>(
      `SELECT part.* FROM backups part
        WHERE part.instance_id = ? AND part.cause NOT IN (?) AND part.plugin <> ? AND part.taken_at <= ?
          ${plugins === undefined ? '' : 'AND part.plugin IN (?)'}
          AND NOT EXISTS (SELECT 1 FROM backups whole
            WHERE whole.instance_id = part.instance_id AND whole.plugin = part.plugin AND whole.cause IN (?)
              AND whole.taken_at <= ? AND whole.taken_at > part.taken_at)
        ORDER BY part.taken_at, part.id`,
      [
        choice.instanceId,
        WHOLE_CAUSES,
        SEVERAL_PLUGINS,
        until,
        ...(plugins === undefined ? [] : [plugins]),
        WHOLE_CAUSES,
        until,
      ],
    );
    return rows.map(backupOf);
  }

  /** Any backup that has contents and is not known to be damaged; undefined when there is none. */
  async findAnyWholeBackup(): Promise<IndexedBackup | undefined> {
    const [row] = await this.database.selectRows<StoredBackup>(
      'SELECT * FROM backups WHERE damage IS NULL AND bytes > 0 ORDER BY RAND() LIMIT 1',
    );
    return row && backupOf(row);
  }

  /** Names of the instances that are there and have no backup at all. */
  async listInstancesWithoutBackup(): Promise<string[]> {
    const rows = await this.database.selectRows<{ name: string }>(
      `SELECT name FROM instances WHERE gone_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM backups WHERE backups.instance_id = instances.id) ORDER BY name`,
    );
    return rows.map((row) => row.name);
  }
}
