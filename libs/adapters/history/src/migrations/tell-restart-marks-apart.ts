import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who said that an instance needs a restart, one row each; of older marks nobody knows it, so that only people take them off. */
export class TellRestartMarksApart1763700000051 implements MigrationInterface {
  readonly name = 'TellRestartMarksApart1763700000051';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE restart_marks (
        instance_id uuid NOT NULL,
        set_by varchar(36) NOT NULL,
        since datetime(3) NOT NULL,
        reason varchar(1000) NOT NULL,
        PRIMARY KEY (instance_id, set_by)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      INSERT INTO restart_marks (instance_id, set_by, since, reason)
      SELECT id, '', COALESCE(needs_restart_since, UTC_TIMESTAMP(3)), COALESCE(needs_restart_reason, 'it was marked before')
        FROM instances WHERE needs_restart = 1`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE restart_marks');
  }
}
