import { isUuid } from '@archivesmp/contracts/uuid';
import type { Sql } from '../database/database.js';
import type { InstanceRow } from './fleet.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/**
 * The condition on rows of `instances` that are named so, or identified so, with its parameters. The id comes first: hosts name their
 * instances, and one that is called like the id of another must not be taken for that one.
 */
export function isInstance(nameOrId: string): { readonly condition: string; readonly parameters: string[] } {
  return isUuid(nameOrId)
    ? {
        condition: '(id = ? OR (name = ? AND NOT EXISTS (SELECT 1 FROM instances known WHERE known.id = ?)))',
        parameters: [nameOrId, nameOrId, nameOrId],
      }
    : {
        condition: "(name = ? OR CONCAT(name, '@', host) = ?)",
        parameters: [nameOrId, nameOrId],
      };
}

/** Ids of the instances that are named (or identified) so; an unknown name yields nothing. */
export async function findInstanceIds(sql: Sql, nameOrId: string): Promise<string[]> {
  const { condition, parameters } = isInstance(nameOrId);
  const rows = await sql.selectRows<StoredRow<InstanceRow, 'id'>>(
    `SELECT id FROM instances WHERE ${condition}`,
    parameters,
  );
  return rows.map(({ id }) => id);
}
