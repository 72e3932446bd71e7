import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A repeated request is told where to look, too. */
export class KeepAnswerLocations1763700000019 implements MigrationInterface {
  readonly name = 'KeepAnswerLocations1763700000019';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE idempotency_keys ADD COLUMN location varchar(255) NULL AFTER response');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE idempotency_keys DROP COLUMN location');
  }
}
