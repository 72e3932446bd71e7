import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A finding names its cause where it can be known; what was found before is `unknown`. */
export class NameCauses1763700000039 implements MigrationInterface {
  readonly name = 'NameCauses1763700000039';

  async up(run: QueryRunner): Promise<void> {
    await run.query(
      `ALTER TABLE findings ADD COLUMN cause varchar(16) NOT NULL DEFAULT 'unknown' AFTER reason,
        ADD COLUMN cause_detail json NULL AFTER cause`,
    );
    await run.query('ALTER TABLE instances ADD COLUMN judged_revision char(64) NULL AFTER not_judged_files');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE findings DROP COLUMN cause, DROP COLUMN cause_detail');
    await run.query('ALTER TABLE instances DROP COLUMN judged_revision');
  }
}
