import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stands for the rows of the audit trail that were cut off. */
export class CutAudit1763700000045 implements MigrationInterface {
  readonly name = 'CutAudit1763700000045';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE audit_anchor (
        id tinyint NOT NULL,
        text varchar(1000) NOT NULL,
        signature varchar(255) NOT NULL,
        PRIMARY KEY (id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE audit_anchor');
  }
}
