import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many files of an instance were judged by its last complete scan: one of which nobody says anything is not in sync. */
export class CountJudgedFiles1763700000038 implements MigrationInterface {
  readonly name = 'CountJudgedFiles1763700000038';

  async up(run: QueryRunner): Promise<void> {
    await run.query(
      `ALTER TABLE instances ADD COLUMN judged_files int NULL AFTER scanned_at,
        ADD COLUMN not_judged_files int NULL AFTER judged_files`,
    );
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE instances DROP COLUMN judged_files, DROP COLUMN not_judged_files');
  }
}
