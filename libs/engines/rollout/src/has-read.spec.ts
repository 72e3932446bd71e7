import { describe, expect, it } from 'vitest';
import { hasRead } from './has-read.js';

const at = (seconds: number): Date => new Date(seconds * 1_000);

describe('a server', () => {
  it('has read its files when it was started after all of them held what they hold', () => {
    expect(hasRead([at(10), at(20)], [{ from: at(20) }])).toBe(true);
    expect(hasRead([at(10), at(20)], [{ from: at(15) }])).toBe(false);
    expect(hasRead([at(10), at(20)], [{ from: at(5) }, { from: at(30) }])).toBe(true);
  });

  it('is not known to have read what nobody knows the age of, or without a start', () => {
    expect(hasRead([at(10), undefined], [{ from: at(20) }])).toBe(false);
    expect(hasRead([at(10)], [])).toBe(false);
    expect(hasRead([], [{ from: at(20) }])).toBe(false);
  });
});
