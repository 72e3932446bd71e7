import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From when on tokens speak for a host, and hosts that somebody took out of sight. Every step may be done again. */
export class EndHostAccess1763700000200 implements MigrationInterface {
  readonly name = 'EndHostAccess1763700000200';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE host_access
        ADD COLUMN IF NOT EXISTS tokens_from datetime(3) NULL,
        ADD COLUMN IF NOT EXISTS removed_at datetime(3) NULL`);
    await run.query(`
      UPDATE host_access access LEFT JOIN api_tokens token ON token.id = access.token_id
         SET access.tokens_from = COALESCE(token.revoked_at, access.made_at)
       WHERE access.tokens_from IS NULL`);
    await run.query('ALTER TABLE host_access MODIFY COLUMN tokens_from datetime(3) NOT NULL');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(
      'ALTER TABLE host_access DROP COLUMN IF EXISTS removed_at, DROP COLUMN IF EXISTS tokens_from',
    );
  }
}
