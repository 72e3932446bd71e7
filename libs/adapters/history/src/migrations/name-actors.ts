import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that hold who did something. */
const ACTORS: readonly (readonly [table: string, column: string, nullable?: 'NULL'])[] = [
  ['api_tokens', 'created_by'],
  ['backups', 'taken_by'],
  ['baseline_changes', 'actor', 'NULL'],
  ['config_audit', 'actor'],
  ['deployments', 'requested_by'],
  ['drift_scans', 'requested_by'],
  ['finding_reviews', 'reviewed_by'],
  ['holds', 'placed_by'],
  ['holds', 'lifted_by', 'NULL'],
  ['operations', 'requested_by'],
  ['plan_approvals', 'decided_by'],
  ['plans', 'created_by'],
  ['settings', 'changed_by'],
];

/**
 * Whoever did something with a token is called by their name, with the token: what was `token:laptop` becomes `mia (token laptop)`
 * where the row says who stood behind it. The audit can be searched by person; what it says stays as it was sealed.
 */
export class NameActors1763700000190 implements MigrationInterface {
  readonly name = 'NameActors1763700000190';

  async up(run: QueryRunner): Promise<void> {
    await setLength(run, 137);
    for (const [table, by, person] of [
      ['plans', 'created_by', 'created_by_user'],
      ['plan_approvals', 'decided_by', 'user_id'],
    ])
      await run.query(
        `UPDATE ${table} word JOIN users ON users.id = word.${person}
            SET word.${by} = CONCAT(users.name, ' (token ', SUBSTRING(word.${by}, 7), ')')
          WHERE word.${by} LIKE 'token:%'`,
      );
    await run.query(`
      ALTER TABLE config_audit
        ADD COLUMN person varchar(64) NULL,
        ADD INDEX config_audit_by_person (person)`);
    await run.query(
      `UPDATE config_audit SET person = COALESCE(JSON_VALUE(detail, '$.person'),
         IF(JSON_VALUE(detail, '$.via') = 'session' AND actor NOT LIKE 'token:%', actor, NULL))`,
    );
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE config_audit DROP INDEX config_audit_by_person, DROP COLUMN person');
    await setLength(run, 128);
  }
}

async function setLength(run: QueryRunner, length: number): Promise<void> {
  for (const [table, column, nullable = 'NOT NULL'] of ACTORS)
    await run.query(`ALTER TABLE ${table} MODIFY COLUMN ${column} varchar(${length}) ${nullable}`);
}
