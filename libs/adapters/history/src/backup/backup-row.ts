import type { BackupCause, BackupFile, BackupLeftOut } from '@archivesmp/contracts/backup';
import { fromJson, present } from '../database/column-text.js';
import type { StoredRow } from '../database/stored-row.js';
import type { BackupFileRow, BackupRow } from './backup.entity.js';

/** A backup as it stands in the index. */
export interface IndexedBackup {
  readonly id: string;
  readonly host: string;
  readonly instanceId: string;
  /** The instance's name when it was taken. */
  readonly instance: string;
  readonly plugin: string;
  readonly takenAt: Date;
  readonly cause: BackupCause;
  readonly takenBy: string;
  readonly reason?: string;
  readonly deploymentId?: string;
  readonly planHash?: string;
  /** Key of the manifest in the bucket `backups`. */
  readonly manifestKey: string;
  readonly files: number;
  readonly bytes: number;
  /** What was there and is not in it; left out: nothing. */
  readonly leftOut?: readonly BackupLeftOut[];
  /** When it was last read back; left out: never. */
  readonly verifiedAt?: Date;
  /** What was found wrong then. */
  readonly damage?: string;
}

/** A row of the table `backups`. */
export type StoredBackup = StoredRow<BackupRow>;

/** What a backup holds of one file. */
export type StoredBackupFile = StoredRow<BackupFileRow, 'path' | 'sha256' | 'size' | 'mode' | 'uid' | 'gid'>;

export const fileOf = ({ path, sha256, size, mode, uid, gid }: StoredBackupFile): BackupFile =>
  present({
    path,
    sha256,
    size: Number(size),
    mode: mode ?? undefined,
    uid: uid === null ? undefined : Number(uid),
    gid: gid === null ? undefined : Number(gid),
  });

/** Backups that hold every file of their plugin, and not only what a change replaced. */
export const WHOLE_CAUSES: readonly BackupCause[] = ['schedule', 'by-hand'];

export const isWhole = (cause: BackupCause): boolean => WHOLE_CAUSES.includes(cause);

export const backupOf = (row: StoredBackup): IndexedBackup =>
  present({
    id: row.id,
    host: row.host,
    instanceId: row.instance_id,
    instance: row.instance,
    plugin: row.plugin,
    takenAt: row.taken_at,
    cause: row.cause,
    takenBy: row.taken_by,
    reason: row.reason ?? undefined,
    deploymentId: row.deployment_id ?? undefined,
    planHash: row.plan_hash ?? undefined,
    manifestKey: row.manifest_key,
    files: row.files,
    bytes: Number(row.bytes),
    leftOut: fromJson<readonly BackupLeftOut[]>(row.left_out),
    verifiedAt: row.verified_at ?? undefined,
    damage: row.damage ?? undefined,
  });
