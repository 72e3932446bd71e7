import type { AuditCheckpoint } from '@archivesmp/contracts/storage';
import type { Sql } from '../database/database.js';
import { inChunks } from '../database/bulk-insert.js';
import type { AuditRow } from './audit.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** Why a checkpoint contradicts the trail as it is now; undefined: it does not. */
export interface TrailContradiction {
  readonly id: string;
  readonly at: string;
  readonly why: string;
}

/**
 * Compares the trail with what was noted of it outside of the database. A whole chain proves that no row was changed in its
 * midst; only this proves that the end was not written anew, with new seals, or cut off.
 * @param cutSeq number of the newest row that was cut off: what is noted up to there cannot be compared any more. It is asked for
 *   last, because rows are cut off meanwhile, too
 * @returns the oldest contradiction
 */
export async function contradictionOf(
  sql: Sql,
  checkpoints: readonly AuditCheckpoint[],
  cutSeq: () => Promise<string>,
): Promise<TrailContradiction | undefined> {
  const hashes = new Map<string, string>();
  await inChunks(
    checkpoints.map(({ seq }) => seq),
    async (chunk) => {
      const rows = await sql.selectRows<StoredRow<AuditRow, 'seq' | 'hash'>>(
        'SELECT seq, hash FROM config_audit WHERE seq IN (?)',
        [chunk],
      );
      for (const { seq, hash } of rows) hashes.set(String(seq), hash);
    },
  );
  const cut = BigInt(await cutSeq());
  const comparable = checkpoints
    .filter(({ seq }) => BigInt(seq) > cut)
    .sort((one, other) => (BigInt(one.seq) < BigInt(other.seq) ? -1 : 1));
  for (const { seq, hash, at } of comparable) {
    const there = hashes.get(seq);
    if (there === hash) continue;
    const why =
      there === undefined
        ? `It was there at ${at}, as a signed checkpoint in the bucket says: the end of the trail was cut off or written anew.`
        : `It was another one at ${at}, as a signed checkpoint in the bucket says: rows up to it were written anew.`;
    return { id: seq, at, why };
  }
  return undefined;
}
