import type { BaselineChange, BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { present, toIso, toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { readCursor, writeCursor } from '../database/page-cursor.js';
import { rowKey } from '../database/row-key.js';
import { BaselineChangeRow, BegunBaselineChangeRow } from './baseline.entity.js';
import { columnsOf, type RowOf } from '../database/stored-row.js';

/** Which file is meant; deviations.yml has the plugin ''. */
export interface BaselineLocation {
  readonly plugin: string;
  readonly path: string;
}

/** One change to record. Without `content` the file is gone; without `by` the author is unknown. */
export interface NewBaselineChange extends BaselineLocation {
  readonly change: BaselineChange;
  readonly content?: { readonly revision: string; readonly sha256: string; readonly size: number };
  readonly of?: number;
  readonly by?: string;
  readonly reason?: string;
}

/** A change that was begun in the bucket and not recorded yet; a `sha256` left out: the file is to be deleted. */
export interface BegunBaselineChange extends BaselineLocation {
  readonly sha256?: string;
  /** What is recorded once it is seen to be done; the revision is known only then. */
  readonly wanted: NewBaselineChange;
}

const COLUMNS = columnsOf(BaselineChangeRow, [
  'version',
  'plugin',
  'path',
  'change',
  'revision',
  'sha256',
  'size',
  'of_version',
  'actor',
  'reason',
  'at',
]);
type Row = RowOf<typeof COLUMNS>;

/** A request that waits longer than this for other changes of the same set is told to try again. */
const WAIT_SECONDS = 10;

/** Every change of the baselines and of deviations.yml, numbered. Only ever added to. */
export class BaselineChanges {
  constructor(private readonly database: Database) {}

  /**
   * Runs `work` while no other process changes the set: what it reads in the bucket and records here is one step.
   * @throws Problem `resource.busy` when others take longer than ten seconds
   */
  async changeBaselinesExclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const outcome = await this.database.runExclusively('baselines', WAIT_SECONDS, work);
    if (outcome.got) return outcome.result;
    throw new Problem(
      'resource.busy',
      `Others have been changing baselines for more than ${WAIT_SECONDS} seconds; nothing was changed.`,
    );
  }

  /** Notes what is about to be done in the bucket, so that it is known to be ours if the hub dies before it is recorded. */
  async beginBaselineChange(wanted: NewBaselineChange, now: Date): Promise<void> {
    const { plugin, path, content } = wanted;
    await this.database.execute(
      `REPLACE INTO begun_baseline_changes (file_key, plugin, path, sha256, wanted, at) VALUES (?, ?, ?, ?, ?, ?)`,
      [rowKey(plugin, path), plugin, path, content?.sha256 ?? null, storableJson(wanted), now],
    );
  }

  /** Everything that was begun and neither recorded nor given up. */
  async listBegunChanges(): Promise<BegunBaselineChange[]> {
    const rows = await this.database.repositoryOf(BegunBaselineChangeRow).find();
    return rows.map(({ plugin, path, sha256, wanted }) => ({
      plugin,
      path,
      ...(sha256 !== null && { sha256 }),
      wanted: JSON.parse(wanted) as NewBaselineChange,
    }));
  }

  /** It was not done. */
  async abandonBaselineChange({ plugin, path }: BaselineLocation): Promise<void> {
    await this.database.repositoryOf(BegunBaselineChangeRow).delete({ file_key: rowKey(plugin, path) });
  }

  /** Adds one change and gives it with its number; what was begun of the file is over with it. */
  async recordBaselineChange(change: NewBaselineChange, now: Date, sql?: Sql): Promise<BaselineRevisionView> {
    return this.database.inTransaction(sql, async (inside) => {
      const { plugin, path, content, of, by, reason } = change;
      await inside.execute(
        `INSERT INTO baseline_changes (file_key, plugin, path, \`change\`, revision, sha256, size, of_version, actor, reason, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          rowKey(plugin, path),
          plugin,
          path,
          change.change,
          content?.revision ?? null,
          content?.sha256 ?? null,
          content?.size ?? null,
          of ?? null,
          by ?? null,
          toReason(reason),
          now,
        ],
      );
      const [row] = await inside.selectRows<Row>(
        `SELECT ${COLUMNS.text} FROM baseline_changes WHERE version = LAST_INSERT_ID()`,
      );
      await inside.repositoryOf(BegunBaselineChangeRow).delete({ file_key: rowKey(plugin, path) });
      return viewOf(row!);
    });
  }

  /** undefined when there is no change of this number. */
  async getBaselineRevision(version: number): Promise<BaselineRevisionView | undefined> {
    const [row] = await this.database.selectRows<Row>(
      `SELECT ${COLUMNS.text} FROM baseline_changes WHERE version = ?`,
      [version],
    );
    return row && viewOf(row);
  }

  /** The last change of one file before a version; undefined when there was none. */
  async findRevisionBefore(
    { plugin, path }: BaselineLocation,
    version: number,
  ): Promise<BaselineRevisionView | undefined> {
    const [row] = await this.database.selectRows<Row>(
      `SELECT ${COLUMNS.text} FROM baseline_changes WHERE file_key = ? AND version < ? ORDER BY version DESC LIMIT 1`,
      [rowKey(plugin, path), version],
    );
    return row && viewOf(row);
  }

  /** The last change of one file; undefined when there is none on record. */
  async findLastRevision({ plugin, path }: BaselineLocation): Promise<BaselineRevisionView | undefined> {
    // Asked for every page of findings, and a bound on the version nearly doubles what MariaDB spends on it
    const [row] = await this.database.selectRows<Row>(
      `SELECT ${COLUMNS.text} FROM baseline_changes WHERE file_key = ? ORDER BY version DESC LIMIT 1`,
      [rowKey(plugin, path)],
    );
    return row && viewOf(row);
  }

  /** The last change of every file, as of a version (or of now), also of those that are gone; by plugin and path. */
  async listRevisionsAtVersion(version?: number): Promise<BaselineRevisionView[]> {
    const rows = await this.database.selectRows<Row>(
      `SELECT ${COLUMNS.text} FROM baseline_changes
        WHERE version IN (SELECT MAX(version) FROM baseline_changes WHERE version <= ? GROUP BY file_key)
        ORDER BY plugin, path`,
      [version ?? Number.MAX_SAFE_INTEGER],
    );
    return rows.map(viewOf);
  }

  /**
   * Newest first.
   * @throws Problem `request.invalid` when `after` is not a `next` of ours
   */
  async listBaselineRevisions(page: {
    readonly limit: number;
    readonly after?: string;
    readonly plugin?: string;
    readonly path?: string;
  }): Promise<{ revisions: BaselineRevisionView[]; next?: string }> {
    const conditions = ['TRUE'];
    const parameters: unknown[] = [];
    for (const column of ['plugin', 'path'] as const) {
      if (page[column] === undefined) continue;
      conditions.push(`${column} = ?`);
      parameters.push(page[column]);
    }
    if (page.after !== undefined) {
      conditions.push('version < ?');
      parameters.push(readCursor(page.after, 1)[0]);
    }
    const rows = await this.database.selectRows<Row>(
      `SELECT ${COLUMNS.text} FROM baseline_changes WHERE ${conditions.join(' AND ')} ORDER BY version DESC LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const end = shown.at(-1);
    const revisions = shown.map(viewOf);
    if (rows.length <= page.limit || end === undefined) return { revisions };
    return { revisions, next: writeCursor([end.version]) };
  }
}

const viewOf = (row: Row): BaselineRevisionView =>
  present({
    version: Number(row.version),
    plugin: row.plugin,
    path: row.path,
    change: row.change,
    revision: row.revision ?? undefined,
    sha256: row.sha256 ?? undefined,
    size: row.size === null ? undefined : Number(row.size),
    of: row.of_version === null ? undefined : Number(row.of_version),
    by: row.actor ?? undefined,
    reason: row.reason ?? undefined,
    at: toIso(row.at),
  });
