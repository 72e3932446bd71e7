import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done on hosts by force while the hub was away: each is recorded once, however often it is reported. */
export class KeepLocalActions1763700000027 implements MigrationInterface {
  readonly name = 'KeepLocalActions1763700000027';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE local_actions (
        id uuid NOT NULL,
        host varchar(64) NOT NULL,
        instance_id uuid NOT NULL,
        action varchar(32) NOT NULL,
        ended varchar(16) NOT NULL,
        reason varchar(1000) NOT NULL,
        done_at datetime(3) NOT NULL,
        reported_at datetime(3) NOT NULL,
        PRIMARY KEY (id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE local_actions');
  }
}
