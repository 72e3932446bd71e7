import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for leases and holds of instances. */
export class CreateInstanceGuards1763700000011 implements MigrationInterface {
  readonly name = 'CreateInstanceGuards1763700000011';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE instance_leases (
        instance_id uuid NOT NULL,
        holder varchar(128) NULL,
        fence bigint NOT NULL,
        acquired_at datetime(3) NULL,
        expires_at datetime(3) NULL,
        PRIMARY KEY (instance_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE holds (
        id uuid NOT NULL,
        instance_id uuid NOT NULL,
        reason varchar(1000) NOT NULL,
        placed_by varchar(128) NOT NULL,
        placed_at datetime(3) NOT NULL,
        until_at datetime(3) NULL,
        rejected_plan_hash char(64) NULL,
        lifted_by varchar(128) NULL,
        lifted_at datetime(3) NULL,
        PRIMARY KEY (id),
        INDEX holds_by_instance (instance_id, lifted_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE holds');
    await run.query('DROP TABLE instance_leases');
  }
}
