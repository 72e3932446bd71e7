import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that were there when a backup was taken and are not in it, each with its reason. */
export class NameLeftOutFiles1763700000030 implements MigrationInterface {
  readonly name = 'NameLeftOutFiles1763700000030';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE backups ADD COLUMN left_out json NULL');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE backups DROP COLUMN left_out');
  }
}
