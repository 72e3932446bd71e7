import { expect, it } from 'vitest';
import { timeOption } from './time-option.js';

it('takes a day as the midnight of this clock, and names what is no day', () => {
  expect(timeOption('--until', '2026-11-20')).toBe(new Date(2026, 10, 20).toISOString());
  expect(timeOption('--at', '2026-11-20T18:00Z')).toBe('2026-11-20T18:00:00.000Z');
  expect(() => timeOption('--at', '2026-02-30T10:00')).toThrow('--at 2026-02-30T10:00: there is no such day');
  expect(() => timeOption('--until', 'tomorrow')).toThrow('--until tomorrow: is no time');
});
