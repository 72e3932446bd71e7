import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for the audit trail and changeable settings. */
export class CreateAudit1763700000006 implements MigrationInterface {
  readonly name = 'CreateAudit1763700000006';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE config_audit (
        seq bigint NOT NULL AUTO_INCREMENT,
        at datetime(3) NOT NULL,
        actor varchar(128) NOT NULL,
        action varchar(64) NOT NULL,
        subject varchar(512) NOT NULL,
        detail json NOT NULL,
        request_id varchar(64) NULL,
        PRIMARY KEY (seq),
        INDEX config_audit_by_actor (actor),
        INDEX config_audit_by_subject (subject)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query(`
      CREATE TABLE settings (
        name varchar(128) NOT NULL,
        value json NOT NULL,
        revision int NOT NULL,
        changed_by varchar(128) NOT NULL,
        changed_at datetime(3) NOT NULL,
        PRIMARY KEY (name)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE settings');
    await run.query('DROP TABLE config_audit');
  }
}
