import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesAllowed, WEEKDAYS, windowMistakes, type ChangeWindow } from './change-windows.js';

const night: ChangeWindow = {
  effect: 'allow',
  days: ['sat'],
  from: '22:00',
  to: '04:00',
  zone: 'Europe/Berlin',
};
const at = (iso: string): number => Date.parse(iso);

describe('change windows', () => {
  it('allow everything when there are none', () => {
    expect(changesAllowed([], at('2026-05-01T00:00:00Z'))).toEqual({
      allowed: true,
      sentence: 'changes allowed now',
    });
  });

  it('go over midnight and belong to the day they begin on', () => {
    expect(changesAllowed([night], at('2026-11-22T02:59:00Z')).allowed).toBe(true);
    expect(changesAllowed([night], at('2026-11-22T03:00:00Z')).allowed).toBe(false);
    expect(changesAllowed([night], at('2026-11-22T21:30:00Z')).allowed).toBe(false);
  });

  it('say when the next one opens, in their own zone', () => {
    const answer = changesAllowed([night], at('2026-11-20T12:00:00Z'));
    expect(answer.until).toEqual(new Date('2026-11-21T21:00:00Z'));
    expect(answer.sentence).toBe('changes are not allowed now; next at Sat 21 Nov 22:00 Europe/Berlin');
  });

  it('keep their hours on the wall when the clocks change', () => {
    const morning: ChangeWindow = { ...night, days: [...WEEKDAYS], from: '06:00', to: '07:00' };
    expect(changesAllowed([morning], at('2026-03-28T05:30:00Z')).allowed).toBe(true);
    expect(changesAllowed([morning], at('2026-03-29T04:30:00Z')).allowed).toBe(true);
    expect(changesAllowed([morning], at('2026-03-29T05:30:00Z')).allowed).toBe(false);
  });

  it('are beaten by a denial', () => {
    const event: ChangeWindow = { ...night, effect: 'deny', from: '23:00', to: '24:00' };
    expect(changesAllowed([night, event], at('2026-11-21T21:30:00Z')).allowed).toBe(true);
    expect(changesAllowed([night, event], at('2026-11-21T22:30:00Z')).allowed).toBe(false);
    expect(changesAllowed([event], at('2026-11-20T12:00:00Z')).allowed).toBe(true);
  });

  it('name every mistake of a window', () => {
    expect(windowMistakes(night)).toEqual([]);
    expect(
      windowMistakes({ effect: 'allow', days: [], from: '25:00', to: '1:00', zone: 'Mars/North' }),
    ).toHaveLength(4);
  });

  it('turn exactly when they say', () => {
    const window = fc.record({
      effect: fc.constantFrom<ChangeWindow['effect']>('allow', 'deny'),
      days: fc.subarray([...WEEKDAYS]),
      from: fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:30`),
      to: fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:15`),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
    });
    const moments = fc.integer({ min: at('2026-03-01T00:00:00Z'), max: at('2026-11-30T00:00:00Z') });
    fc.assert(
      fc.property(fc.array(window, { maxLength: 4 }), moments, (windows, now) => {
        const { allowed, until } = changesAllowed(windows, now);
        if (until === undefined) return;
        expect(changesAllowed(windows, until.getTime() - 1).allowed).toBe(allowed);
        expect(changesAllowed(windows, until.getTime()).allowed).toBe(!allowed);
      }),
      { numRuns: 40 },
    );
  });
});
