import { expect, it } from 'vitest';
import { NextLooks } from './next-looks.js';

const SECOND = 1_000;

it('looks again after ten seconds, and less and less often at what stays restless, at least every hour', () => {
  const looks = new NextLooks();
  const times: number[] = [];
  for (let now = 0; now < 30_000 * SECOND; now += SECOND)
    if (looks.due(new Set(['BENT01 Shop']), now).length > 0) times.push(now / SECOND);
  expect(times.slice(0, 5)).toEqual([10, 30, 70, 150, 310]);
  const pauses = times.map((time, index) => time - (times[index - 1] ?? 0));
  expect(Math.max(...pauses)).toBe(3_600);
});

it('begins anew with what had settled, and keeps plugins apart', () => {
  const looks = new NextLooks();
  expect(looks.due(new Set(['a']), 0)).toEqual([]);
  expect(looks.due(new Set(['a', 'b']), 10 * SECOND)).toEqual(['a']);
  expect(looks.due(new Set(['b']), 20 * SECOND)).toEqual(['b']);
  expect(looks.due(new Set(['a', 'b']), 30 * SECOND)).toEqual([]);
  expect(looks.due(new Set(['a', 'b']), 40 * SECOND)).toEqual(['a', 'b']);
});
