import type { MigrationInterface, QueryRunner } from 'typeorm';

/** On which host an instance lives is decided, not claimed: a person may name the host, and who says otherwise is kept to be shown. */
export class OwnInstances1763700000061 implements MigrationInterface {
  readonly name = 'OwnInstances1763700000061';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE instances ADD COLUMN assigned_host varchar(64) NULL');
    await run.query(`
      CREATE TABLE instance_claims (
        claimed_by varchar(64) NOT NULL,
        instance_id uuid NOT NULL,
        claimant varchar(8) NOT NULL,
        name varchar(128) NOT NULL,
        owner varchar(64) NOT NULL,
        because varchar(16) NOT NULL,
        since datetime(3) NOT NULL,
        PRIMARY KEY (claimed_by, instance_id, claimant),
        INDEX instance_claims_by_instance (instance_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE instance_claims');
    await run.query('ALTER TABLE instances DROP COLUMN assigned_host');
  }
}
