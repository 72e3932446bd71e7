import { BackupCoverage, BackupReads } from '@archivesmp/history';
import { AskAgent } from '@archivesmp/hub-wiring';
import type { Provider } from '@nestjs/common';
import { part } from './connection-part.js';
import { BackupCareController } from './backups/backup-care.controller.js';
import { BackupsController } from './backups/backups.controller.js';
import { CareForBackups } from './backups/care-for-backups.js';
import { CompareBackup } from './backups/compare-backup.js';
import { ReadBackups } from './backups/read-backups.js';
import { RestoreBackup } from './backups/restore-backup.js';
import { RestoreInstance } from './backups/restore-instance.js';
import { ForgetKeyUseCase } from './storage/forget-key.js';
import { ReadStorage } from './storage/read-storage.js';
import { StorageController } from './storage/storage.controller.js';
import { TakeBackups } from './backups/take-backups.js';
import { WrittenSince } from './backups/written-since.js';

/** Routes of backups. Those with a name come before those with an id. */
export const BACKUP_CONTROLLERS = [BackupCareController, BackupsController, StorageController];

/** Use cases behind them. */
export const BACKUP_USE_CASES = [
  ReadBackups,
  CompareBackup,
  TakeBackups,
  CareForBackups,
  ReadStorage,
  ForgetKeyUseCase,
  RestoreBackup,
  RestoreInstance,
  WrittenSince,
];

/** The parts of the connections that they need. */
export const BACKUP_PARTS: Provider[] = [
  part(BackupReads, ({ history }) => history.backupReads),
  part(BackupCoverage, ({ history }) => history.backupCoverage),
  part(AskAgent, ({ history }) => new AskAgent(history)),
];
