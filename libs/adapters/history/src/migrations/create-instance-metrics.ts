import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for measurements of instances. */
export class CreateInstanceMetrics1763700000007 implements MigrationInterface {
  readonly name = 'CreateInstanceMetrics1763700000007';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE instance_metrics (
        instance_id uuid NOT NULL,
        period_start datetime(0) NOT NULL,
        measured_at datetime(3) NOT NULL,
        health varchar(16) NOT NULL,
        players int NULL,
        players_max int NULL,
        cpu_percent double NULL,
        memory_mb double NULL,
        tps double NULL,
        PRIMARY KEY (instance_id, period_start)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE instance_metrics');
  }
}
