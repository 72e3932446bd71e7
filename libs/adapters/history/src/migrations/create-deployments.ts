import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for deployments, their instances and steps, and what agents are told and answer. */
export class CreateDeployments1763700000010 implements MigrationInterface {
  readonly name = 'CreateDeployments1763700000010';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE deployments (
        id uuid NOT NULL,
        kind varchar(16) NOT NULL,
        state varchar(16) NOT NULL,
        plan_id uuid NULL,
        plan_hash char(64) NULL,
        undoes_id uuid NULL,
        options json NOT NULL,
        turn int NOT NULL DEFAULT '0',
        requested_by varchar(128) NOT NULL,
        requested_at datetime(3) NOT NULL,
        started_at datetime(3) NULL,
        finished_at datetime(3) NULL,
        reason varchar(1000) NULL,
        PRIMARY KEY (id),
        INDEX deployments_by_plan (plan_id),
        INDEX deployments_by_time (requested_at, id),
        INDEX deployments_by_state (state)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE deployment_instances (
        deployment_id uuid NOT NULL,
        instance_id uuid NOT NULL,
        host varchar(64) NOT NULL,
        wave int NOT NULL,
        state varchar(20) NOT NULL,
        verdict varchar(16) NULL,
        reason varchar(1000) NULL,
        fence bigint NULL,
        changed_at datetime(3) NOT NULL,
        PRIMARY KEY (deployment_id, instance_id),
        INDEX deployment_instances_by_instance (instance_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE deployment_steps (
        deployment_id uuid NOT NULL,
        instance_id uuid NOT NULL,
        step varchar(32) NOT NULL,
        attempt int NOT NULL,
        fence bigint NULL,
        state varchar(16) NOT NULL,
        begun_at datetime(3) NOT NULL,
        ended_at datetime(3) NULL,
        detail json NULL,
        PRIMARY KEY (deployment_id, instance_id, step, attempt)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE agent_orders (
        id uuid NOT NULL,
        deployment_id uuid NOT NULL,
        instance_id uuid NOT NULL,
        host varchar(64) NOT NULL,
        direction varchar(8) NOT NULL,
        fence bigint NOT NULL,
        text mediumtext NOT NULL,
        signature varchar(255) NOT NULL,
        created_at datetime(3) NOT NULL,
        expires_at datetime(3) NOT NULL,
        outcome json NULL,
        outcome_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE INDEX agent_orders_one_per_direction (deployment_id, instance_id, direction)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE inspections (
        id uuid NOT NULL,
        deployment_id uuid NOT NULL,
        instance_id uuid NOT NULL,
        host varchar(64) NOT NULL,
        requested_at datetime(3) NOT NULL,
        report json NULL,
        reported_at datetime(3) NULL,
        PRIMARY KEY (id),
        INDEX inspections_by_deployment (deployment_id, instance_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE inspections');
    await run.query('DROP TABLE agent_orders');
    await run.query('DROP TABLE deployment_steps');
    await run.query('DROP TABLE deployment_instances');
    await run.query('DROP TABLE deployments');
  }
}
