import type { BackupLeftOut } from '@archivesmp/contracts/backup';

const NAMED = 5;

/** What a backup says of files it could not hold; undefined when it holds all. */
export function leftOutWords(files: readonly BackupLeftOut[]): string | undefined {
  if (files.length === 0) return undefined;
  const named = files.slice(0, NAMED).map(({ path, state }) => `${path.slice(-120)} (${wordsOf(state)})`);
  const more = files.length - named.length;
  return `without what could not be read: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** One such file with its reason, in a line. */
export const leftOutLine = ({ path, state, reason = wordsOf(state) }: BackupLeftOut): string =>
  `${path}: ${reason}`.slice(0, 300);

/** What went wrong when there were files and none of them is in a backup; undefined when something is, or nothing was there. */
export function nothingTaken(
  { taken, unchanged }: { readonly taken: number; readonly unchanged: number },
  leftOut: readonly string[],
): string | undefined {
  if (taken + unchanged > 0 || leftOut.length === 0) return undefined;
  const more = leftOut.length - NAMED;
  return `nothing could be backed up: ${leftOut.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const wordsOf = (state: BackupLeftOut['state']): string => state.replaceAll('_', ' ');
