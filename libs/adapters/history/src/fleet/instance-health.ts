import type { HealthState } from '@archivesmp/contracts/vocabulary';
import { insertRows } from '../database/bulk-insert.js';
import { toIso, toReason } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import { InstanceMetricRow } from './fleet.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** How an instance does, as its panel says. Numbers that are not known are left out. */
export interface InstanceMeasurement {
  readonly instanceId: string;
  readonly measuredAt: Date;
  readonly health: HealthState;
  readonly reason?: string;
  readonly players?: number;
  readonly playersMax?: number;
  readonly cpuPercent?: number;
  readonly memoryMb?: number;
  readonly tps?: number;
}

/** One kept row, for trends. */
export interface InstanceMetric extends Omit<InstanceMeasurement, 'measuredAt' | 'reason'> {
  readonly measuredAt: string;
}

type MetricRow = StoredRow<
  InstanceMetricRow,
  'instance_id' | 'measured_at' | 'health' | 'players' | 'players_max' | 'cpu_percent' | 'memory_mb' | 'tps'
>;

/** At most one row per instance and period, so that the table grows by the clock and not by how often it is asked for. */
const PERIOD_MINUTES = 5;

/** Present health on the instance, and its trend within a row budget. */
export class InstanceHealth {
  constructor(
    private readonly database: Database,
    private readonly periodMinutes: number = PERIOD_MINUTES,
  ) {}

  /** Updates the present state of each instance if it changed, and keeps the first measurement of each period. */
  async recordMeasurements(measurements: readonly InstanceMeasurement[]): Promise<void> {
    if (measurements.length === 0) return;
    const periodMs = this.periodMinutes * 60_000;
    await this.database.transaction(async (sql) => {
      for (const one of measurements) {
        const reason = toReason(one.reason);
        await sql.execute(
          `UPDATE instances SET health = ?, health_reason = ?, players = ?
            WHERE id = ? AND NOT (health <=> ? AND health_reason <=> ? AND players <=> ?)`,
          [one.health, reason, one.players ?? null, one.instanceId, one.health, reason, one.players ?? null],
        );
      }
      await insertRows(
        sql,
        InstanceMetricRow,
        [
          'instance_id',
          'period_start',
          'measured_at',
          'health',
          'players',
          'players_max',
          'cpu_percent',
          'memory_mb',
          'tps',
        ],
        measurements.map((one) => [
          one.instanceId,
          new Date(Math.floor(one.measuredAt.getTime() / periodMs) * periodMs),
          one.measuredAt,
          one.health,
          one.players ?? null,
          one.playersMax ?? null,
          one.cpuPercent ?? null,
          one.memoryMb ?? null,
          one.tps ?? null,
        ]),
        'ON DUPLICATE KEY UPDATE instance_id = instance_id',
      );
    });
  }

  /** Kept measurements of one instance since `since`, oldest first. */
  async listInstanceMetrics(instanceId: string, since: Date): Promise<InstanceMetric[]> {
    const rows = await this.database.selectRows<MetricRow>(
      `SELECT instance_id, measured_at, health, players, players_max, cpu_percent, memory_mb, tps
         FROM instance_metrics WHERE instance_id = ? AND period_start >= ? ORDER BY period_start`,
      [instanceId, since],
    );
    return rows.map((row) => ({
      instanceId: row.instance_id,
      measuredAt: toIso(row.measured_at),
      health: row.health,
      ...(row.players === null ? {} : { players: row.players }),
      ...(row.players_max === null ? {} : { playersMax: row.players_max }),
      ...(row.cpu_percent === null ? {} : { cpuPercent: row.cpu_percent }),
      ...(row.memory_mb === null ? {} : { memoryMb: row.memory_mb }),
      ...(row.tps === null ? {} : { tps: row.tps }),
    }));
  }
}
