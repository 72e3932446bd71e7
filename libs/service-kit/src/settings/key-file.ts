import { statSync } from 'node:fs';
import { fileOwner, tooWide } from '@archivesmp/contracts/key-file';

/** What is wrong with the mode of a file on the disk that holds a secret. @throws what the system says when it cannot be looked at */
export function tooWideOf(file: string): string | undefined {
  const { mode, uid } = statSync(file);
  return tooWide(file, mode, fileOwner(uid, process.getuid?.()));
}
