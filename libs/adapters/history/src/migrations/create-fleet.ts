import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for hosts, instances, and what is on them. */
export class CreateFleet1763700000001 implements MigrationInterface {
  readonly name = 'CreateFleet1763700000001';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE hosts (
        name varchar(64) NOT NULL,
        first_seen_at datetime(3) NOT NULL,
        last_seen_at datetime(3) NOT NULL,
        PRIMARY KEY (name)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE instances (
        id uuid NOT NULL,
        name varchar(128) NOT NULL,
        friendly_name varchar(255) NOT NULL,
        host varchar(64) NOT NULL,
        platform varchar(16) NOT NULL,
        folder varchar(255) NOT NULL,
        panel varchar(128) NULL,
        tags json NOT NULL,
        needs_restart tinyint NOT NULL DEFAULT 0,
        health varchar(16) NOT NULL DEFAULT 'unknown',
        health_reason varchar(1000) NULL,
        players int NULL,
        first_seen_at datetime(3) NOT NULL,
        gone_at datetime(3) NULL,
        scanned_at datetime(3) NULL,
        scan_trouble varchar(1000) NULL,
        PRIMARY KEY (id),
        INDEX instances_by_name (name),
        INDEX instances_by_host (host, name)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE plugins_seen (
        instance_id uuid NOT NULL,
        plugin varchar(128) NOT NULL,
        jar varchar(1024) NULL,
        jar_size bigint NULL,
        jar_modified_at datetime(3) NULL,
        has_folder tinyint NOT NULL,
        first_seen_at datetime(3) NOT NULL,
        last_changed_at datetime(3) NOT NULL,
        PRIMARY KEY (instance_id, plugin),
        INDEX plugins_seen_by_plugin (plugin)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE config_files (
        instance_id uuid NOT NULL,
        file_key char(32) NOT NULL,
        plugin varchar(128) NOT NULL,
        path varchar(1024) NOT NULL,
        format varchar(16) NOT NULL,
        sha256 char(64) NULL,
        size bigint NOT NULL,
        modified_at datetime(3) NOT NULL,
        state varchar(24) NOT NULL,
        reason varchar(1000) NULL,
        first_seen_at datetime(3) NOT NULL,
        last_changed_at datetime(3) NOT NULL,
        PRIMARY KEY (instance_id, file_key),
        INDEX config_files_by_sha256 (sha256),
        INDEX config_files_by_plugin (plugin)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE config_files');
    await run.query('DROP TABLE plugins_seen');
    await run.query('DROP TABLE instances');
    await run.query('DROP TABLE hosts');
  }
}
