import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The index of backups; it can be rebuilt from the manifests in the bucket. */
export class CreateBackups1763700000012 implements MigrationInterface {
  readonly name = 'CreateBackups1763700000012';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE backups (
        id uuid NOT NULL,
        host varchar(64) NOT NULL,
        instance_id uuid NOT NULL,
        instance varchar(128) NOT NULL,
        plugin varchar(128) NOT NULL,
        taken_at datetime(3) NOT NULL,
        cause varchar(24) NOT NULL,
        taken_by varchar(128) NOT NULL,
        reason varchar(1000) NULL,
        deployment_id uuid NULL,
        plan_hash char(64) NULL,
        manifest_key varchar(1024) NOT NULL,
        files int NOT NULL,
        bytes bigint NOT NULL,
        verified_at datetime(3) NULL,
        damage varchar(1000) NULL,
        PRIMARY KEY (id),
        INDEX backups_by_verification (verified_at),
        INDEX backups_by_deployment (deployment_id),
        INDEX backups_by_time (taken_at, id),
        INDEX backups_by_group (instance_id, plugin, taken_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE backup_files (
        backup_id uuid NOT NULL,
        file_key char(32) NOT NULL,
        path varchar(1024) NOT NULL,
        sha256 char(64) NULL,
        size bigint NOT NULL,
        mode int NULL,
        PRIMARY KEY (backup_id, file_key),
        INDEX backup_files_by_sha256 (sha256)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE backup_files');
    await run.query('DROP TABLE backups');
  }
}
