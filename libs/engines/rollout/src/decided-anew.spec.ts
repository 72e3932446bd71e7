import { describe, expect, it } from 'vitest';
import { isDecidedAnew } from './decided-anew.js';

const at = (seconds: number): Date => new Date(seconds * 1_000);
const REJECTED = { rejectedAt: at(100) };
const BEFORE = { plannedAt: at(10), approvedAt: at(20), startedAt: at(30) };

describe('a change that was rolled back here before', () => {
  it('is not decided anew by what was planned, approved and asked for before', () => {
    expect(isDecidedAnew(REJECTED, BEFORE)).toBe(false);
    expect(isDecidedAnew({ ...REJECTED, liftedAt: at(200) }, BEFORE)).toBe(false);
  });

  it('is not decided anew by a start alone: the hold may have ended by its time', () => {
    expect(isDecidedAnew(REJECTED, { ...BEFORE, startedAt: at(300) })).toBe(false);
    expect(isDecidedAnew({ ...REJECTED, liftedAt: at(200) }, { ...BEFORE, startedAt: at(199) })).toBe(false);
  });

  it('is decided anew by a start after a person lifted the hold', () => {
    expect(isDecidedAnew({ ...REJECTED, liftedAt: at(200) }, { ...BEFORE, startedAt: at(200) })).toBe(true);
  });

  it('is decided anew by a plan that was made or approved after it', () => {
    expect(isDecidedAnew(REJECTED, { plannedAt: at(101), startedAt: at(102) })).toBe(true);
    expect(isDecidedAnew(REJECTED, { ...BEFORE, approvedAt: at(101) })).toBe(true);
    expect(isDecidedAnew(REJECTED, { plannedAt: at(100), approvedAt: at(100), startedAt: at(300) })).toBe(
      false,
    );
  });
});
