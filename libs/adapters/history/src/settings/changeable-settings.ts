import { Problem } from '@archivesmp/contracts/problem';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { fromJson, toIso } from '../database/column-text.js';
import { isDuplicate, type Database } from '../database/database.js';
import type { SettingRow } from './setting.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A setting that people change in the running product. */
export interface ChangeableSetting {
  readonly name: string;
  readonly value: unknown;
  /** Send it back with a change, so that nobody overwrites what they have not seen. */
  readonly revision: number;
  readonly changedBy: string;
  readonly changedAt: string;
}

type Row = StoredRow<SettingRow>;

const viewOf = (row: Row): ChangeableSetting => ({
  name: row.name,
  value: fromJson(row.value),
  revision: row.revision,
  changedBy: row.changed_by,
  changedAt: toIso(row.changed_at),
});

/** Settings kept in the database, each with a revision. */
export class ChangeableSettings {
  constructor(private readonly database: Database) {}

  async get(name: string): Promise<ChangeableSetting | undefined> {
    const [row] = await this.database.rows<Row>('SELECT * FROM settings WHERE name = ?', [name]);
    return row && viewOf(row);
  }

  async list(): Promise<ChangeableSetting[]> {
    return (await this.database.rows<Row>('SELECT * FROM settings ORDER BY name')).map(viewOf);
  }

  /**
   * Writes a value over the revision that was read (0: it did not exist). Returns the new revision.
   * @throws Problem `resource.conflict` when somebody else changed it meanwhile.
   */
  async change(
    name: string,
    value: unknown,
    seenRevision: number,
    changedBy: string,
    now: Date,
  ): Promise<number> {
    const conflict = () =>
      new Problem('resource.conflict', `Setting ${name} is no longer at revision ${seenRevision}.`);
    if (seenRevision === 0) {
      try {
        await this.database.run('INSERT INTO settings VALUES (?, ?, 1, ?, ?)', [
          name,
          storableJson(value),
          changedBy,
          now,
        ]);
        return 1;
      } catch (error) {
        throw isDuplicate(error) ? conflict() : error;
      }
    }
    const touched = await this.database.run(
      `UPDATE settings SET value = ?, revision = revision + 1, changed_by = ?, changed_at = ?
        WHERE name = ? AND revision = ?`,
      [storableJson(value), changedBy, now, name, seenRevision],
    );
    if (touched === 0) throw conflict();
    return seenRevision + 1;
  }
}
