import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys on which instances are too divided to say who is odd, beside the odd ones. */
export class TellTiesOfOutliers1763700000020 implements MigrationInterface {
  readonly name = 'TellTiesOfOutliers1763700000020';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE outliers
        MODIFY COLUMN instance_id uuid NULL,
        ADD COLUMN state varchar(16) NOT NULL DEFAULT 'majority' AFTER id,
        ADD COLUMN among varchar(160) NULL AFTER majority,
        ADD COLUMN choices json NULL AFTER among`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query("DELETE FROM outliers WHERE state = 'no_majority'");
    await run.query(`
      ALTER TABLE outliers
        DROP COLUMN choices, DROP COLUMN among, DROP COLUMN state,
        MODIFY COLUMN instance_id uuid NOT NULL`);
  }
}
