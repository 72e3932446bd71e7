import type { BackupCause, BackupFile, BackupLeftOut } from '@archivesmp/contracts/backup';
import { fromJson, present } from '../database/column-text.js';

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
export interface BackupRow {
  id: string;
  host: string;
  instance_id: string;
  instance: string;
  plugin: string;
  taken_at: Date;
  cause: BackupCause;
  taken_by: string;
  reason: string | null;
  deployment_id: string | null;
  plan_hash: string | null;
  manifest_key: string;
  files: number;
  bytes: string;
  left_out: string | null;
  verified_at: Date | null;
  damage: string | null;
}

/** A row of the table `backup_files`. */
export interface BackupFileRow {
  path: string;
  sha256: string | null;
  size: string;
  mode: number | null;
  uid: string | null;
  gid: string | null;
}

export const fileOf = ({ path, sha256, size, mode, uid, gid }: BackupFileRow): BackupFile =>
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

export const backupOf = (row: BackupRow): IndexedBackup =>
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
