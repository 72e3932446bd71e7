import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens made by tokens that were made by tokens are found step by step. */
const LONGEST_CHAIN = 5;

/**
 * Behind every token and every word about a plan stands a person, so that four eyes compare people and not names of keys. Labels of
 * valid tokens become unique: older twins get a number.
 */
export class NamePersons1763700000050 implements MigrationInterface {
  readonly name = 'NamePersons1763700000050';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE api_tokens ADD COLUMN user_id uuid NULL, ADD COLUMN made_by uuid NULL');
    await run.query(`
      UPDATE api_tokens token
        JOIN (SELECT id, ROW_NUMBER() OVER (PARTITION BY label ORDER BY created_at DESC, id) AS place
                FROM api_tokens WHERE revoked_at IS NULL) twin ON twin.id = token.id
         SET token.label = CONCAT(LEFT(token.label, 55), ' #', twin.place) WHERE twin.place > 1`);
    await run.query(`
      ALTER TABLE api_tokens
        ADD COLUMN live_label varchar(64) NULL,
        ADD UNIQUE INDEX api_tokens_live_label (live_label),
        ADD INDEX api_tokens_by_user (user_id),
        ADD INDEX api_tokens_by_maker (made_by)`);
    await run.query('UPDATE api_tokens SET live_label = label WHERE revoked_at IS NULL');
    const forAgents =
      "JSON_SEARCH(token.scopes, 'one', 'agent:%') IS NOT NULL AND JSON_LENGTH(token.scopes) = 1";
    await run.query(
      `UPDATE api_tokens token JOIN users ON users.name = token.created_by SET token.user_id = users.id WHERE NOT (${forAgents})`,
    );
    for (let step = 0; step < LONGEST_CHAIN; step += 1)
      await run.query(
        `UPDATE api_tokens token JOIN api_tokens maker ON token.created_by = CONCAT('token:', maker.label)
            SET token.made_by = maker.id, token.user_id = IF(${forAgents}, NULL, maker.user_id)
          WHERE token.made_by IS NULL AND maker.id <> token.id`,
      );
    await run.query('ALTER TABLE plans ADD COLUMN created_by_user uuid NULL');
    await run.query('ALTER TABLE plan_approvals ADD COLUMN user_id uuid NULL');
    for (const [table, by, person] of [
      ['plans', 'created_by', 'created_by_user'],
      ['plan_approvals', 'decided_by', 'user_id'],
    ]) {
      await run.query(
        `UPDATE ${table} word JOIN users ON users.name = word.${by} SET word.${person} = users.id`,
      );
      await run.query(
        `UPDATE ${table} word JOIN api_tokens token ON word.${by} = CONCAT('token:', token.label)
            SET word.${person} = token.user_id WHERE word.${person} IS NULL`,
      );
    }
    await run.query('ALTER TABLE plan_approvals ADD INDEX plan_approvals_by_user (plan_id, user_id)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE plan_approvals DROP INDEX plan_approvals_by_user, DROP COLUMN user_id');
    await run.query('ALTER TABLE plans DROP COLUMN created_by_user');
    await run.query(`
      ALTER TABLE api_tokens DROP INDEX api_tokens_live_label, DROP INDEX api_tokens_by_user, DROP INDEX api_tokens_by_maker,
        DROP COLUMN live_label, DROP COLUMN made_by, DROP COLUMN user_id`);
  }
}
