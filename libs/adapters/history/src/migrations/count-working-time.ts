import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deadlines by a clock that stands still while no hub is at work: when an order is given up, and since when a step is under way. */
export class CountWorkingTime1763700000042 implements MigrationInterface {
  readonly name = 'CountWorkingTime1763700000042';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE work_clock (
        id tinyint NOT NULL,
        worked_at datetime(3) NOT NULL,
        PRIMARY KEY (id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query('ALTER TABLE agent_orders ADD COLUMN give_up_at datetime(3) NULL AFTER expires_at');
    await run.query('UPDATE agent_orders SET give_up_at = expires_at + INTERVAL 60 SECOND');
    await run.query('ALTER TABLE agent_orders MODIFY COLUMN give_up_at datetime(3) NOT NULL');
    await run.query('ALTER TABLE deployment_steps ADD COLUMN worked_at datetime(3) NULL AFTER begun_at');
    await run.query('UPDATE deployment_steps SET worked_at = begun_at');
    await run.query('ALTER TABLE deployment_steps MODIFY COLUMN worked_at datetime(3) NOT NULL');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE deployment_steps DROP COLUMN worked_at');
    await run.query('ALTER TABLE agent_orders DROP COLUMN give_up_at');
    await run.query('DROP TABLE work_clock');
  }
}
