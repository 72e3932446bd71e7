import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An agent is asked for files without a deployment, too; and of a deployment it is known what the question was for. */
export class AskWithoutDeployment1763700000023 implements MigrationInterface {
  readonly name = 'AskWithoutDeployment1763700000023';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE inspections
        MODIFY COLUMN deployment_id uuid NULL,
        ADD COLUMN purpose varchar(16) NULL AFTER host,
        ADD COLUMN fence bigint NULL AFTER purpose,
        ADD INDEX inspections_by_time (requested_at)`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DELETE FROM inspections WHERE deployment_id IS NULL');
    await run.query(`
      ALTER TABLE inspections
        DROP INDEX inspections_by_time,
        DROP COLUMN fence,
        DROP COLUMN purpose,
        MODIFY COLUMN deployment_id uuid NOT NULL`);
  }
}
