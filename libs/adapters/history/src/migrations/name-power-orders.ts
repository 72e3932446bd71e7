import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders to agents may restart, stop and start, forward and back: their directions have longer names. */
export class NamePowerOrders1763700000028 implements MigrationInterface {
  readonly name = 'NamePowerOrders1763700000028';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE agent_orders MODIFY COLUMN direction varchar(16) NOT NULL');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query("DELETE FROM agent_orders WHERE direction NOT IN ('forward', 'back')");
    await run.query('ALTER TABLE agent_orders MODIFY COLUMN direction varchar(8) NOT NULL');
  }
}
