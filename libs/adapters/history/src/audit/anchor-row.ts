import type { KeyObject } from 'node:crypto';
import { FIRST_LINK } from './audit-seal.js';
import type { Sql } from '../database/database.js';
import { openAnchor, type AuditAnchor, type SignedAnchor } from './audit-anchor.js';

const NOTHING_CUT: AuditAnchor = { seq: '0', hash: FIRST_LINK, links: 0, until: '' };

/** Where the chain that is there begins. */
export async function anchorOf(
  sql: Sql,
  keys: readonly KeyObject[],
): Promise<AuditAnchor | { readonly why: string }> {
  const [row] = await sql.selectRows<SignedAnchor>('SELECT text, signature FROM audit_anchor WHERE id = 1');
  return row === undefined ? NOTHING_CUT : openAnchor(row, keys);
}
