import { describe, expect, it } from 'vitest';
import { endsWithPhrase, hasPhrase, wordsOf } from './key-words.js';

describe('words of keys', () => {
  it('are told apart by capitals and by whatever is no letter or digit', () => {
    for (const step of ['maximum-pool_size', 'maximumPoolSize', 'Maximum Pool Size', ' maximum..pool  size '])
      expect(wordsOf(step)).toEqual(['maximum', 'pool', 'size']);
    expect(wordsOf('pool2Size')).toEqual(['pool2', 'size']);
    expect(wordsOf('APIKey')).toEqual(['api', 'key']);
    expect(wordsOf('MYSQL_PW')).toEqual(['mysql', 'pw']);
    expect(wordsOf('Zugangsschlüssel')).toEqual(['zugangsschluessel']);
    expect(wordsOf('großÄrger')).toEqual(['gross', 'aerger']);
    expect(wordsOf(3)).toEqual(['3']);
  });

  it('hold a phrase as whole words, and end with one', () => {
    expect(hasPhrase(['my', 'api', 'key', 'here'], 'api key')).toBe(true);
    expect(hasPhrase(['myapi', 'key'], 'api key')).toBe(false);
    expect(hasPhrase(['api', 'keys'], 'api key')).toBe(false);
    expect(endsWithPhrase(['my', 'api', 'key'], 'api key')).toBe(true);
    expect(endsWithPhrase(['api', 'key', 'here'], 'api key')).toBe(false);
    expect(endsWithPhrase(['keymyapi', 'key'], 'api key')).toBe(false);
  });
});
