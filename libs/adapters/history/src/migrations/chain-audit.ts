import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FIRST_LINK, sealOf } from '../audit/audit-seal.js';

interface OldRow {
  seq: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  detail: string;
  request_id: string | null;
}

/** Seals every row of the audit trail with the hash of the one before, those that exist already too. */
export class ChainAudit1763700000013 implements MigrationInterface {
  readonly name = 'ChainAudit1763700000013';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE config_audit
        ADD COLUMN previous_hash char(64) NOT NULL DEFAULT '',
        ADD COLUMN hash char(64) NOT NULL DEFAULT ''`);
    const rows = (await run.query(
      'SELECT seq, at, actor, action, subject, detail, request_id FROM config_audit ORDER BY seq',
    )) as OldRow[];
    let head = FIRST_LINK;
    for (const row of rows) {
      const { at, actor, action, subject, detail } = row;
      const previous = head;
      head = sealOf({ previous, at, actor, action, subject, detail, requestId: row.request_id });
      await run.query('UPDATE config_audit SET previous_hash = ?, hash = ? WHERE seq = ?', [
        previous,
        head,
        row.seq,
      ]);
    }
    await run.query(`
      ALTER TABLE config_audit
        ALTER COLUMN previous_hash DROP DEFAULT,
        ALTER COLUMN hash DROP DEFAULT`);
    await run.query(`
      CREATE TABLE audit_chain (
        id tinyint NOT NULL,
        links bigint NOT NULL,
        head_seq bigint NOT NULL,
        head_hash char(64) NOT NULL,
        PRIMARY KEY (id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await run.query('INSERT INTO audit_chain VALUES (1, ?, ?, ?)', [
      rows.length,
      rows.at(-1)?.seq ?? 0,
      head,
    ]);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE audit_chain');
    await run.query('ALTER TABLE config_audit DROP COLUMN hash, DROP COLUMN previous_hash');
  }
}
