import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What `groupKey` of finding-columns computes, for rows that are there. */
export const GROUP_KEY_SQL = `LEFT(SHA2(CONCAT_WS(CHAR(0), plugin, file, path, kind, status,
  IFNULL(expected, '-'), IFNULL(actual, '-')), 256), 32)`;

/** What makes findings of several instances alike, and what they are worth looking at; the next scan fills in the latter. */
export class GroupFindings1763700000018 implements MigrationInterface {
  readonly name = 'GroupFindings1763700000018';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE findings
        ADD COLUMN priority smallint NOT NULL DEFAULT 0 AFTER decided_name,
        ADD COLUMN looks_like varchar(16) NULL AFTER priority,
        ADD COLUMN on_dev tinyint NOT NULL DEFAULT 0 AFTER looks_like,
        ADD COLUMN group_key char(32) NOT NULL DEFAULT '' AFTER content_key`);
    await run.query(`UPDATE findings SET group_key = ${GROUP_KEY_SQL}`);
    await run.query(`
      ALTER TABLE findings
        ALTER COLUMN group_key DROP DEFAULT,
        ADD INDEX findings_by_group
          (is_open, status, group_key, severity_rank, priority, on_dev, first_seen_at, instance_id)`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE findings
        DROP INDEX findings_by_group,
        DROP COLUMN group_key, DROP COLUMN on_dev, DROP COLUMN looks_like, DROP COLUMN priority`);
  }
}
