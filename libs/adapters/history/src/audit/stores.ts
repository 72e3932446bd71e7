import type { Database } from '../database/database.js';
import { Audit } from './audit.js';
import { AuditCut } from './audit-cut.js';

/** The chained audit trail, and cutting it. */
export interface AuditStores {
  readonly audit: Audit;
  readonly auditCut: AuditCut;
}

export const auditStores = (database: Database): AuditStores => ({
  audit: new Audit(database),
  auditCut: new AuditCut(database),
});
