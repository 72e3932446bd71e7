import { expect, it } from 'vitest';
import { isoTimes } from './iso-times.js';

interface Hold {
  readonly id: string;
  readonly since: Date;
  readonly until?: Date;
  readonly by: string;
}
const HOLD: Hold = { id: 'h', since: new Date('2026-11-30T12:00:00.000Z'), by: 'mia' };

it('writes times as ISO text where they stand', () => {
  expect(JSON.stringify(isoTimes(HOLD, 'since', 'until'))).toBe(
    '{"id":"h","since":"2026-11-30T12:00:00.000Z","by":"mia"}',
  );
  const until = new Date('2026-12-01T00:00:00.500Z');
  expect(isoTimes({ ...HOLD, until }, 'since', 'until').until).toBe('2026-12-01T00:00:00.500Z');
});

it('leaves the record as it is, and adds nothing to it', () => {
  const shown = isoTimes(HOLD, 'since', 'until');
  expect(HOLD.since).toBeInstanceOf(Date);
  expect('until' in shown).toBe(false);
});
