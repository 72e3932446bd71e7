import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A file whose bytes are known and do not parse is not understood; until now it was called unreadable. */
export class TellFileStatesApart1763700000029 implements MigrationInterface {
  readonly name = 'TellFileStatesApart1763700000029';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE scan_instances
        ADD COLUMN not_understood int NOT NULL DEFAULT 0,
        ADD COLUMN unsettled int NOT NULL DEFAULT 0`);
    await run.query(
      "UPDATE config_files SET state = 'not_understood' WHERE state = 'unreadable' AND sha256 IS NOT NULL",
    );
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(
      "UPDATE config_files SET state = 'unreadable' WHERE state IN ('not_understood', 'unsettled')",
    );
    await run.query('ALTER TABLE scan_instances DROP COLUMN unsettled, DROP COLUMN not_understood');
  }
}
