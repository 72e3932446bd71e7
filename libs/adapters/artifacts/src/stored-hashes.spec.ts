import { describe, expect, it } from 'vitest';
import { StoredHashes } from './stored-hashes.js';

const HOUR = 60 * 60 * 1000;

describe('hashes seen in the store', () => {
  it('are believed for six hours, and again from the next time they are seen', () => {
    let now = 0;
    const stored = new StoredHashes(() => now);
    stored.rememberHash('a');
    now = 6 * HOUR - 1;
    expect(stored.hasHash('a')).toBe(true);
    stored.rememberHash('a');
    now = 12 * HOUR - 2;
    expect(stored.hasHash('a')).toBe(true);
    now = 12 * HOUR - 1;
    expect(stored.hasHash('a')).toBe(false);
  });

  it('are forgotten when the store does not have them, and when there are too many the oldest first', () => {
    const stored = new StoredHashes(() => 0);
    stored.rememberHash('gone');
    stored.forgetHash('gone');
    expect(stored.hasHash('gone')).toBe(false);
    for (let number = 0; number <= 250_000; number++) stored.rememberHash(`${number}`);
    expect([stored.hasHash('0'), stored.hasHash('1'), stored.hasHash('250000')]).toEqual([false, true, true]);
  });
});
