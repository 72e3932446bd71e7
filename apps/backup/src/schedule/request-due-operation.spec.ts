import { expect, it } from 'vitest';
import { everSeen, isDue } from './request-due-operation.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);

it.each([
  ['never before', undefined, true],
  ['a day ago', ago(24), true],
  ['a few minutes less than a day ago', ago(23.95), true],
  ['an hour less than a day ago', ago(23), false],
  ['just now', NOW, false],
  ['in a few seconds, by another machine', ago(-0.01), false],
  ['in four years, by a clock that was wrong', new Date('2030-11-21T12:00:00Z'), true],
])('what was done %s is due after a day: %s', (_, last, due) => {
  expect(isDue(last, 24, NOW)).toBe(due);
});

it('does not care about the hour that a day has more or less when the clocks change', () => {
  const [before, after] = ['2027-03-27T03:00:00+01:00', '2027-03-28T03:30:00+02:00'];
  expect(isDue(new Date(before), 24, new Date(after))).toBe(false);
  expect(isDue(new Date(before), 24, new Date('2027-03-28T04:00:00+02:00'))).toBe(true);
});

it('leaves those to a later time that no agent and no scan ever saw, and no other', () => {
  const scanned = { host: 'hetzner', scannedAt: ago(900) };
  const reported = { host: 'ovh' };
  const unseen = { host: 'hetzner' };
  expect(everSeen([scanned, reported, unseen], new Set(['ovh']))).toEqual([scanned, reported]);
  expect(everSeen([unseen], new Set())).toEqual([]);
  expect(everSeen([unseen], new Set(['hetzner']))).toEqual([unseen]);
});
