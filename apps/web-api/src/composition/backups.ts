import { BackupObjects as StoredBackups, Snapshots } from '@archivesmp/artifacts';
import {
  BackupCoverage,
  BackupReads,
  ConfigFileReads,
  FleetReads,
  History,
  Operations,
} from '@archivesmp/history';
import { AskAgent, ScanContradicted } from '@archivesmp/hub-wiring';
import type { Provider } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { CareForBackups } from '../backups/care-for-backups.js';
import { CompareBackup } from '../backups/compare-backup.js';
import { ReadBackups } from '../backups/read-backups.js';
import { RestoreBackup } from '../backups/restore-backup.js';
import { RestoreInstance } from '../backups/restore-instance.js';
import { RequestBackups } from '../backups/request-backups.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { RecordChangeRequest } from '../plans/record-change-request.js';
import { SecretsOfFiles } from '../secrets/secrets-of-files.js';
import { built } from './built.js';

/** Backups: what is built of which parts. */
export const BACKUPS: Provider[] = [
  built(CareForBackups, History, Operations, AuditTrail),
  built(
    CompareBackup,
    ReadBackups,
    BackupReads,
    ConfigFileReads,
    FleetReads,
    StoredBackups,
    Snapshots,
    SecretsOfFiles,
    AskAgent,
    ScanContradicted,
  ),
  built(ReadBackups, BackupReads, KnownFleet, StoredBackups),
  built(RestoreBackup, ReadBackups, BackupReads, RecordChangeRequest),
  built(RestoreInstance, KnownFleet, BackupCoverage, RecordChangeRequest),
  built(RequestBackups, History, FleetReads, KnownFleet, Operations, AuditTrail),
];
