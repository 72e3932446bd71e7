const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/**
 * The words of a key, lower case: `maximum-pool_size`, `maximumPoolSize` and `Maximum Pool Size` have the same three, `APIKey` has two,
 * `Schlüssel` is written `schluessel`.
 */
export function wordsOf(step: string | number): string[] {
  return String(step)
    .replace(/([a-z0-9äöüß])([A-ZÄÖÜ])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => UMLAUTS[letter]!)
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
