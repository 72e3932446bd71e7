import { isDeepStrictEqual } from 'node:util';
import type { BackupFile, BackupManifest } from '@archivesmp/contracts/backup';
import type { IndexedBackup } from '@archivesmp/history';

/** Whether the index says of a backup what its manifest says. What was verified is known to the index alone. */
export function isIndexedAs(
  manifest: BackupManifest,
  key: string,
  row: IndexedBackup,
  files: readonly BackupFile[],
): boolean {
  const { version: _version, files: sealed, takenAt, ...facts } = manifest;
  const { verifiedAt: _verifiedAt, damage: _damage, manifestKey, ...indexed } = row;
  const wanted = {
    ...facts,
    takenAt: new Date(takenAt),
    files: sealed.length,
    bytes: sealed.reduce((sum, file) => sum + file.size, 0),
  };
  return (
    manifestKey === key &&
    isDeepStrictEqual(plain(indexed), plain(wanted)) &&
    isDeepStrictEqual(inOrder(files), inOrder(sealed))
  );
}

const plain = (value: object): unknown => JSON.parse(JSON.stringify(value, Object.keys(value).sort()));

const inOrder = (files: readonly BackupFile[]): unknown =>
  files.map(({ path, sha256, size, mode }) => JSON.stringify([path, sha256, size, mode ?? null])).sort();
