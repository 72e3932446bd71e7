import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stored contents that nothing names any more, and those that were removed not long ago; and what is thinned out is found by its age. */
export class NoteDepartingContents1763700000046 implements MigrationInterface {
  readonly name = 'NoteDepartingContents1763700000046';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE departing_contents (
        sha256 char(64) NOT NULL,
        unneeded_since datetime(3) NOT NULL,
        removed_at datetime(3) NULL,
        PRIMARY KEY (sha256),
        INDEX departing_contents_by_age (removed_at, unneeded_since)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query('ALTER TABLE drift_scans ADD INDEX drift_scans_by_end (finished_at, id)');
    await run.query('ALTER TABLE operations ADD INDEX operations_by_end (finished_at, id)');
    await run.query('ALTER TABLE findings ADD INDEX findings_by_end (resolved_at, id)');
    await run.query('ALTER TABLE instance_metrics ADD INDEX instance_metrics_by_time (period_start)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE instance_metrics DROP INDEX instance_metrics_by_time');
    await run.query('ALTER TABLE findings DROP INDEX findings_by_end');
    await run.query('ALTER TABLE operations DROP INDEX operations_by_end');
    await run.query('ALTER TABLE drift_scans DROP INDEX drift_scans_by_end');
    await run.query('DROP TABLE departing_contents');
  }
}
