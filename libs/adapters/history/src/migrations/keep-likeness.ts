import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mode and owner of config files, and of the files in backups. */
export class KeepLikeness1763700000031 implements MigrationInterface {
  readonly name = 'KeepLikeness1763700000031';

  async up(run: QueryRunner): Promise<void> {
    await run.query(
      'ALTER TABLE config_files ADD COLUMN mode int NULL, ADD COLUMN uid bigint NULL, ADD COLUMN gid bigint NULL',
    );
    await run.query('ALTER TABLE backup_files ADD COLUMN uid bigint NULL, ADD COLUMN gid bigint NULL');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE backup_files DROP COLUMN gid, DROP COLUMN uid');
    await run.query('ALTER TABLE config_files DROP COLUMN gid, DROP COLUMN uid, DROP COLUMN mode');
  }
}
