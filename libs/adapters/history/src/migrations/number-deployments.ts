import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What came after what, without a clock: deployments and steps are numbered, and a deployment knows the last step before it.
 * Every step may be done again, because MariaDB takes none back when a later one fails.
 */
export class NumberDeployments1763700000100 implements MigrationInterface {
  readonly name = 'NumberDeployments1763700000100';

  async up(run: QueryRunner): Promise<void> {
    await numberRows(run, 'deployments', 'requested_at, id');
    await numberRows(run, 'deployment_steps', 'begun_at, deployment_id, instance_id, step, attempt');
    await run.query(
      'ALTER TABLE deployments ADD COLUMN IF NOT EXISTS steps_before bigint NOT NULL DEFAULT 0',
    );
    await run.query(
      `UPDATE deployments SET steps_before = COALESCE(
         (SELECT MAX(number) FROM deployment_steps WHERE begun_at < deployments.requested_at), 0)`,
    );
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE deployments DROP COLUMN IF EXISTS steps_before');
    await run.query('ALTER TABLE deployment_steps DROP COLUMN IF EXISTS number');
    await run.query('ALTER TABLE deployments DROP COLUMN IF EXISTS number');
  }
}

/** Rows that are there already get their numbers in the order of their times; new ones go on from there. */
async function numberRows(run: QueryRunner, table: string, order: string): Promise<void> {
  await run.query(`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS number bigint NULL`);
  await run.query('SET @number = 0');
  await run.query(`UPDATE ${table} SET number = (@number := @number + 1) ORDER BY ${order}`);
  await run.query(
    `ALTER TABLE ${table} ADD UNIQUE KEY IF NOT EXISTS ${table}_by_number (number), MODIFY COLUMN number bigint NOT NULL AUTO_INCREMENT`,
  );
}
