import type { Sql } from './database.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** MariaDB warns or refuses when a uuid column meets other text, so only real UUIDs may reach one. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** Ids of the instances that are named (or identified) so; a name nobody has yields nothing. */
export async function findInstanceIds(sql: Sql, namesOrIds: readonly string[]): Promise<string[]> {
  if (namesOrIds.length === 0) return [];
  const ids = namesOrIds.filter(isUuid);
  const rows = await sql.rows<{ id: string }>(
    `SELECT id FROM instances WHERE name IN (?)${ids.length > 0 ? ' OR id IN (?)' : ''}`,
    ids.length > 0 ? [namesOrIds, ids] : [namesOrIds],
  );
  return rows.map((row) => row.id);
}
