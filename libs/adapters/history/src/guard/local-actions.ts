import type { LocalActionReport } from '@archivesmp/contracts/local-action';
import { toReason } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';

const KEPT_DAYS = 90;

/** What was done on hosts by force while the hub was away. */
export class LocalActions {
  constructor(private readonly database: Database) {}

  /** Keeps a report. false when it was kept before: agents report until they hear that it was taken. */
  async record(report: LocalActionReport, now: Date, sql: Sql = this.database): Promise<boolean> {
    // because: by then no agent reports it again; the audit keeps what happened
    await sql.run('DELETE FROM local_actions WHERE reported_at < ?', [
      new Date(now.getTime() - KEPT_DAYS * 86_400_000),
    ]);
    const { actionId, host, instanceId, action, end, reason, at } = report;
    try {
      await sql.run(
        `INSERT INTO local_actions (id, host, instance_id, action, ended, reason, done_at, reported_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [actionId, host, instanceId, action, end, toReason(reason), new Date(at), now],
      );
      return true;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return false;
    }
  }
}
