import type { BackupView } from '@archivesmp/contracts/backup';
import { isFromFuture, type IndexedBackup } from '@archivesmp/history';

/** A backup as callers see it. Its key in the bucket is not shown. */
export function backupViewOf(backup: IndexedBackup): BackupView {
  const { manifestKey: _key, planHash: _hash, leftOut: _leftOut, takenAt, verifiedAt, ...rest } = backup;
  return {
    ...rest,
    takenAt: takenAt.toISOString(),
    ...(isFromFuture(takenAt, new Date()) && { fromFuture: true }),
    ...(verifiedAt !== undefined && { verifiedAt: verifiedAt.toISOString() }),
  };
}
