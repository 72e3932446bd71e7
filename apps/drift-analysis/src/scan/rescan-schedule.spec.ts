import { expect, it } from 'vitest';
import { RescanSchedule } from './rescan-schedule.js';

const SECOND = 1_000;

it('looks again after ten seconds, and less and less often at what stays restless, at least every hour', () => {
  const schedule = new RescanSchedule();
  const times: number[] = [];
  for (let now = 0; now < 30_000 * SECOND; now += SECOND)
    if (schedule.due(new Set(['BENT01 Shop']), now).length > 0) times.push(now / SECOND);
  expect(times.slice(0, 5)).toEqual([10, 30, 70, 150, 310]);
  const pauses = times.map((time, index) => time - (times[index - 1] ?? 0));
  expect(Math.max(...pauses)).toBe(3_600);
});

it('begins anew with what had settled, and keeps plugins apart', () => {
  const schedule = new RescanSchedule();
  expect(schedule.due(new Set(['a']), 0)).toEqual([]);
  expect(schedule.due(new Set(['a', 'b']), 10 * SECOND)).toEqual(['a']);
  expect(schedule.due(new Set(['b']), 20 * SECOND)).toEqual(['b']);
  expect(schedule.due(new Set(['a', 'b']), 30 * SECOND)).toEqual([]);
  expect(schedule.due(new Set(['a', 'b']), 40 * SECOND)).toEqual(['a', 'b']);
});
