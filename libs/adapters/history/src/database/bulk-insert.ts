import type { Sql } from './database.js';

/** Rows per statement: measured best between 1,000 and 5,000, and well below max_allowed_packet. */
const CHUNK = 1_000;

/**
 * Inserts rows by raw VALUES, in chunks. `ending` follows the values (`ON DUPLICATE KEY UPDATE …`).
 * Table, columns and ending come from our own code, never from input.
 */
export async function insertRows(
  sql: Sql,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  ending = '',
): Promise<void> {
  const one = `(${columns.map(() => '?').join(',')})`;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK);
    await sql.run(
      `INSERT INTO ${table} (${columns.map((column) => `\`${column}\``).join(',')}) VALUES ${chunk.map(() => one).join(',')} ${ending}`,
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
