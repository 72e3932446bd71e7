import type { AgentHeartbeat, HostLiveness } from '@archivesmp/contracts/agent';
import { steadyNow, type SteadyClock } from '@archivesmp/contracts/steady-clock';
import { storableJson } from '@archivesmp/contracts/whole-text';
import type { Database, Sql } from '../database/database.js';
import { livenessOf, readHeartbeat, type HeartbeatMemory } from '@archivesmp/fleet';
import { HeartbeatRow } from './fleet.entity.js';

/** What the agent of each host last said of itself: one row for each host. The caller has checked the sender. */
export class Heartbeats {
  private readonly memories = new Map<string, HeartbeatMemory>();

  constructor(
    private readonly database: Database,
    private readonly steady: SteadyClock = steadyNow,
  ) {}

  /** @param host the one that the agent's token belongs to */
  async recordHeartbeat(
    host: string,
    heartbeat: AgentHeartbeat,
    now: Date,
    sql: Sql = this.database,
  ): Promise<void> {
    await sql.execute(
      `INSERT INTO heartbeats (host, number, body, taken_at) VALUES (?, 1, ?, ?)
         ON DUPLICATE KEY UPDATE number = number + 1, body = VALUES(body), taken_at = VALUES(taken_at)`,
      [host, storableJson({ ...heartbeat, host }), now],
    );
  }

  /** As if the agent of this host had never spoken. */
  async forgetHeartbeats(host: string, sql: Sql): Promise<void> {
    await sql.repositoryOf(HeartbeatRow).delete({ host });
  }

  /** All hosts whose agent ever spoke, sorted by name. `now` decides the age of what was not read before. */
  async listHostLiveness(now: Date): Promise<HostLiveness[]> {
    const rows = await this.database.repositoryOf(HeartbeatRow).find({ order: { host: 'ASC' } });
    return rows.map(({ host, body: heartbeat, number, taken_at: receivedAt }): HostLiveness => {
      const clocks = { steadyMs: this.steady(), now };
      const { ageMs, memory } = readHeartbeat(
        this.memories.get(host),
        { number: Number(number), receivedAt },
        clocks,
      );
      this.memories.set(host, memory);
      const ageSeconds = ageMs / 1_000;
      return { host, state: livenessOf(ageSeconds), ageSeconds, receivedAt, heartbeat };
    });
  }
}
