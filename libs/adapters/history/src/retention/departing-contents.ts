import { inChunks, insertRows } from '../database/bulk-insert.js';
import type { Database, Sql } from '../database/database.js';
import { DepartingContentRow } from './retention.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** So long a removed content is remembered: longer than any process believes without asking that it is stored. */
const REMEMBERED_MS = 24 * 3_600_000;

/** Contents that nothing names any more, from the moment this was noticed until a day after they were removed. */
export class DepartingContents {
  constructor(private readonly database: Database) {}

  /**
   * To be called before contents are named, or believed to be stored: those that were noted are not
   * removed any more, and when this returns no removal is under way. Returns those of which the store must be asked anew.
   */
  async claimContents(hashes: readonly string[]): Promise<ReadonlySet<string>> {
    const doubtful = new Set<string>();
    await inChunks(hashes, async (chunk) => {
      const rows = await this.database.selectRows<StoredRow<DepartingContentRow, 'sha256'>>(
        'SELECT sha256 FROM departing_contents WHERE sha256 IN (?)',
        [chunk],
      );
      if (rows.length === 0) return;
      const noted = rows.map(({ sha256 }) => sha256);
      for (const sha256 of noted) doubtful.add(sha256);
      // Waits for a removal that is under way, and finds them removed then
      await this.database.execute(
        'DELETE FROM departing_contents WHERE sha256 IN (?) AND removed_at IS NULL',
        [noted],
      );
    });
    return doubtful;
  }

  /** Since when each of these is noted; those that were removed are not there any more and left out. */
  async findDepartingContents(hashes: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const since = new Map<string, Date>();
    await inChunks(hashes, async (chunk) => {
      const rows = await this.database.selectRows<
        StoredRow<DepartingContentRow, 'sha256' | 'unneeded_since'>
      >('SELECT sha256, unneeded_since FROM departing_contents WHERE sha256 IN (?) AND removed_at IS NULL', [
        chunk,
      ]);
      for (const row of rows) since.set(row.sha256, row.unneeded_since);
    });
    return since;
  }

  /** Every content that is noted and not removed yet. */
  async listDepartingContents(): Promise<ReadonlySet<string>> {
    const rows = await this.database.selectRows<StoredRow<DepartingContentRow, 'sha256'>>(
      'SELECT sha256 FROM departing_contents WHERE removed_at IS NULL',
    );
    return new Set(rows.map(({ sha256 }) => sha256));
  }

  /** Nothing names these as of now. One that was removed and came back begins anew. */
  async markContentsUnneeded(hashes: readonly string[], now: Date): Promise<void> {
    await insertRows(
      this.database,
      DepartingContentRow,
      ['sha256', 'unneeded_since'],
      hashes.map((sha256) => [sha256, now]),
      `ON DUPLICATE KEY UPDATE
         unneeded_since = IF(removed_at IS NULL, unneeded_since, VALUES(unneeded_since)), removed_at = NULL`,
    );
  }

  /** Something names these again. */
  async markContentsNeeded(hashes: readonly string[]): Promise<void> {
    await inChunks(hashes, (chunk) =>
      this.database.execute('DELETE FROM departing_contents WHERE sha256 IN (?) AND removed_at IS NULL', [
        chunk,
      ]),
    );
  }

  /**
   * Removes these, as far as they are still noted: they are locked while `remove` runs, so that none is claimed in between.
   * `remove` may be run again after a deadlock. Returns those that went.
   */
  async removeUnneededContents(
    hashes: readonly string[],
    now: Date,
    remove: (hashes: readonly string[], sql: Sql) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    if (hashes.length === 0) return [];
    return this.database.transaction(async (sql) => {
      const rows = await sql.selectRows<StoredRow<DepartingContentRow, 'sha256'>>(
        'SELECT sha256 FROM departing_contents WHERE sha256 IN (?) AND removed_at IS NULL FOR UPDATE',
        [hashes],
      );
      if (rows.length === 0) return [];
      const gone = await remove(
        rows.map(({ sha256 }) => sha256),
        sql,
      );
      if (gone.length > 0)
        await sql.execute('UPDATE departing_contents SET removed_at = ? WHERE sha256 IN (?)', [now, gone]);
      return gone;
    });
  }

  /** Forgets what was removed long enough ago. */
  async forgetRemovedContents(now: Date): Promise<void> {
    await this.database.execute('DELETE FROM departing_contents WHERE removed_at < ?', [
      new Date(now.getTime() - REMEMBERED_MS),
    ]);
  }
}
