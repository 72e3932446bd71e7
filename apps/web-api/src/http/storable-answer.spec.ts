import { describe, expect, it } from 'vitest';
import { storableAnswer } from './storable-answer.js';

describe('an answer that is kept for a repeated request', () => {
  it('is without what must not be kept, however deep it lies', () => {
    const files = [{ file: 'config.yml', diff: '+motd: hi' }, { file: 'other.yml' }];
    expect(storableAnswer({ saved: true, diff: 'x', files, none: null }, ['diff'])).toEqual({
      saved: true,
      files: [{ file: 'config.yml' }, { file: 'other.yml' }],
      none: null,
    });
  });

  it('is what it was where everything may be kept, and times stay times', () => {
    const at = new Date(0);
    const body = { token: 'x', at };
    expect(storableAnswer(body, [])).toBe(body);
    expect(storableAnswer(body, ['token'])).toEqual({ at });
    for (const nothing of [null, undefined, 'text', 7])
      expect(storableAnswer(nothing, ['token'])).toBe(nothing);
  });
});
