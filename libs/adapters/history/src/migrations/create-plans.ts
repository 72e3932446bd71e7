import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for plans and what people decided about them. */
export class CreatePlans1763700000009 implements MigrationInterface {
  readonly name = 'CreatePlans1763700000009';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE plans (
        id uuid NOT NULL,
        title varchar(200) NOT NULL,
        state varchar(16) NOT NULL,
        request json NOT NULL,
        hash char(64) NULL,
        text mediumtext NULL,
        approvals_needed int NOT NULL,
        self_approval tinyint NOT NULL,
        created_by varchar(128) NOT NULL,
        created_at datetime(3) NOT NULL,
        expires_at datetime(3) NOT NULL,
        changed_at datetime(3) NOT NULL,
        reason varchar(1000) NULL,
        instances int NOT NULL DEFAULT '0',
        files int NOT NULL DEFAULT '0',
        restarts int NOT NULL DEFAULT '0',
        backup_id uuid NULL,
        deployment_id uuid NULL,
        PRIMARY KEY (id),
        INDEX plans_by_backup (backup_id),
        INDEX plans_by_time (created_at, id),
        INDEX plans_by_state (state, expires_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE plan_approvals (
        plan_id uuid NOT NULL,
        decided_by varchar(128) NOT NULL,
        verdict varchar(16) NOT NULL,
        plan_hash char(64) NOT NULL,
        comment varchar(2000) NULL,
        decided_at datetime(3) NOT NULL,
        PRIMARY KEY (plan_id, decided_by)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE plan_approvals');
    await run.query('DROP TABLE plans');
  }
}
