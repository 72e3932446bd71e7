import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A scan knows on which baselines and deviations it was asked for, so that nobody joins one with an older picture. */
export class NoteDesiredRevisions1763700000022 implements MigrationInterface {
  readonly name = 'NoteDesiredRevisions1763700000022';

  async up(run: QueryRunner): Promise<void> {
    await run.query(
      'ALTER TABLE drift_scans ADD COLUMN desired_revision char(64) NULL AFTER active_scope_key',
    );
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE drift_scans DROP COLUMN desired_revision');
  }
}
