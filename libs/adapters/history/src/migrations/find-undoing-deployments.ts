import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every list of deployments and of plans asks who takes them back. */
export class FindUndoingDeployments1763700000053 implements MigrationInterface {
  readonly name = 'FindUndoingDeployments1763700000053';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE deployments ADD INDEX deployments_by_undone (undoes_id)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE deployments DROP INDEX deployments_by_undone');
  }
}
