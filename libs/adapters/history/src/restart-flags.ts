import { present, toReason } from './column-text.js';
import type { Database, Sql } from './database.js';

/** An instance that must be restarted for a change to count. */
export interface NeededRestart {
  readonly instanceId: string;
  readonly name: string;
  readonly host: string;
  readonly since?: Date;
  readonly reason?: string;
}

/** Which instances need a restart: set by a change or by hand, cleared by a restart that came after. */
export class RestartFlags {
  constructor(private readonly database: Database) {}

  /** Flags an instance. Flagged again it needs a restart that is newer still. */
  async flag(instanceId: string, reason: string, now: Date, sql: Sql = this.database): Promise<void> {
    await sql.run(
      `UPDATE instances SET needs_restart = 1, needs_restart_since = ?, needs_restart_reason = ? WHERE id = ?`,
      [now, toReason(reason), instanceId],
    );
  }

  /**
   * After a successful restart that was begun at `begunAt`. A flag that was set later stays: what was changed since has not
   * been loaded. Returns whether the instance is free of it now.
   */
  async clear(instanceId: string, begunAt: Date, sql: Sql = this.database): Promise<boolean> {
    await sql.run(
      `UPDATE instances SET needs_restart = 0, needs_restart_since = NULL, needs_restart_reason = NULL
        WHERE id = ? AND (needs_restart_since IS NULL OR needs_restart_since <= ?)`,
      [instanceId, begunAt],
    );
    const [row] = await sql.rows<{ needs_restart: number }>(
      'SELECT needs_restart FROM instances WHERE id = ?',
      [instanceId],
    );
    return row?.needs_restart !== 1;
  }

  /** All that are flagged and still there, by host and name. */
  async flagged(sql: Sql = this.database): Promise<NeededRestart[]> {
    const rows = await sql.rows<{
      id: string;
      name: string;
      host: string;
      needs_restart_since: Date | null;
      needs_restart_reason: string | null;
    }>(
      `SELECT id, name, host, needs_restart_since, needs_restart_reason FROM instances
        WHERE needs_restart = 1 AND gone_at IS NULL ORDER BY host, name, id`,
    );
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
}
