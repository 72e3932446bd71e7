import { HEALTH_STATES, type HealthState } from '@archivesmp/contracts/vocabulary';
import { expect, it } from 'vitest';
import { startsBetween } from './measured-starts.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 30, 12, minute));
const measured = (...states: HealthState[]) => states.map((health, minute) => ({ at: at(minute), health }));

it('is a start where it was down and then up, from the last time that it was seen down', () => {
  expect(startsBetween(measured('healthy', 'stopped', 'starting', 'healthy', 'healthy'))).toEqual([
    { from: at(2), to: at(3) },
  ]);
  expect(startsBetween(measured('stopped', 'healthy', 'stopped', 'healthy'))).toHaveLength(2);
});

it('is none while it was only up, or only down', () => {
  expect(startsBetween(measured('healthy', 'healthy'))).toEqual([]);
  expect(startsBetween(measured('stopped', 'starting', 'stopped'))).toEqual([]);
  expect(startsBetween([])).toEqual([]);
});

it('takes no other state for up or for down', () => {
  const others = HEALTH_STATES.filter((one) => !['healthy', 'stopped', 'starting'].includes(one));
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) {
    expect(startsBetween(measured(other, 'healthy'))).toEqual([]);
    expect(startsBetween(measured('stopped', other))).toEqual([]);
    expect(startsBetween(measured('stopped', other, 'healthy'))).toEqual([{ from: at(0), to: at(2) }]);
  }
});
