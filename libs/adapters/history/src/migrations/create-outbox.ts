import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for operations and the jobs that commits ask for. */
export class CreateOutbox1763700000004 implements MigrationInterface {
  readonly name = 'CreateOutbox1763700000004';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE operations (
        id uuid NOT NULL,
        kind varchar(64) NOT NULL,
        state varchar(16) NOT NULL,
        instance_id uuid NULL,
        requested_by varchar(128) NOT NULL,
        requested_at datetime(3) NOT NULL,
        started_at datetime(3) NULL,
        finished_at datetime(3) NULL,
        progress json NULL,
        result json NULL,
        reason varchar(1000) NULL,
        PRIMARY KEY (id),
        INDEX operations_by_instance (instance_id, requested_at),
        INDEX operations_by_state (state),
        INDEX operations_by_time (requested_at, id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE outbox (
        seq bigint NOT NULL AUTO_INCREMENT,
        job_id varchar(191) NOT NULL,
        name varchar(64) NOT NULL,
        host varchar(64) NULL,
        data json NOT NULL,
        subject_id uuid NOT NULL,
        created_at datetime(3) NOT NULL,
        dispatched_at datetime(3) NULL,
        dispatches int NOT NULL DEFAULT '0',
        done_at datetime(3) NULL,
        PRIMARY KEY (seq),
        UNIQUE INDEX outbox_job (job_id),
        INDEX outbox_by_subject (subject_id),
        INDEX outbox_open (done_at, dispatched_at, seq)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE outbox');
    await run.query('DROP TABLE operations');
  }
}
