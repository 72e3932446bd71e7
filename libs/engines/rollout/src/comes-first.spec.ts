import { describe, expect, it } from 'vitest';
import { comesFirst } from './comes-first.js';

describe('the order of verdicts after a shared restart', () => {
  it('begins with the newest change', () => {
    const [old, newer] = [
      { kind: 'apply', fence: 3 },
      { kind: 'rollback', fence: 4 },
    ] as const;
    expect(comesFirst(newer, old)).toBe(true);
    expect(comesFirst(old, newer)).toBe(false);
    expect(comesFirst(old, old)).toBe(false);
  });

  it('puts none before another that has not written yet, and one that wrote before both', () => {
    expect(comesFirst({ kind: 'apply' }, { kind: 'rollback' })).toBe(false);
    expect(comesFirst({ kind: 'apply', fence: 1 }, { kind: 'apply' })).toBe(true);
    expect(comesFirst({ kind: 'apply' }, { kind: 'apply', fence: 1 })).toBe(false);
  });

  it('puts one that only restarts last, however late', () => {
    for (const kind of ['restart', 'start'] as const) {
      expect(comesFirst({ kind: 'apply', fence: 3 }, { kind, fence: 9 })).toBe(true);
      expect(comesFirst({ kind, fence: 9 }, { kind: 'apply', fence: 3 })).toBe(false);
      expect(comesFirst({ kind, fence: 9 }, { kind: 'restart', fence: 8 })).toBe(false);
    }
  });
});
