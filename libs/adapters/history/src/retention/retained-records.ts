import type { RetainableRecord, RecordKind, RecordVerdict } from '@archivesmp/retention';
import type { Database, Sql } from '../database/database.js';
import { KINDS_OF_RECORDS, type KindOfRecord } from './record-kinds.js';

/** Where the next batch begins; an opaque value of this class. */
export type RecordPosition = readonly [overAt: Date, id: string];

export interface ThinnedBatch {
  /** Ids of the records that went, where anything may need one. */
  readonly removed: readonly string[];
  /** Rows that went, those of their parts included. */
  readonly rows: number;
  /** Left out when there is nothing further that is old enough. */
  readonly next?: RecordPosition;
}

type Identified = KindOfRecord & { readonly id: string };

interface OverRow {
  id: string;
  over_at: Date;
}

/** Thins out what is recorded again and again, batch by batch; what may go is for the caller to judge. */
export class RetainedRecords {
  constructor(private readonly database: Database) {}

  /**
   * One batch of the records of a kind that were over before `before`, oldest first: `judge` is given them with what would miss
   * them, and those it does not keep go with all their parts; all in one transaction, in which the records are locked.
   * `judge` may be asked again after a deadlock.
   */
  async thinOutRecords(
    kind: RecordKind,
    before: Date,
    judge: (records: readonly RetainableRecord[]) => readonly RecordVerdict[],
    from?: RecordPosition,
  ): Promise<ThinnedBatch> {
    const { id, ...known } = KINDS_OF_RECORDS[kind];
    if (id === undefined) return this.byAge(known, before);
    const how = { ...known, id };
    return this.database.transaction(async (sql) => {
      const found = await listOldestRecords(sql, how, before, from);
      const going = judge(await withNeeds(sql, how, found))
        .filter(({ isRetained }) => !isRetained)
        .map(({ id }) => id);
      const rows = await removeRecords(sql, how, going);
      const last = found.at(-1);
      const isMore = found.length === how.batch && last !== undefined;
      return { removed: going, rows, ...(isMore && { next: [last.over_at, last.id] as const }) };
    });
  }

  /** Rows of every table, as MariaDB estimates them: nothing is counted for it. */
  async estimateTableRows(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.selectRows<{ name: string; estimate: string | null }>(
      `SELECT TABLE_NAME AS name, TABLE_ROWS AS estimate FROM information_schema.TABLES
        WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME <> 'schema_migrations'`,
    );
    return new Map(rows.map(({ name, estimate }) => [name, Number(estimate ?? 0)]));
  }

  private async byAge({ table, overAt, batch }: KindOfRecord, before: Date): Promise<ThinnedBatch> {
    const rows = await this.database.execute(`DELETE FROM ${table} WHERE ${overAt} < ? LIMIT ?`, [
      before,
      batch,
    ]);
    return { removed: [], rows, ...(rows === batch && { next: [before, ''] as const }) };
  }
}

/** Locked, so that none is claimed between the reading and its end. */
async function listOldestRecords(
  sql: Sql,
  how: Identified,
  before: Date,
  from?: RecordPosition,
): Promise<OverRow[]> {
  const { table, id, overAt, where = 'TRUE', batch } = how;
  const position = from === undefined ? '' : `AND (${overAt} > ? OR (${overAt} = ? AND ${id} > ?))`;
  return sql.selectRows<OverRow>(
    `SELECT ${id} AS id, ${overAt} AS over_at FROM ${table}
      WHERE ${overAt} < ? AND (${where}) ${position} ORDER BY ${overAt}, ${id} LIMIT ? FOR UPDATE`,
    [before, ...(from === undefined ? [] : [from[0], from[0], from[1]]), batch],
  );
}

async function withNeeds(sql: Sql, how: Identified, found: readonly OverRow[]): Promise<RetainableRecord[]> {
  const { table, id, neededBy } = how;
  const needs = new Map<string, string>();
  if (neededBy !== undefined && found.length > 0) {
    const rows = await sql.selectRows<{ id: string; needed_by: string | null }>(
      `SELECT ${id} AS id, ${neededBy} AS needed_by FROM ${table} WHERE ${id} IN (?)`,
      [found.map((row) => row.id)],
    );
    for (const row of rows) if (row.needed_by !== null) needs.set(String(row.id), row.needed_by);
  }
  return found.map((row) => {
    const needed = needs.get(String(row.id));
    return {
      id: String(row.id),
      overAt: row.over_at.getTime(),
      ...(needed !== undefined && { neededBy: needed }),
    };
  });
}

async function removeRecords(sql: Sql, how: Identified, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  let rows = 0;
  for (const { table, column } of how.parts ?? [])
    rows += await sql.execute(`DELETE FROM ${table} WHERE ${column} IN (?)`, [ids]);
  if (how.isRemoved === false) return rows;
  return rows + (await sql.execute(`DELETE FROM ${how.table} WHERE ${how.id} IN (?)`, [ids]));
}
