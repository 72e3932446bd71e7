import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that were being written are looked for every few seconds, and nearly always there is none. */
export class FindFilesByState1763700000047 implements MigrationInterface {
  readonly name = 'FindFilesByState1763700000047';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE config_files ADD INDEX config_files_by_state (state)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE config_files DROP INDEX config_files_by_state');
  }
}
