import type { Database } from '../database/database.js';
import { BackupCoverage } from './backup-coverage.read-model.js';
import { BackupOperations } from './backup-operations.js';
import { BackupReads } from './backup.read-model.js';
import { BackupIndex } from './backups.js';

/** The index of backups. */
export interface BackupStores {
  readonly backups: BackupIndex;
  readonly backupReads: BackupReads;
  readonly backupCoverage: BackupCoverage;
  readonly backupOperations: BackupOperations;
}

export const backupStores = (database: Database): BackupStores => ({
  backups: new BackupIndex(database),
  backupReads: new BackupReads(database),
  backupCoverage: new BackupCoverage(database),
  backupOperations: new BackupOperations(database),
});
