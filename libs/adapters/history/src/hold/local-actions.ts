import type { LocalActionReport } from '@archivesmp/contracts/local-action';
import { toReason } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { LocalActionRow } from './hold.entity.js';
import { LessThan } from 'typeorm';

const KEPT_DAYS = 90;

/** What was done on hosts by force while the hub was unavailable. */
export class LocalActions {
  constructor(private readonly database: Database) {}

  /** Stores a report. false when it was stored before: agents repeat a report until it is confirmed. */
  async recordLocalAction(report: LocalActionReport, now: Date, sql: Sql = this.database): Promise<boolean> {
    // By then no agent reports it again; the audit keeps what happened
    const rows = sql.repositoryOf(LocalActionRow);
    await rows.delete({ reported_at: LessThan(new Date(now.getTime() - KEPT_DAYS * 86_400_000)) });
    const { actionId: id, host, instanceId, action, end: ended, reason, at } = report;
    try {
      await rows.insert({
        ...{ id, host, instance_id: instanceId, action, ended },
        ...{ reason: toReason(reason) ?? '', done_at: new Date(at), reported_at: now },
      });
      return true;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return false;
    }
  }
}
