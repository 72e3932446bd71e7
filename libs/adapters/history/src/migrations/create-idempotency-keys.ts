import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A table for requests that may be repeated. */
export class CreateIdempotencyKeys1763700000014 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKeys1763700000014';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE idempotency_keys (
        actor varchar(128) NOT NULL,
        request_key varchar(200) NOT NULL,
        request_hash char(64) NOT NULL,
        status int NULL,
        response json NULL,
        begun_at datetime(3) NOT NULL,
        answered_at datetime(3) NULL,
        expires_at datetime(3) NOT NULL,
        PRIMARY KEY (actor, request_key),
        INDEX idempotency_keys_by_expiry (expires_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE idempotency_keys');
  }
}
