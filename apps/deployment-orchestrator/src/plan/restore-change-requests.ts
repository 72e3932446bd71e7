import { configFileRefOf } from '@archivesmp/fleet';
import type { Artifacts } from '@archivesmp/artifacts';
import type { PlannedLikeness, ExactChangeRequest } from '@archivesmp/change-plan';
import { SEVERAL_PLUGINS, type BackupFile, type BackupFileOrigin } from '@archivesmp/contracts/backup';
import type { ChangeRequest } from '@archivesmp/contracts/plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { History } from '@archivesmp/history';
import type { ChangeRequestSources } from './gathered-change-requests.js';
import { keyReadingOf } from './key-reading.js';

/**
 * Restoring a backup is a plan like any other: shown, approved, backed up before and undoable. Files that did not exist then
 * are removed only when they are named; a restore of everything leaves them.
 * @throws Problem `resource.not-found`, `artifacts.corrupt`, or of MariaDB and S3
 */
export async function restoreChangeRequests(
  { backup: backupId, files: chosen }: Pick<ChangeRequest, 'backup' | 'files'>,
  { history, artifacts }: { history: Pick<History, 'backupReads'>; artifacts: Pick<Artifacts, 'backups'> },
  sources: Pick<ChangeRequestSources, 'fleet' | 'compiled'>,
): Promise<ExactChangeRequest[]> {
  if (backupId === undefined) return [];
  const backup = await history.backupReads.getBackup(backupId);
  if (backup === undefined) throw new Problem('resource.not-found', `There is no backup ${backupId}.`);
  // Only the manifest says where the files of a backup that was put together come from
  const files =
    backup.plugin === SEVERAL_PLUGINS
      ? (await artifacts.backups.readBackupManifest(backup.manifestKey)).files
      : await history.backupReads.listBackupFiles(backupId);
  const unknown = chosen?.find((path) => !files.some((file) => file.path === path));
  if (unknown !== undefined)
    throw new Problem('resource.not-found', `The backup ${backupId} has no file ${unknown}.`);
  const { instanceId, plugin } = backup;
  const changeRequests: ExactChangeRequest[] = [];
  for (const { path, sha256, from, mode, uid, gid } of files) {
    if (chosen !== undefined && !chosen.includes(path)) continue;
    const reason = originOf(from ?? { backup: backupId, takenAt: backup.takenAt.toISOString(), how: 'held' });
    const location = { instanceId, plugin: pluginOf(path, plugin), path, because: reason };
    if (sha256 !== null) {
      const bytes = await artifacts.backups.readContent(sha256);
      changeRequests.push({
        ...location,
        kind: 'write',
        bytes,
        restores: true,
        ...keyReadingOf(instanceId, path, sources),
        ...likenessOf({ mode, uid, gid }),
      });
    } else if (chosen !== undefined) changeRequests.push({ ...location, kind: 'delete' });
  }
  return changeRequests;
}

/** Older manifests do not know them. */
function likenessOf({ mode, uid, gid }: Pick<BackupFile, 'mode' | 'uid' | 'gid'>): {
  like?: PlannedLikeness;
} {
  if (mode === undefined || uid === undefined || gid === undefined) return {};
  return { like: { mode, uid, gid } };
}

/** In words: which backup a file comes from. */
const originOf = ({ backup, takenAt, how }: BackupFileOrigin): string =>
  how === 'held'
    ? `as backup ${backup.slice(0, 8)} of ${takenAt} holds it`
    : `as the change wrote it for which backup ${backup.slice(0, 8)} of ${takenAt} was taken`;

/** A backup of a whole instance holds files of many plugins. */
const pluginOf = (path: string, plugin: string): string =>
  plugin === SEVERAL_PLUGINS ? configFileRefOf(path).plugin : plugin;
