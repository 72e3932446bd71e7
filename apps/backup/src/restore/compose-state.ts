import type { BackupFile } from '@archivesmp/contracts/backup';
import type { IndexedBackup } from '@archivesmp/history';

/** A backup with its files and, when it was taken before a change that was carried out, what the change wrote then. */
export interface BackupAtTime {
  readonly backup: Pick<IndexedBackup, 'id' | 'takenAt'>;
  readonly files: readonly BackupFile[];
  /** By path; null = the change deleted the file. */
  readonly wrote?: ReadonlyMap<string, Pick<BackupFile, 'sha256' | 'size'>>;
}

/**
 * Each file as it was when the last of these backups was taken: what the newest one says about it counts. A backup before a
 * change speaks of the moment before; where it is known that the change was carried out, what it wrote counts from then on.
 * @param whole newest whole backup of each plugin
 * @param parts what was backed up after them, in any order
 * @returns files by path, each with the backup that it comes from
 */
export function composeState(whole: readonly BackupAtTime[], parts: readonly BackupAtTime[]): BackupFile[] {
  const files = new Map<string, BackupFile>();
  const inOrder = [...parts].sort(
    ({ backup: left }, { backup: right }) =>
      left.takenAt.getTime() - right.takenAt.getTime() || (left.id < right.id ? -1 : 1),
  );
  for (const { backup, files: held, wrote } of [...whole, ...inOrder]) {
    const takenAt = backup.takenAt.toISOString();
    for (const file of held) {
      // Which JAR an instance runs is decided where versions are; an old one beside new files breaks the server
      if (/\.jar$/i.test(file.path)) continue;
      const written = wrote?.get(file.path);
      const { mode, uid, gid } = file.mode === undefined ? (files.get(file.path) ?? {}) : file;
      files.set(file.path, {
        path: file.path,
        ...(written ?? { sha256: file.sha256, size: file.size }),
        ...(mode !== undefined && { mode }),
        ...(uid !== undefined && { uid }),
        ...(gid !== undefined && { gid }),
        from: { backup: backup.id, takenAt, how: written === undefined ? 'held' : 'written' },
      });
    }
  }
  return [...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}
