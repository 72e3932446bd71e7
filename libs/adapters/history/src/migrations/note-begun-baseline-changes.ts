import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes of baselines that were begun in the bucket and are not recorded yet. */
export class NoteBegunBaselineChanges1763700000070 implements MigrationInterface {
  readonly name = 'NoteBegunBaselineChanges1763700000070';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE begun_baseline_changes (
        file_key char(32) NOT NULL,
        plugin varchar(128) NOT NULL,
        path varchar(1024) NOT NULL,
        sha256 char(64) NULL,
        wanted mediumtext NOT NULL,
        at datetime(3) NOT NULL,
        PRIMARY KEY (file_key)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE begun_baseline_changes');
  }
}
