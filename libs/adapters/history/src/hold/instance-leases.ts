import { Problem } from '@archivesmp/contracts/problem';
import { toIso } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { InstanceLeaseRow } from './hold.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** The right to change an instance until `expiresAt`, under a fence that agents compare. */
export interface Lease {
  readonly instanceId: string;
  readonly holder: string;
  readonly fence: number;
  readonly expiresAt: Date;
}

/** The newest fence of an instance, and who holds it; without a holder it is free. */
export interface LeaseRecord {
  readonly fence: number;
  readonly holder?: string;
  readonly expiresAt?: Date;
}

type Row = StoredRow<InstanceLeaseRow, 'instance_id' | 'holder' | 'fence' | 'expires_at'>;

/**
 * At most one holder changes an instance at a time. The fence rises whenever the instance is taken anew and never falls, not
 * even when it is released: a holder that slept through the end of its lease is recognised by its lower fence.
 */
export class InstanceLeases {
  constructor(private readonly database: Database) {}

  /**
   * Takes the instance, or, for its present holder, prolongs the lease under the same fence (so a job that is delivered
   * twice finds its own lease). Of two holders at the same moment one wins.
   * @throws Problem `instance.busy` naming the holder and until when.
   */
  async acquireLease(
    instanceId: string,
    holder: string,
    ttlSeconds: number,
    now: Date,
    sql?: Sql,
  ): Promise<Lease> {
    return this.database.inTransaction(sql, async (inside) => {
      await inside.execute(
        'INSERT INTO instance_leases (instance_id, fence) VALUES (?, 0) ON DUPLICATE KEY UPDATE fence = fence',
        [instanceId],
      );
      const row = (await lockLease(inside, instanceId))!;
      const isFree = row.holder === null || row.expires_at === null || row.expires_at <= now;
      if (!isFree && row.holder !== holder)
        throw new Problem(
          'instance.busy',
          `Instance ${instanceId} is held by ${row.holder} until ${toIso(row.expires_at!)}.`,
        );
      const fence = Number(row.fence) + (isFree ? 1 : 0);
      const expiresAt = until(now, ttlSeconds);
      await inside.execute(
        `UPDATE instance_leases SET holder = ?, fence = ?, expires_at = ?, acquired_at = IF(?, ?, acquired_at)
          WHERE instance_id = ?`,
        [holder, fence, expiresAt, isFree, now, instanceId],
      );
      return { instanceId, holder, fence, expiresAt };
    });
  }

  /**
   * Prolongs leases of one holder, also those that ran out when no other claimed them meanwhile.
   * @throws Problem `lease.lost` when another program claimed one of the instances, or it was released; nothing may be kept then
   */
  async renewLeases(
    holder: string,
    leases: readonly Pick<Lease, 'instanceId' | 'fence'>[],
    ttlSeconds: number,
    now: Date,
    sql: Sql = this.database,
  ): Promise<void> {
    const [first] = leases;
    if (first === undefined) return;
    // Where many are renewed MariaDB would look at every row, and wait for those that others hold
    const touched = await sql.execute(
      `UPDATE instance_leases FORCE INDEX (PRIMARY) SET expires_at = ?
        WHERE instance_id IN (?) AND holder = ? AND (instance_id, fence) IN (?)`,
      [
        until(now, ttlSeconds),
        leases.map(({ instanceId }) => instanceId),
        holder,
        leases.map(({ instanceId, fence }) => [instanceId, fence]),
      ],
    );
    if (touched < leases.length) throw lostLease(first.instanceId, first.fence);
  }

  /** Gives the instance back. false when another program had claimed it already; the fence stays. */
  async releaseLease(
    lease: Pick<Lease, 'instanceId' | 'holder' | 'fence'>,
    sql: Sql = this.database,
  ): Promise<boolean> {
    const { affected } = await sql
      .repositoryOf(InstanceLeaseRow)
      .update(keyOf(lease), { holder: null, expires_at: null });
    return affected !== 0;
  }

  /** Inside a transaction: the instance cannot be claimed until it ends. @throws Problem `lease.lost`. */
  async assertLeaseHeld(lease: Pick<Lease, 'instanceId' | 'holder' | 'fence'>, sql: Sql): Promise<void> {
    const row = await lockLease(sql, lease.instanceId);
    if (row?.holder !== lease.holder || Number(row.fence) !== lease.fence)
      throw lostLease(lease.instanceId, lease.fence);
  }

  /** The highest fence that was ever given out for the instance; undefined when it was never claimed. */
  async findNewestFence(instanceId: string, sql: Sql = this.database): Promise<number | undefined> {
    const row = await lockLease(sql, instanceId);
    const fence = Number(row?.fence ?? 0);
    return fence > 0 ? fence : undefined;
  }

  /** Who claimed each of these instances last, by instance, whether or not the lease still holds; without a lock. */
  async listNewestLeases(
    instanceIds: readonly string[],
    sql: Sql = this.database,
  ): Promise<ReadonlyMap<string, LeaseRecord>> {
    if (instanceIds.length === 0) return new Map();
    const rows = await sql.selectRows<Row>('SELECT * FROM instance_leases WHERE instance_id IN (?)', [
      instanceIds,
    ]);
    return new Map(
      rows.map(({ instance_id: id, holder, fence, expires_at: expiresAt }) => [
        id,
        {
          fence: Number(fence),
          ...(holder !== null && { holder }),
          ...(expiresAt !== null && { expiresAt }),
        },
      ]),
    );
  }

  /** Who holds the instance now; undefined when it is free. */
  async findCurrentLease(
    instanceId: string,
    now: Date,
    sql: Sql = this.database,
  ): Promise<Lease | undefined> {
    const row = await sql.repositoryOf(InstanceLeaseRow).findOneBy({ instance_id: instanceId });
    if (row === null || row.holder === null || row.expires_at === null || row.expires_at <= now)
      return undefined;
    return { instanceId, holder: row.holder, fence: Number(row.fence), expiresAt: row.expires_at };
  }
}

/** The refusal for a holder that lost its lease. */
export const lostLease = (instanceId: string, fence: number): Problem =>
  new Problem('lease.lost', `Fence ${fence} on instance ${instanceId} is no longer the newest.`);

async function lockLease(sql: Sql, instanceId: string): Promise<Row | undefined> {
  const [row] = await sql.selectRows<Row>('SELECT * FROM instance_leases WHERE instance_id = ? FOR UPDATE', [
    instanceId,
  ]);
  return row;
}

/** The row of a lease that is still what its holder believes. */
const keyOf = ({ instanceId, holder, fence }: Pick<Lease, 'instanceId' | 'holder' | 'fence'>) => ({
  ...{ instance_id: instanceId, holder, fence: String(fence) },
});

const until = (now: Date, ttlSeconds: number) => new Date(now.getTime() + ttlSeconds * 1_000);
