import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every change of what the fleet should be: one row each, numbered; the number is the version of the whole set. */
export class KeepBaselineChanges1763700000037 implements MigrationInterface {
  readonly name = 'KeepBaselineChanges1763700000037';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE baseline_changes (
        version bigint NOT NULL AUTO_INCREMENT,
        file_key char(32) NOT NULL,
        plugin varchar(128) NOT NULL,
        path varchar(1024) NOT NULL,
        \`change\` varchar(16) NOT NULL,
        revision varchar(128) NULL,
        sha256 char(64) NULL,
        size bigint NULL,
        of_version bigint NULL,
        actor varchar(128) NULL,
        reason varchar(1000) NULL,
        at datetime(3) NOT NULL,
        PRIMARY KEY (version),
        INDEX baseline_changes_by_file (file_key, version)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE baseline_changes');
  }
}
