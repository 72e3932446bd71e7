import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import type { JudgeOf } from '@archivesmp/drift';
import { describe, expect, it } from 'vitest';
import { judgedBefore } from './judged-before.js';

const rules = (): JudgeOf => () => BY_NAME_AND_SHAPE;

describe('what was judged before', () => {
  it('is not judged again by the same rules', () => {
    const now = rules();
    expect([1, 2, 3].map((judgement) => judgedBefore(now, 'a', () => judgement))).toEqual([1, 1, 1]);
  });

  it('counts for no other value and for no other rules', () => {
    const [before, now] = [rules(), rules()];
    judgedBefore(before, 'a', () => 'shown');
    expect(judgedBefore(before, 'b', () => 'other')).toBe('other');
    expect(judgedBefore(now, 'a', () => 'hidden')).toBe('hidden');
  });

  it('also says nothing where nothing was said', () => {
    const now = rules();
    judgedBefore(now, 'a', () => undefined);
    expect(judgedBefore(now, 'a', () => 'again')).toBeUndefined();
  });

  it('is remembered within bounds, the oldest goes first', () => {
    const now = rules();
    for (let key = 0; key <= 4_096; key += 1) judgedBefore(now, `${key}`, () => 'first');
    expect(judgedBefore(now, '1', () => 'again')).toBe('first');
    expect(judgedBefore(now, '0', () => 'again')).toBe('again');
  });

  it('is not remembered where it is about very long values', () => {
    const now = rules();
    const [fits, long] = ['x'.repeat(1_000), 'x'.repeat(1_001)];
    for (const key of [fits, long]) judgedBefore(now, key, () => 'first');
    expect([fits, long].map((key) => judgedBefore(now, key, () => 'again'))).toEqual(['first', 'again']);
  });
});
