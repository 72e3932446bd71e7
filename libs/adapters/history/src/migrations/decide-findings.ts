import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which scope decided a finding. The next scan fills it in for rows that are there: until then nobody did. */
export class DecideFindings1763700000017 implements MigrationInterface {
  readonly name = 'DecideFindings1763700000017';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE findings
        ADD COLUMN decided_scope varchar(16) NOT NULL DEFAULT 'none' AFTER reason,
        ADD COLUMN decided_name varchar(128) NULL AFTER decided_scope`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE findings DROP COLUMN decided_name, DROP COLUMN decided_scope');
  }
}
