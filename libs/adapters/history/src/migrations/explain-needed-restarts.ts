import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when and why an instance needs a restart. */
export class ExplainNeededRestarts1763700000015 implements MigrationInterface {
  readonly name = 'ExplainNeededRestarts1763700000015';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE instances
        ADD COLUMN needs_restart_since datetime(3) NULL,
        ADD COLUMN needs_restart_reason varchar(1000) NULL`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(
      'ALTER TABLE instances DROP COLUMN needs_restart_reason, DROP COLUMN needs_restart_since',
    );
  }
}
