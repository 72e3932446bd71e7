import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Characters of who did something: a person, and the token. */
const LENGTH = 137;
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

/** Rows of the trail that one statement names: a lock on all of them would hold up every writer, and undo logs would fill the disk. */
const PORTION = 10_000;

/**
 * Whoever did something with a token is called by their name, with the token: what was `token:laptop` becomes `mia (token laptop)`
 * where the row says who stood behind it. The audit can be searched by person; what it says stays as it was sealed.
 * Every step may be done again, because MariaDB takes none back when a later one fails.
 */
export class NameActors1763700000190 implements MigrationInterface {
  readonly name = 'NameActors1763700000190';

  async up(run: QueryRunner): Promise<void> {
    await setLength(run, LENGTH);
    for (const [table, by, person] of [
      ['plans', 'created_by', 'created_by_user'],
      ['plan_approvals', 'decided_by', 'user_id'],
    ])
      await run.query(
        `UPDATE ${table} word JOIN users ON users.id = word.${person}
            SET word.${by} = LEFT(CONCAT(users.name, ' (token ', SUBSTRING(word.${by}, 7), ')'), ${LENGTH})
          WHERE word.${by} LIKE 'token:%'`,
      );
    await run.query(`
      ALTER TABLE config_audit
        ADD COLUMN IF NOT EXISTS person varchar(64) NULL,
        ADD INDEX IF NOT EXISTS config_audit_by_person (person)`);
    await namePersons(run);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(
      'ALTER TABLE config_audit DROP INDEX IF EXISTS config_audit_by_person, DROP COLUMN IF EXISTS person',
    );
    await setLength(run, 128);
  }
}

/** Names of persons have 64 characters at most; a longer actor is none of ours, and its beginning finds it. */
async function namePersons(run: QueryRunner): Promise<void> {
  const [trail] = (await run.query(
    'SELECT COALESCE(MIN(seq), 1) AS oldest, COALESCE(MAX(seq), 0) AS newest FROM config_audit',
  )) as { oldest: string; newest: string }[];
  for (let from = Number(trail!.oldest); from <= Number(trail!.newest); from += PORTION)
    await run.query(
      `UPDATE config_audit SET person = LEFT(COALESCE(JSON_VALUE(detail, '$.person'),
         IF(JSON_VALUE(detail, '$.via') = 'session' AND actor NOT LIKE 'token:%', actor, NULL)), 64)
       WHERE seq >= ? AND seq < ?`,
      [from, from + PORTION],
    );
}

async function setLength(run: QueryRunner, length: number): Promise<void> {
  for (const [table, column, nullable = 'NOT NULL'] of ACTORS)
    await run.query(`ALTER TABLE ${table} MODIFY COLUMN ${column} varchar(${length}) ${nullable}`);
}
