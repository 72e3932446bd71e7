import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for users, API tokens and sessions. */
export class CreateAccess1763700000005 implements MigrationInterface {
  readonly name = 'CreateAccess1763700000005';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE users (
        id uuid NOT NULL,
        name varchar(64) NOT NULL,
        password_hash varchar(512) NOT NULL,
        role varchar(16) NOT NULL,
        created_at datetime(3) NOT NULL,
        disabled_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE INDEX users_name (name)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE api_tokens (
        id uuid NOT NULL,
        token_hash char(64) NOT NULL,
        label varchar(64) NOT NULL,
        scopes json NOT NULL,
        created_by varchar(128) NOT NULL,
        created_at datetime(3) NOT NULL,
        expires_at datetime(3) NOT NULL,
        last_used_at datetime(3) NULL,
        revoked_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE INDEX api_tokens_hash (token_hash)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE sessions (
        session_hash char(64) NOT NULL,
        user_id uuid NOT NULL,
        csrf_hash char(64) NOT NULL,
        created_at datetime(3) NOT NULL,
        expires_at datetime(3) NOT NULL,
        PRIMARY KEY (session_hash),
        INDEX sessions_by_expiry (expires_at),
        INDEX sessions_by_user (user_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE sessions');
    await run.query('DROP TABLE api_tokens');
    await run.query('DROP TABLE users');
  }
}
