import { describe, expect, it } from 'vitest';
import { judgeContent, type KeepableContent } from './contents.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');
const judged = (content: Omit<KeepableContent, 'sha256'>) =>
  judgeContent({ sha256: 'f'.repeat(64), ...content }, 30, NOW);

describe('a stored content', () => {
  it('stays while something names it', () => expect(judged({ neededBy: 'a plan' })).toBe('stay'));

  it('is never removed at once: first it is noted', () => expect(judged({})).toBe('note'));

  it('waits for its days, and goes after them', () => {
    expect(judged({ unneededSince: NOW })).toBe('wait');
    expect(judged({ unneededSince: NOW - 30 * DAY })).toBe('wait');
    expect(judged({ unneededSince: NOW - 30 * DAY - 1 })).toBe('remove');
  });

  it('is taken back when something names it again, however long it was noted', () =>
    expect(judged({ unneededSince: NOW - 900 * DAY, neededBy: 'a file of BENT01' })).toBe('take-back'));
});
