import { inChunks } from '../database/bulk-insert.js';
import type { Database, Sql } from '../database/database.js';
import type { ConfigFileRow } from '../file/config-file.entity.js';
import type { Filled, StoredRow } from '../database/stored-row.js';

/** A column in whose text contents are named by their sha256. */
interface NamingText {
  readonly table: string;
  /** The primary key: its order is the one in which the rows are read. */
  readonly key: readonly string[];
  readonly column: string;
  readonly where: string;
}

/** All of them. A test fails for a column of text or JSON that is neither here nor known to name none. */
export const NAMING_TEXTS: readonly NamingText[] = [
  { table: 'plans', key: ['id'], column: 'text', where: 'TRUE' },
  { table: 'plans', key: ['id'], column: 'request', where: 'TRUE' },
  { table: 'agent_orders', key: ['id'], column: 'text', where: 'TRUE' },
  { table: 'inspections', key: ['id'], column: 'report', where: 'TRUE' },
  // A rollback begins at what the verdict found, and the answer it was formed from is gone long before
  {
    table: 'deployment_steps',
    key: ['deployment_id', 'instance_id', 'step', 'attempt'],
    column: 'detail',
    where: 'TRUE',
  },
  { table: 'findings', key: ['seq'], column: 'expected', where: 'is_open = 1' },
  { table: 'findings', key: ['seq'], column: 'actual', where: 'is_open = 1' },
];
/** Columns of tables that name contents, one each, with an index. */
export const NAMING_COLUMNS: readonly string[] = ['config_files.sha256'];

const BATCH = 200;
const SHA256 = /[0-9a-f]{64}/g;

/** Which stored contents are named: by files on instances, plans and their undo, orders, answers of agents, verdicts, open findings. */
export class ContentNeeds {
  constructor(private readonly database: Database) {}

  /** Those of these that a file on an instance has. */
  async findContentsOnInstances(
    hashes: readonly string[],
    sql: Sql = this.database,
  ): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    await inChunks(hashes, async (chunk) => {
      const rows = await sql.selectRows<Filled<StoredRow<ConfigFileRow, 'sha256'>, 'sha256'>>(
        'SELECT DISTINCT sha256 FROM config_files WHERE sha256 IN (?)',
        [chunk],
      );
      for (const { sha256 } of rows) found.add(sha256);
    });
    return found;
  }

  /** The contents of every file on an instance. */
  async listContentsOnInstances(): Promise<ReadonlySet<string>> {
    const rows = await this.database.selectRows<Filled<StoredRow<ConfigFileRow, 'sha256'>, 'sha256'>>(
      'SELECT DISTINCT sha256 FROM config_files WHERE sha256 IS NOT NULL',
    );
    return new Set(rows.map(({ sha256 }) => sha256));
  }

  /** Everything that looks like a sha256 in the texts that name contents, read in batches. */
  async listContentsInTexts(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { table, key, column, where } of NAMING_TEXTS)
      for (let last: readonly unknown[] | undefined; ;) {
        const [names, placeholders] = [key.join(', '), key.map(() => '?').join(', ')];
        const behind = last === undefined ? '' : ` AND (${names}) > (${placeholders})`;
        const rows = await this.database.selectRows<Record<string, unknown> & { text: string }>(
          `SELECT ${names}, ${column} AS text FROM ${table}
            WHERE ${where} AND ${column} REGEXP '[0-9a-f]{64}'${behind} ORDER BY ${names} LIMIT ?`,
          [...(last ?? []), BATCH],
        );
        for (const { text } of rows) for (const [sha256] of text.matchAll(SHA256)) found.add(sha256);
        if (rows.length < BATCH) break;
        last = key.map((name) => rows.at(-1)![name]);
      }
    return found;
  }
}
