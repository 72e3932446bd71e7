import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { wordsOf } from '@archivesmp/secrets';

/** Words of the last map key of a path; positions in lists say nothing about the meaning. */
export function lastWords(path: KeyPath): string[] {
  const last = path.findLast((step) => typeof step === 'string');
  return last === undefined ? [] : wordsOf(last);
}
