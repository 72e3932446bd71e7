import type { KnownStart } from '@archivesmp/drift';
import type { Sql } from '../database/database.js';

/**
 * Starts of a server that were measured and that nobody asked this program for: between a measurement that saw it down, the last one
 * before `since` among them, and the next one that saw it up. A server that was down only between two measurements is not seen.
 */
export async function measuredStarts(
  sql: Sql,
  instanceId: string,
  since: Date,
  until: Date,
): Promise<KnownStart[]> {
  const rows = await sql.selectRows<{ measured_at: Date; health: string }>(
    `SELECT measured_at, health FROM instance_metrics
      WHERE instance_id = ? AND measured_at <= ? AND measured_at >= COALESCE(
            (SELECT MAX(measured_at) FROM instance_metrics WHERE instance_id = ? AND measured_at < ?), ?)
      ORDER BY measured_at`,
    [instanceId, until, instanceId, since, since],
  );
  const starts: KnownStart[] = [];
  let downAt: Date | undefined;
  for (const { measured_at: at, health } of rows) {
    if (health === 'stopped' || health === 'starting') downAt = at;
    else if (health === 'healthy' && downAt !== undefined) {
      starts.push({ from: downAt, to: at });
      downAt = undefined;
    }
  }
  return starts;
}
