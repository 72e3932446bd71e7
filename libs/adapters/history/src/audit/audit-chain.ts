import { personOf } from './audit-person.js';
import { sealOf } from './audit-seal.js';
import type { Sql } from '../database/database.js';
import type { AuditChainRow, AuditRow } from './audit.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A row of the audit trail as it is stored. */
export type AuditTrailRow = StoredRow<
  AuditRow,
  'seq' | 'at' | 'actor' | 'action' | 'subject' | 'detail' | 'request_id' | 'person'
>;

/** The newest link. */
export type ChainHead = StoredRow<AuditChainRow, 'links' | 'head_seq' | 'head_hash'>;

/** The same with its seal. */
export interface SealedRow extends AuditTrailRow {
  previous_hash: string;
  hash: string;
}

/** Locks the head until the transaction ends: who appends and who cuts take turns. */
export async function lockHead(sql: Sql): Promise<ChainHead> {
  const [head] = await sql.selectRows<ChainHead>('SELECT * FROM audit_chain WHERE id = 1 FOR UPDATE');
  if (head === undefined)
    throw new Error('The head of the audit chain is gone; restore table audit_chain from a backup.');
  return head;
}

/** Undefined when the row follows the one before and says what was sealed. */
export function whatIsWrong(row: SealedRow, previous: string): string | undefined {
  if (row.previous_hash !== previous)
    return 'It does not follow the row before it: a row was taken out, put in or replaced there.';
  const { at, actor, action, subject, detail } = row;
  const seal = sealOf({ previous, at, actor, action, subject, detail, requestId: row.request_id });
  if (seal !== row.hash) return 'Its contents were changed after it was written.';
  return (personOf(row) ?? null) === row.person
    ? undefined
    : 'In whose name it was done was changed after it was written.';
}
