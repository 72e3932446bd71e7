import { Problem } from '@archivesmp/contracts/problem';
import { toIso } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import type { InstanceLeaseRow } from './instance-guard.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** The right to change an instance until `expiresAt`, under a fence that agents compare. */
export interface Lease {
  readonly instanceId: string;
  readonly holder: string;
  readonly fence: number;
  readonly expiresAt: Date;
}

type Row = StoredRow<InstanceLeaseRow, 'instance_id' | 'holder' | 'fence' | 'expires_at'>;

/**
 * At most one holder changes an instance at a time. The fence rises whenever the instance is taken anew and never falls, not
 * even when it is released: whoever slept through the end of their lease is recognised by their lower fence.
 */
export class InstanceLeases {
  constructor(private readonly database: Database) {}

  /**
   * Takes the instance, or, for its present holder, prolongs the lease under the same fence (so a job that is delivered
   * twice finds its own lease). Of two holders at the same moment one wins.
   * @throws Problem `instance.busy` naming the holder and until when.
   */
  async acquire(
    instanceId: string,
    holder: string,
    ttlSeconds: number,
    now: Date,
    sql?: Sql,
  ): Promise<Lease> {
    return this.database.within(sql, async (inside) => {
      await inside.run(
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
      await inside.run(
        `UPDATE instance_leases SET holder = ?, fence = ?, expires_at = ?, acquired_at = IF(?, ?, acquired_at)
          WHERE instance_id = ?`,
        [holder, fence, expiresAt, isFree, now, instanceId],
      );
      return { instanceId, holder, fence, expiresAt };
    });
  }

  /**
   * Prolongs a lease, also one that ran out when nobody took it meanwhile.
   * @throws Problem `lease.lost` when somebody else took the instance, or it was released.
   */
  async renew(lease: Lease, ttlSeconds: number, now: Date, sql: Sql = this.database): Promise<Lease> {
    const expiresAt = until(now, ttlSeconds);
    const touched = await sql.run(
      'UPDATE instance_leases SET expires_at = ? WHERE instance_id = ? AND holder = ? AND fence = ?',
      [expiresAt, lease.instanceId, lease.holder, lease.fence],
    );
    if (touched === 0) throw lostLease(lease.instanceId, lease.fence);
    return { ...lease, expiresAt };
  }

  /** Gives the instance back. false when somebody else had taken it already; the fence stays. */
  async release(
    lease: Pick<Lease, 'instanceId' | 'holder' | 'fence'>,
    sql: Sql = this.database,
  ): Promise<boolean> {
    const touched = await sql.run(
      `UPDATE instance_leases SET holder = NULL, expires_at = NULL
        WHERE instance_id = ? AND holder = ? AND fence = ?`,
      [lease.instanceId, lease.holder, lease.fence],
    );
    return touched > 0;
  }

  /** Inside a transaction: nobody can take the instance until it ends. @throws Problem `lease.lost`. */
  async assertHeld(lease: Pick<Lease, 'instanceId' | 'holder' | 'fence'>, sql: Sql): Promise<void> {
    const row = await lockLease(sql, lease.instanceId);
    if (row?.holder !== lease.holder || Number(row.fence) !== lease.fence)
      throw lostLease(lease.instanceId, lease.fence);
  }

  /** The highest fence that was ever given out for the instance; undefined when nobody ever took it. */
  async newestFence(instanceId: string, sql: Sql = this.database): Promise<number | undefined> {
    const row = await lockLease(sql, instanceId);
    const fence = Number(row?.fence ?? 0);
    return fence > 0 ? fence : undefined;
  }

  /** Who holds the instance now; undefined when nobody does. */
  async current(instanceId: string, now: Date, sql: Sql = this.database): Promise<Lease | undefined> {
    const [row] = await sql.rows<Row>('SELECT * FROM instance_leases WHERE instance_id = ?', [instanceId]);
    if (row === undefined || row.holder === null || row.expires_at === null || row.expires_at <= now)
      return undefined;
    return { instanceId, holder: row.holder, fence: Number(row.fence), expiresAt: row.expires_at };
  }
}

/** What a holder hears who is none any more. */
export const lostLease = (instanceId: string, fence: number): Problem =>
  new Problem('lease.lost', `Fence ${fence} on instance ${instanceId} is no longer the newest.`);

async function lockLease(sql: Sql, instanceId: string): Promise<Row | undefined> {
  const [row] = await sql.rows<Row>('SELECT * FROM instance_leases WHERE instance_id = ? FOR UPDATE', [
    instanceId,
  ]);
  return row;
}

const until = (now: Date, ttlSeconds: number) => new Date(now.getTime() + ttlSeconds * 1_000);
