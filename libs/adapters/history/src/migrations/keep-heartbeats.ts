import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the agent of each host last said of itself, over HTTP and under its own token. */
export class KeepHeartbeats1763700000060 implements MigrationInterface {
  readonly name = 'KeepHeartbeats1763700000060';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE heartbeats (
        host varchar(64) NOT NULL,
        number bigint NOT NULL,
        body json NOT NULL,
        taken_at datetime(3) NOT NULL,
        PRIMARY KEY (host)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE heartbeats');
  }
}
