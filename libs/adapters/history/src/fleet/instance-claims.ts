import type { OwnershipReason } from '@archivesmp/contracts/fleet';
import { insertRows } from '../database/bulk-insert.js';
import type { Database, Sql } from '../database/database.js';
import { InstanceClaimRow } from './fleet.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A claim that an instance is on another host than it is on. */
export interface NewClaim {
  readonly instanceId: string;
  /** Its name, as the claimant states it. */
  readonly name: string;
  readonly claimedBy: string;
  readonly by: 'agent' | 'panel';
  readonly owner: string;
  readonly reason: OwnershipReason;
}

/** A claim that stands, since when, and of which instance by the name that it has. */
export interface ClaimRecord extends NewClaim {
  readonly since: Date;
  readonly instance: string;
}

type Row = StoredRow<InstanceClaimRow>;

/** More of one host say no more than these. */
const MOST_OF_A_HOST = 50;

/** Contradictions about where instances live, as they are now. */
export class InstanceClaims {
  constructor(private readonly database: Database) {}

  /** Puts these in place of those that stood. Returns the new ones. */
  async replaceClaims(claims: readonly NewClaim[], now: Date, sql: Sql): Promise<NewClaim[]> {
    const rows = await sql.selectRows<Row>('SELECT * FROM instance_claims ORDER BY claimed_by FOR UPDATE');
    const stood = new Map(rows.map((row) => [keyOf(row.claimed_by, row.instance_id, row.claimant), row]));
    const replacing = [...Map.groupBy(claims, ({ claimedBy }) => claimedBy).values()].flatMap((ofHost) =>
      ofHost.slice(0, MOST_OF_A_HOST),
    );
    const same =
      replacing.length === rows.length &&
      replacing.every((one) => {
        const row = stood.get(keyOfClaim(one));
        return row?.owner === one.owner && row.because === one.reason;
      });
    if (same) return [];
    await sql.execute('DELETE FROM instance_claims');
    await insertRows(
      sql,
      InstanceClaimRow,
      ['claimed_by', 'instance_id', 'claimant', 'name', 'owner', 'because', 'since'],
      replacing.map((one) => [
        one.claimedBy,
        one.instanceId,
        one.by,
        [...one.name].slice(0, 128).join(''),
        one.owner,
        one.reason,
        stood.get(keyOfClaim(one))?.since ?? now,
      ]),
    );
    return replacing.filter((one) => !stood.has(keyOfClaim(one)));
  }

  /** Those that stand, by the host that makes them. */
  async listClaims(instanceId?: string): Promise<ClaimRecord[]> {
    const rows = await this.database.selectRows<Row & { instance: string | null }>(
      `SELECT claim.*, instance.name AS instance FROM instance_claims claim
         LEFT JOIN instances instance ON instance.id = claim.instance_id
        ${instanceId === undefined ? '' : 'WHERE claim.instance_id = ?'}
        ORDER BY claim.claimed_by, claim.instance_id, claim.claimant`,
      instanceId === undefined ? [] : [instanceId],
    );
    return rows.map((row) => ({
      instanceId: row.instance_id,
      instance: row.instance ?? row.name,
      name: row.name,
      claimedBy: row.claimed_by,
      by: row.claimant,
      owner: row.owner,
      reason: row.because,
      since: row.since,
    }));
  }
}

const keyOf = (claimedBy: string, instanceId: string, by: string): string =>
  `${claimedBy} ${instanceId} ${by}`;
const keyOfClaim = ({ claimedBy, instanceId, by }: NewClaim): string => keyOf(claimedBy, instanceId, by);
