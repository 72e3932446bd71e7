import type { Sql } from './database.js';
import { tableOf, type EntityClass } from './stored-row.js';

/** Rows per statement: measured best between 1,000 and 5,000, and well below max_allowed_packet. */
const CHUNK = 1_000;

/**
 * Inserts rows by raw VALUES, in chunks. `ending` follows the values (`ON DUPLICATE KEY UPDATE …`) and comes from our own code, never
 * from input. For many rows at a time: a repository would make an object of each value first (ADR 0116).
 */
export async function insertRows<Row>(
  sql: Sql,
  entity: EntityClass<Row>,
  columns: readonly (keyof Row & string)[],
  rows: readonly (readonly unknown[])[],
  ending = '',
): Promise<void> {
  const one = `(${columns.map(() => '?').join(',')})`;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK);
    await sql.execute(
      `INSERT INTO ${tableOf(entity)} (${columns.map((column) => `\`${column}\``).join(',')}) VALUES ${chunk.map(() => one).join(',')} ${ending}`,
      chunk.flat(),
    );
  }
}

/** Runs `work` on slices of at most 1,000 items, for `IN (?)` lists. An empty list runs nothing. */
export async function inChunks<Item>(
  items: readonly Item[],
  work: (chunk: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += CHUNK) await work(items.slice(start, start + CHUNK));
}
