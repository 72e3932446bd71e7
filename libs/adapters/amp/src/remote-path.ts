import { Problem } from '@archivesmp/contracts/problem';

/** Backslashes and control characters. */
const UNSPEAKABLE = /[\\\p{Cc}]/u;

/**
 * A path as AMP's file manager wants it: relative to the server folder, `/` between names, no leading or trailing `/`.
 * Throws `amp.refused` for `..`, `.`, empty names, backslashes, control characters and absolute paths.
 */
export function remotePath(path: string): string {
  const parts = path.replace(/\/$/, '').split('/');
  const wrong = parts.some((part) => ['', '.', '..'].includes(part) || UNSPEAKABLE.test(part));
  if (wrong)
    throw new Problem('amp.refused', `${JSON.stringify(path)} is not a path below the server folder.`);
  return parts.join('/');
}

/** Folder and name of a checked path; the folder of a name at the root is `''`. */
export function splitPath(path: string): { folder: string; name: string } {
  const cut = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(0, cut)), name: path.slice(cut + 1) };
}

export const joinPath = (folder: string, name: string): string =>
  folder === '' ? name : `${folder}/${name}`;
