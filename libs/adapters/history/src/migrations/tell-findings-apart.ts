import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What `groupKey` of finding-columns computes, for rows that are there. */
export const GROUP_KEY_SQL = `LEFT(SHA2(CONCAT_WS(CHAR(0), plugin, file, path, kind, status,
  IFNULL(expected, '-'), IFNULL(actual, '-'), severity_rank, decided_scope, IFNULL(decided_name, ''), reason), 256), 32)`;

/** What the baseline says beside a deviation; findings of another severity, decider or reason are no longer alike. */
export class TellFindingsApart1763700000035 implements MigrationInterface {
  readonly name = 'TellFindingsApart1763700000035';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE findings ADD COLUMN baseline json NULL AFTER actual_text');
    await run.query(`UPDATE findings SET group_key = ${GROUP_KEY_SQL}`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE findings DROP COLUMN baseline');
  }
}
