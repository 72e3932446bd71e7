import { describe, expect, it } from 'vitest';
import { isSameStamp } from './file-stamp.js';
import { needsSecondReading } from './settled.js';

const NOW = 1_700_000_000_000;
const changed = (agoMs: number, ctimeAgoMs = agoMs) => ({
  size: 1n,
  ino: 1n,
  mtimeNs: BigInt(NOW - agoMs) * 1_000_000n,
  ctimeNs: BigInt(NOW - ctimeAgoMs) * 1_000_000n,
});

describe('a second look', () => {
  it.each([
    ['a moment ago', changed(0), true],
    ['within two seconds', changed(1_999), true],
    ['two seconds ago', changed(2_000), false],
    ['a moment ahead, by another clock', changed(-1_999), true],
    ['far ahead', changed(-3_600_000), false],
    ['long ago, and touched just now', changed(3_600_000, 10), true],
  ])('at a file changed %s', (_line, stamp, wanted) => {
    expect(needsSecondReading(stamp, { now: NOW })).toBe(wanted);
  });

  it.each([
    ['after the start', changed(5_000), 10_000, true],
    ['at the very start', changed(10_000), 10_000, true],
    ['before the start', changed(10_001), 10_000, false],
    ['after a start a minute ago', changed(59_999), 60_000, false],
    ['after a start nearly a minute ago', changed(59_999), 59_999, true],
    ['after a start that is still to come', changed(5_000), -10_000, false],
  ])('at a file that was changed %s of the server', (_line, stamp, startedAgo, wanted) => {
    expect(needsSecondReading(stamp, { now: NOW, startedAt: NOW - startedAgo })).toBe(wanted);
  });

  it.each([{ size: 2n }, { ino: 2n }, { mtimeNs: 1n }, { ctimeNs: 1n }])('sees a change of %o', (other) => {
    expect(isSameStamp(changed(0), changed(0))).toBe(true);
    expect(isSameStamp(changed(0), { ...changed(0), ...other })).toBe(false);
  });
});
