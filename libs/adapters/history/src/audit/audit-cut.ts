import type { KeyObject } from 'node:crypto';
import { lockHead, whatIsWrong, type SealedRow } from './audit-chain.js';
import { toIso } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import { anchorOf } from './anchor-row.js';
import { signAnchor } from './audit-anchor.js';

/** Rows cut off in one transaction. */
const BATCH = 500;

export interface AuditCutResult {
  /** Rows that went. */
  readonly cut: number;
  readonly isMore: boolean;
  /** Why nothing was cut although there may be something old enough. */
  readonly why?: string;
}

/** Cuts old rows off the audit trail, behind an anchor that proves what was there. */
export class AuditCut {
  constructor(private readonly database: Database) {}

  /**
   * Cuts off one batch of the oldest rows, with the anchor that stands for them, in one transaction: killed at any point the
   * trail is whole. Rows that do not hold, and rows behind an anchor that is not ours, are left for `verifyAuditChain` to show.
   * @param howMany of the oldest rows, given their times, may go
   * @param keys the first signs (private half); all may have signed the anchor before
   */
  async cutAuditLog(
    howMany: (times: readonly number[]) => number,
    keys: readonly [signing: KeyObject, ...earlier: KeyObject[]],
  ): Promise<AuditCutResult> {
    return this.database.transaction(async (sql) => {
      const head = await lockHead(sql);
      const before = await anchorOf(sql, keys);
      if ('why' in before) return { cut: 0, isMore: false, why: before.why };
      const rows = await sql.selectRows<SealedRow>(
        'SELECT * FROM config_audit WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ?',
        [before.seq, head.head_seq, BATCH],
      );
      const going = rows.slice(0, howMany(rows.map(({ at }) => at.getTime())));
      let { hash } = before;
      for (const row of going) {
        const why = whatIsWrong(row, hash);
        if (why !== undefined) return { cut: 0, isMore: false, why: `Row ${row.seq} does not hold: ${why}` };
        hash = row.hash;
      }
      const last = going.at(-1);
      if (last === undefined) return { cut: 0, isMore: false };
      const links = before.links + going.length;
      const { text, signature } = signAnchor({ seq: last.seq, hash, links, until: toIso(last.at) }, keys[0]);
      await sql.execute('REPLACE INTO audit_anchor (id, text, signature) VALUES (1, ?, ?)', [
        text,
        signature,
      ]);
      await sql.execute('DELETE FROM config_audit WHERE seq <= ?', [last.seq]);
      return { cut: going.length, isMore: going.length === BATCH };
    });
  }
}
