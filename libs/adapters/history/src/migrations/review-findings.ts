import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people made of findings. */
export class ReviewFindings1763700000016 implements MigrationInterface {
  readonly name = 'ReviewFindings1763700000016';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE finding_reviews (
        finding_id uuid NOT NULL,
        content_key char(32) NOT NULL,
        verdict varchar(16) NOT NULL,
        comment varchar(1000) NULL,
        reviewed_by varchar(128) NOT NULL,
        reviewed_at datetime(3) NOT NULL,
        PRIMARY KEY (finding_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE finding_reviews');
  }
}
