import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A host that was never given access here has a row, too, once what speaks for it was ended. */
export class EndAnyHostAccess1763700000201 implements MigrationInterface {
  readonly name = 'EndAnyHostAccess1763700000201';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE host_access
        MODIFY COLUMN redis_hash char(64) NULL,
        MODIFY COLUMN token_id uuid NULL`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DELETE FROM host_access WHERE token_id IS NULL');
    await run.query(`
      ALTER TABLE host_access
        MODIFY COLUMN redis_hash char(64) NOT NULL,
        MODIFY COLUMN token_id uuid NOT NULL`);
  }
}
