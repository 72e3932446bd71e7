import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for findings with their life, and outliers. */
export class CreateFindings1763700000003 implements MigrationInterface {
  readonly name = 'CreateFindings1763700000003';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE findings (
        seq bigint NOT NULL AUTO_INCREMENT,
        id uuid NOT NULL,
        instance_id uuid NOT NULL,
        plugin varchar(128) NOT NULL,
        file varchar(1024) NOT NULL,
        path json NOT NULL,
        kind varchar(24) NOT NULL,
        status varchar(16) NOT NULL,
        severity_rank tinyint NOT NULL,
        state varchar(16) NOT NULL,
        is_open tinyint NOT NULL,
        expected json NULL,
        actual json NULL,
        reason varchar(1000) NOT NULL,
        content_key char(32) NOT NULL,
        first_seen_at datetime(3) NOT NULL,
        last_changed_at datetime(3) NOT NULL,
        resolved_at datetime(3) NULL,
        PRIMARY KEY (seq),
        UNIQUE INDEX findings_identity (id),
        INDEX findings_by_standing (is_open, status, instance_id),
        INDEX findings_by_plugin (plugin, is_open, severity_rank, seq),
        INDEX findings_by_instance (instance_id, plugin),
        INDEX findings_by_severity (is_open, severity_rank, seq)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE finding_changes (
        seq bigint NOT NULL AUTO_INCREMENT,
        finding_id uuid NOT NULL,
        scan_id uuid NOT NULL,
        \`change\` varchar(16) NOT NULL,
        status varchar(16) NOT NULL,
        severity_rank tinyint NOT NULL,
        actual json NULL,
        at datetime(3) NOT NULL,
        PRIMARY KEY (seq),
        INDEX finding_changes_by_time (at),
        INDEX finding_changes_by_scan (scan_id),
        INDEX finding_changes_by_finding (finding_id, seq)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE outliers (
        id uuid NOT NULL,
        instance_id uuid NOT NULL,
        plugin varchar(128) NOT NULL,
        file varchar(1024) NOT NULL,
        path json NOT NULL,
        value json NULL,
        majority json NULL,
        agree int NOT NULL,
        compared int NOT NULL,
        content_key char(32) NOT NULL,
        first_seen_at datetime(3) NOT NULL,
        last_changed_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        INDEX outliers_by_instance (instance_id),
        INDEX outliers_by_plugin (plugin)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE outliers');
    await run.query('DROP TABLE finding_changes');
    await run.query('DROP TABLE findings');
  }
}
