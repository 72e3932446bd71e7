import { startsBetween, type MeasuredStart } from '@archivesmp/fleet';
import type { Sql } from '../database/database.js';
import type { StoredRow } from '../database/stored-row.js';
import type { InstanceMetricRow } from './fleet.entity.js';

/**
 * Starts of a server that measurements prove, from the last measurement before `since` to `until`, requested or not.
 */
export async function measuredStarts(
  sql: Sql,
  instanceId: string,
  since: Date,
  until: Date,
): Promise<MeasuredStart[]> {
  const rows = await sql.selectRows<StoredRow<InstanceMetricRow, 'measured_at' | 'health'>>(
    `SELECT measured_at, health FROM instance_metrics
      WHERE instance_id = ? AND measured_at <= ? AND measured_at >= COALESCE(
            (SELECT MAX(measured_at) FROM instance_metrics WHERE instance_id = ? AND measured_at < ?), ?)
      ORDER BY measured_at`,
    [instanceId, until, instanceId, since, since],
  );
  return startsBetween(rows.map(({ measured_at: at, health }) => ({ at, health })));
}
