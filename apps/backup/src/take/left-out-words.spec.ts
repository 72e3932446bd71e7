import { describe, expect, it } from 'vitest';
import { nothingTaken } from './left-out-words.js';

describe('a backup in which nothing is', () => {
  const line = 'plugins/CMI/config.yml: it was being written while it was looked at';

  it('is never told as done, and names why', () => {
    expect(nothingTaken({ taken: 0, unchanged: 0 }, [line])).toBe(`nothing could be backed up: ${line}`);
    const many = nothingTaken({ taken: 0, unchanged: 0 }, ['a', 'b', 'c', 'd', 'e', 'f']);
    expect(many).toBe('nothing could be backed up: a, b, c, d, e and 1 more');
  });

  it('is none where something is in a backup, or nothing was there', () => {
    expect(nothingTaken({ taken: 1, unchanged: 0 }, [line])).toBeUndefined();
    expect(nothingTaken({ taken: 0, unchanged: 1 }, [line])).toBeUndefined();
    expect(nothingTaken({ taken: 0, unchanged: 0 }, [])).toBeUndefined();
  });
});
