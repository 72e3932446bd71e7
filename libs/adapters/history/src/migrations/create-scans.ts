import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for scans and where each instance stands in them. */
export class CreateScans1763700000002 implements MigrationInterface {
  readonly name = 'CreateScans1763700000002';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE drift_scans (
        id uuid NOT NULL,
        state varchar(16) NOT NULL,
        scope json NOT NULL,
        active_scope_key char(32) NULL,
        requested_by varchar(128) NOT NULL,
        requested_at datetime(3) NOT NULL,
        started_at datetime(3) NULL,
        finished_at datetime(3) NULL,
        give_up_at datetime(3) NOT NULL,
        reason varchar(1000) NULL,
        open_findings int NOT NULL DEFAULT '0',
        outliers int NOT NULL DEFAULT '0',
        PRIMARY KEY (id),
        UNIQUE INDEX drift_scans_one_per_scope (active_scope_key),
        INDEX drift_scans_by_state (state),
        INDEX drift_scans_by_time (requested_at, id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE scan_instances (
        scan_id uuid NOT NULL,
        instance_id uuid NOT NULL,
        host varchar(64) NOT NULL,
        state varchar(16) NOT NULL,
        reason varchar(1000) NULL,
        asked_at datetime(3) NOT NULL,
        deadline_at datetime(3) NOT NULL,
        manifest_at datetime(3) NULL,
        answered_at datetime(3) NULL,
        finished_at datetime(3) NULL,
        files int NOT NULL DEFAULT '0',
        unreadable int NOT NULL DEFAULT '0',
        opened int NOT NULL DEFAULT '0',
        resolved int NOT NULL DEFAULT '0',
        PRIMARY KEY (scan_id, instance_id),
        INDEX scan_instances_by_instance (instance_id),
        INDEX scan_instances_by_deadline (state, deadline_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE scan_instances');
    await run.query('DROP TABLE drift_scans');
  }
}
