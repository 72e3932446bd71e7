import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A file that moves between the look at it and the order is looked at again, and the next order has the next fence. */
export class OrderAgain1763700000024 implements MigrationInterface {
  readonly name = 'OrderAgain1763700000024';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE agent_orders
        DROP INDEX agent_orders_one_per_direction,
        ADD UNIQUE INDEX agent_orders_one_per_fence (deployment_id, instance_id, direction, fence)`);
    await run.query('ALTER TABLE inspections ADD COLUMN give_up_at datetime(3) NULL AFTER requested_at');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE inspections DROP COLUMN give_up_at');
    await run.query(`
      DELETE older FROM agent_orders older JOIN agent_orders newer
        ON newer.deployment_id = older.deployment_id AND newer.instance_id = older.instance_id
          AND newer.direction = older.direction AND newer.fence > older.fence`);
    await run.query(`
      ALTER TABLE agent_orders
        DROP INDEX agent_orders_one_per_fence,
        ADD UNIQUE INDEX agent_orders_one_per_direction (deployment_id, instance_id, direction)`);
  }
}
