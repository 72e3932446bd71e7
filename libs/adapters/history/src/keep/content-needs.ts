import { inChunks } from '../bulk-insert.js';
import type { Database, Sql } from '../database.js';

/** Where contents are named by their sha256 within a text. */
const NAMING_TEXTS: readonly {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  readonly where: string;
}[] = [
  { table: 'plans', id: 'id', column: 'text', where: 'TRUE' },
  { table: 'plans', id: 'id', column: 'request', where: 'TRUE' },
  { table: 'agent_orders', id: 'id', column: 'text', where: 'TRUE' },
  { table: 'inspections', id: 'id', column: 'report', where: 'TRUE' },
  { table: 'findings', id: 'seq', column: 'expected', where: 'is_open = 1' },
  { table: 'findings', id: 'seq', column: 'actual', where: 'is_open = 1' },
];
/** Columns of tables that name contents, one each, with an index. */
export const NAMING_COLUMNS: readonly string[] = ['config_files.sha256'];

const BATCH = 200;
const SHA256 = /[0-9a-f]{64}/g;

/** Which stored contents are named: by files on instances, plans and their undo, orders, answers of agents, open findings. */
export class ContentNeeds {
  constructor(private readonly database: Database) {}

  /** Those of these that a file on an instance has. */
  async onInstances(hashes: readonly string[], sql: Sql = this.database): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    await inChunks(hashes, async (chunk) => {
      const rows = await sql.rows<{ sha256: string }>(
        'SELECT DISTINCT sha256 FROM config_files WHERE sha256 IN (?)',
        [chunk],
      );
      for (const { sha256 } of rows) found.add(sha256);
    });
    return found;
  }

  /** Everything that looks like a sha256 in the texts that name contents, read in batches. */
  async inTexts(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { table, id, column, where } of NAMING_TEXTS)
      for (let last: string | undefined; ;) {
        const rows = await this.database.rows<{ id: string; text: string }>(
          `SELECT ${id} AS id, ${column} AS text FROM ${table}
            WHERE ${where} AND ${column} REGEXP '[0-9a-f]{64}'${last === undefined ? '' : ` AND ${id} > ?`}
            ORDER BY ${id} LIMIT ?`,
          last === undefined ? [BATCH] : [last, BATCH],
        );
        for (const { text } of rows) for (const [sha256] of text.matchAll(SHA256)) found.add(sha256);
        if (rows.length < BATCH) break;
        last = String(rows.at(-1)!.id);
      }
    return found;
  }
}
