import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A row that is only written to see whether anything can be. */
export class ProbeWrites1763700000043 implements MigrationInterface {
  readonly name = 'ProbeWrites1763700000043';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE write_probe (
        id tinyint NOT NULL,
        filler mediumtext NOT NULL,
        PRIMARY KEY (id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE write_probe');
  }
}
