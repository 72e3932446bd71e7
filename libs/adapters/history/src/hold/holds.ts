import { randomUUID } from 'node:crypto';
import { Problem } from '@archivesmp/contracts/problem';
import { present, toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { HoldRow } from './hold.entity.js';
import type { StoredRow } from '../database/stored-row.js';
import { IsNull, MoreThan } from 'typeorm';

export interface NewHold {
  readonly instanceId: string;
  readonly reason: string;
  readonly by: string;
  /** Left out: until a person lifts it. */
  readonly until?: Date;
  /** The plan that was rolled back here; the same change is refused again. */
  readonly rejectedPlanHash?: string;
}

/** A hold in force. */
export interface HoldRecord {
  readonly id: string;
  readonly instanceId: string;
  /** Its name; its id where it has none any more. */
  readonly instance: string;
  readonly reason: string;
  readonly by: string;
  readonly since: Date;
  readonly until?: Date;
  readonly rejectedPlanHash?: string;
}

/** That a plan was rolled back on an instance. */
export interface PlanRejection {
  readonly rejectedAt: Date;
  /** When a person lifted the hold that came with it. */
  readonly liftedAt?: Date;
}

type Row = StoredRow<
  HoldRow,
  'id' | 'instance_id' | 'reason' | 'placed_by' | 'placed_at' | 'until_at' | 'rejected_plan_hash'
> & {
  name: string | null;
};

const ACTIVE = 'holds.lifted_at IS NULL AND (holds.until_at IS NULL OR holds.until_at > ?)';

/** Instances that must not be changed. A hold ends by itself at its time, or when a person lifts it. */
export class Holds {
  constructor(private readonly database: Database) {}

  /** Returns its id. An instance may have several; it is free when all have ended. */
  async placeHold(hold: NewHold, now: Date, sql: Sql = this.database): Promise<string> {
    const id = randomUUID();
    await sql.repositoryOf(HoldRow).insert({
      id,
      instance_id: hold.instanceId,
      reason: toReason(hold.reason) ?? '',
      placed_by: hold.by,
      placed_at: now,
      until_at: hold.until ?? null,
      rejected_plan_hash: hold.rejectedPlanHash ?? null,
    });
    return id;
  }

  /** false when it had ended already. What it rejected stays known. */
  async liftHold(holdId: string, by: string, now: Date, sql: Sql = this.database): Promise<boolean> {
    if (!isUuid(holdId)) return false;
    const open = { id: holdId, lifted_at: IsNull() };
    const { affected } = await sql.repositoryOf(HoldRow).update(
      [
        { ...open, until_at: IsNull() },
        { ...open, until_at: MoreThan(now) },
      ],
      { lifted_at: now, lifted_by: by },
    );
    return affected !== 0;
  }

  /** The holds in force, oldest first; of these instances or of all. */
  async listActiveHolds(
    now: Date,
    instanceIds?: readonly string[],
    sql: Sql = this.database,
  ): Promise<HoldRecord[]> {
    if (instanceIds?.length === 0) return [];
    const rows = await sql.selectRows<Row>(
      `SELECT holds.*, instances.name FROM holds LEFT JOIN instances ON instances.id = holds.instance_id
        WHERE ${ACTIVE}${instanceIds === undefined ? '' : ' AND holds.instance_id IN (?)'}
        ORDER BY holds.placed_at, holds.id`,
      instanceIds === undefined ? [now] : [now, instanceIds],
    );
    return rows.map(recordOf);
  }

  /** @throws Problem `deployment.held` naming every one of these instances that is held, with its reason. */
  async assertNoHold(instanceIds: readonly string[], now: Date, sql: Sql = this.database): Promise<void> {
    const holds = await this.listActiveHolds(now, instanceIds, sql);
    if (holds.length === 0) return;
    const named = holds.map((hold) => `${hold.instance}: ${hold.reason} (${hold.by})`);
    throw new Problem('deployment.held', named.join('; '));
  }

  /** The last time that a plan of this hash was rolled back by itself on each of these instances; the others are absent. */
  async listLastRejections(
    planHash: string,
    instanceIds: readonly string[],
    sql: Sql = this.database,
  ): Promise<ReadonlyMap<string, PlanRejection>> {
    if (instanceIds.length === 0) return new Map();
    const rows = await sql.selectRows<StoredRow<HoldRow, 'instance_id' | 'placed_at' | 'lifted_at'>>(
      `SELECT instance_id, placed_at, lifted_at FROM holds
        WHERE rejected_plan_hash = ? AND instance_id IN (?) ORDER BY placed_at, id`,
      [planHash, instanceIds],
    );
    return new Map(
      rows.map(({ instance_id: id, placed_at: rejectedAt, lifted_at: liftedAt }) => [
        id,
        { rejectedAt, ...(liftedAt !== null && { liftedAt }) },
      ]),
    );
  }
}

const recordOf = (row: Row): HoldRecord =>
  present({
    id: row.id,
    instanceId: row.instance_id,
    instance: row.name ?? row.instance_id,
    reason: row.reason,
    by: row.placed_by,
    since: row.placed_at,
    until: row.until_at ?? undefined,
    rejectedPlanHash: row.rejected_plan_hash ?? undefined,
  });
