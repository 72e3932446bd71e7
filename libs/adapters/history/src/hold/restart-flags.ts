import { present, toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { measuredStarts } from '../fleet/measured-starts.js';
import { RestartMarkRow } from './hold.entity.js';
import { InstanceRow } from '../fleet/fleet.entity.js';
import { IsNull, LessThanOrEqual } from 'typeorm';

/** An instance that must be restarted for a change to count. */
export interface NeededRestart {
  readonly instanceId: string;
  readonly name: string;
  readonly host: string;
  readonly since?: Date;
  readonly reason?: string;
}

/** That an instance needs a restart, and who says so. */
export interface RestartFlag {
  readonly instanceId: string;
  readonly reason: string;
  /** The deployment whose change waits for the restart; left out: a person says so. */
  readonly deploymentId?: string;
}

/** All that people say is one mark. */
const BY_HAND = '';

/**
 * Which instances need a restart: each deployment that changed one has a mark of its own, and so have people. A mark is cleared by a
 * restart that came after it. The row of the instance tells the newest.
 */
export class RestartFlags {
  constructor(private readonly database: Database) {}

  /** Flags an instance. Flagged again it needs a restart that is newer still. */
  async flagRestart(
    { instanceId, reason, deploymentId = BY_HAND }: RestartFlag,
    now: Date,
    sql?: Sql,
  ): Promise<void> {
    await this.change(instanceId, sql, (inside) =>
      inside.execute(
        `INSERT INTO restart_marks (instance_id, set_by, since, reason) VALUES (?, ?, ?, ?)
           ON DUPLICATE KEY UPDATE since = VALUES(since), reason = VALUES(reason)`,
        [instanceId, deploymentId, now, toReason(reason)],
      ),
    );
  }

  /**
   * After a successful restart that was begun at `begunAt`. A mark that was set later stays: what was changed since has not
   * been loaded. Returns whether the instance is free of it now.
   */
  async clearRestartFlags(instanceId: string, begunAt: Date, sql?: Sql): Promise<boolean> {
    return this.change(instanceId, sql, (inside) =>
      inside
        .repositoryOf(RestartMarkRow)
        .delete({ instance_id: instanceId, since: LessThanOrEqual(begunAt) }),
    );
  }

  /**
   * Takes off the mark of a deployment whose change was undone before any server read it; marks of others stay, and so does this one
   * where the server was seen to start meanwhile. Returns whether the instance is free of marks now.
   */
  async withdrawRestartFlag(
    instanceId: string,
    deploymentId: string,
    now: Date,
    sql?: Sql,
  ): Promise<boolean> {
    return this.change(instanceId, sql, async (inside) => {
      const mark = { instance_id: instanceId, set_by: deploymentId };
      const found = await inside.repositoryOf(RestartMarkRow).findOneBy(mark);
      if (found === null || (await measuredStarts(inside, instanceId, found.since, now)).length > 0) return;
      await inside.repositoryOf(RestartMarkRow).delete(mark);
    });
  }

  /** A person says that no restart is needed, whatever set the flag. Returns false where there was none. */
  async removeRestartFlags(instanceId: string, sql?: Sql): Promise<boolean> {
    let removed = 0;
    await this.change(instanceId, sql, async (inside) => {
      removed = (await inside.repositoryOf(RestartMarkRow).delete({ instance_id: instanceId })).affected ?? 0;
    });
    return removed > 0;
  }

  /** All that are flagged and still there, by host and name. */
  async listNeededRestarts(sql: Sql = this.database): Promise<NeededRestart[]> {
    const rows = await sql.repositoryOf(InstanceRow).find({
      where: { needs_restart: true, gone_at: IsNull() },
      order: { host: 'ASC', name: 'ASC', id: 'ASC' },
    });
    return rows.map((row) =>
      present({
        instanceId: row.id,
        name: row.name,
        host: row.host,
        since: row.needs_restart_since ?? undefined,
        reason: row.needs_restart_reason ?? undefined,
      }),
    );
  }

  /** Changes the marks of an instance, one hand at a time, and tells the newest that is left on its row. Returns whether none is. */
  private async change(
    instanceId: string,
    sql: Sql | undefined,
    change: (sql: Sql) => Promise<unknown>,
  ): Promise<boolean> {
    return this.database.inTransaction(sql, async (inside) => {
      await inside.selectRows('SELECT id FROM instances WHERE id = ? FOR UPDATE', [instanceId]);
      await change(inside);
      const newest = await inside.repositoryOf(RestartMarkRow).findOne({
        where: { instance_id: instanceId },
        order: { since: 'DESC', set_by: 'ASC' },
      });
      await inside.repositoryOf(InstanceRow).update(
        { id: instanceId },
        {
          needs_restart: newest !== null,
          needs_restart_since: newest?.since ?? null,
          needs_restart_reason: newest?.reason ?? null,
        },
      );
      return newest === null;
    });
  }
}
