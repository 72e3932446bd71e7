import { describe, expect, it } from 'vitest';
import { StoredHashes } from './stored-hashes.js';

const HOUR = 60 * 60 * 1000;

describe('hashes seen in the store', () => {
  it('are believed for six hours, and again from the next time they are seen', () => {
    let now = 0;
    const stored = new StoredHashes(() => now);
    stored.note('a');
    now = 6 * HOUR - 1;
    expect(stored.has('a')).toBe(true);
    stored.note('a');
    now = 12 * HOUR - 2;
    expect(stored.has('a')).toBe(true);
    now = 12 * HOUR - 1;
    expect(stored.has('a')).toBe(false);
  });

  it('are forgotten when the store does not have them, and when there are too many the oldest first', () => {
    const stored = new StoredHashes(() => 0);
    stored.note('gone');
    stored.forget('gone');
    expect(stored.has('gone')).toBe(false);
    for (let at = 0; at <= 250_000; at++) stored.note(`${at}`);
    expect([stored.has('0'), stored.has('1'), stored.has('250000')]).toEqual([false, true, true]);
  });
});
