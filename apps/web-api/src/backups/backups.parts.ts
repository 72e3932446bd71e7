import { BackupCoverage, BackupReads } from '@archivesmp/history';
import { AskAgent } from '@archivesmp/hub-wiring';
import type { Provider } from '@nestjs/common';
import { part } from '../connection-part.js';
import { BackupCareController } from './backup-care.controller.js';
import { BackupsController } from './backups.controller.js';
import { CareForBackups } from './care-for-backups.js';
import { CompareBackup } from './compare-backup.js';
import { ReadBackups } from './read-backups.js';
import { RestoreBackup } from './restore-backup.js';
import { RestoreInstance } from './restore-instance.js';
import { ForgetKeyUseCase } from '../storage/forget-key.js';
import { ReadStorage } from '../storage/read-storage.js';
import { StorageController } from '../storage/storage.controller.js';
import { TakeBackups } from './take-backups.js';
import { WrittenSince } from './written-since.js';

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
