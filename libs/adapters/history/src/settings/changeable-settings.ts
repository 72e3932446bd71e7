import { Problem } from '@archivesmp/contracts/problem';
import { toIso } from '../database/column-text.js';
import { isDuplicate, type Database } from '../database/database.js';
import { SettingRow } from './setting.entity.js';
import type { Json, JsonValue } from '../database/stored-row.js';

/** A setting that people change in the running product. */
export interface ChangeableSetting {
  readonly name: string;
  readonly value: unknown;
  /** Send it back with a change, so that no caller overwrites what it has not seen. */
  readonly revision: number;
  readonly changedBy: string;
  readonly changedAt: string;
}

const viewOf = (row: SettingRow): ChangeableSetting => ({
  name: row.name,
  value: row.value as unknown,
  revision: row.revision,
  changedBy: row.changed_by,
  changedAt: toIso(row.changed_at),
});

/** Settings kept in the database, each with a revision. */
export class ChangeableSettings {
  constructor(private readonly database: Database) {}

  async getSetting(name: string): Promise<ChangeableSetting | undefined> {
    const row = await this.database.repositoryOf(SettingRow).findOneBy({ name });
    return row === null ? undefined : viewOf(row);
  }

  async listSettings(): Promise<ChangeableSetting[]> {
    return (await this.database.repositoryOf(SettingRow).find({ order: { name: 'ASC' } })).map(viewOf);
  }

  /**
   * Writes a value over the revision that was read (0: it did not exist). Returns the new revision.
   * @throws Problem `resource.conflict` when another change came first.
   */
  async changeSetting(
    name: string,
    value: unknown,
    seenRevision: number,
    changedBy: string,
    now: Date,
  ): Promise<number> {
    const conflict = () =>
      new Problem('resource.conflict', `Setting ${name} is no longer at revision ${seenRevision}.`);
    const rows = this.database.repositoryOf(SettingRow);
    const written = { value: value as Json<JsonValue>, changed_by: changedBy, changed_at: now };
    if (seenRevision === 0) {
      try {
        await rows.insert({ name, revision: 1, ...written });
        return 1;
      } catch (error) {
        throw isDuplicate(error) ? conflict() : error;
      }
    }
    const revision = seenRevision + 1;
    const { affected } = await rows.update({ name, revision: seenRevision }, { revision, ...written });
    if (affected === 0) throw conflict();
    return revision;
  }
}
