import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which restart a change waits for or was judged after, and who else wrote to an instance. */
export class ShareRestarts1763700000026 implements MigrationInterface {
  readonly name = 'ShareRestarts1763700000026';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE deployment_instances
        ADD COLUMN restarted_by uuid NULL,
        ADD COLUMN restarted_at_fence bigint NULL`);
    await run.query(
      'ALTER TABLE deployment_steps ADD INDEX deployment_steps_by_instance (instance_id, step, begun_at)',
    );
    await run.query('ALTER TABLE agent_orders ADD INDEX agent_orders_by_instance (instance_id, fence)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE agent_orders DROP INDEX agent_orders_by_instance');
    await run.query('ALTER TABLE deployment_steps DROP INDEX deployment_steps_by_instance');
    await run.query(
      'ALTER TABLE deployment_instances DROP COLUMN restarted_at_fence, DROP COLUMN restarted_by',
    );
  }
}
