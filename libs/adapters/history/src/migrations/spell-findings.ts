import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How values are written in the files, where that is not their usual spelling. */
export class SpellFindings1763700000021 implements MigrationInterface {
  readonly name = 'SpellFindings1763700000021';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE findings
        ADD COLUMN expected_text varchar(64) NULL AFTER actual,
        ADD COLUMN actual_text varchar(64) NULL AFTER expected_text`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE findings DROP COLUMN actual_text, DROP COLUMN expected_text');
  }
}
