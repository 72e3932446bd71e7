import type { KeyPath } from '@archivesmp/contracts/vocabulary';

/** The words of a key, lower case: `maximum-pool_size`, `maximumPoolSize` and `Maximum Pool Size` have the same three. */
export function wordsOf(step: string | number): string[] {
  return String(step)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Whether a phrase (`api key`) stands as whole words, one after the other, in a list of words. */
export function hasPhrase(words: readonly string[], phrase: string): boolean {
  return ` ${words.join(' ')} `.includes(` ${phrase} `);
}

/** Whether a list of words ends with the words of a phrase. */
export function endsWithPhrase(words: readonly string[], phrase: string): boolean {
  return ` ${words.join(' ')}`.endsWith(` ${phrase}`);
}

/** Words of the last map key of a path; positions in lists say nothing about the meaning. */
export function lastWords(path: KeyPath): string[] {
  const last = path.findLast((step) => typeof step === 'string');
  return last === undefined ? [] : wordsOf(last);
}
