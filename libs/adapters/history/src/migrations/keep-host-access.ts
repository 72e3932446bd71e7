import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the agent of each host logs in with: its token, and the hash of its password in Redis, which forgets accounts. */
export class KeepHostAccess1763700000062 implements MigrationInterface {
  readonly name = 'KeepHostAccess1763700000062';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE host_access (
        host varchar(64) NOT NULL,
        redis_hash char(64) NOT NULL,
        token_id uuid NOT NULL,
        made_at datetime(3) NOT NULL,
        PRIMARY KEY (host)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE host_access');
  }
}
