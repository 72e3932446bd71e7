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

  it('open on the day that they name', () => {
    WEEKDAYS.forEach((day, index) => {
      const noon: ChangeWindow = { ...night, days: [day], from: '12:00', to: '13:00' };
      const open = WEEKDAYS.filter(
        (_day, index) => changesAllowed([noon], Date.UTC(2026, 5, 1 + index, 10, 30)).allowed,
      );
      expect(open).toEqual([['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][index]]);
    });
  });

  it('keep their hours on the wall when the clocks change', () => {
    const morning: ChangeWindow = { ...night, days: [...WEEKDAYS], from: '06:00', to: '07:00' };
    expect(changesAllowed([morning], at('2026-03-28T05:30:00Z')).allowed).toBe(true);
    expect(changesAllowed([morning], at('2026-03-29T04:30:00Z')).allowed).toBe(true);
    expect(changesAllowed([morning], at('2026-03-29T05:30:00Z')).allowed).toBe(false);
  });

  describe('in the night in which the clocks change', () => {
    const spring = (time: string): number => at(`2027-03-28T${time}Z`); // 02:00 becomes 03:00 in Berlin, at 01:00 UTC
    const autumn = (time: string): number => at(`2026-10-25T${time}Z`); // 03:00 becomes 02:00 in Berlin, at 01:00 UTC
    const open = (effect: ChangeWindow['effect'], from: string, to: string) => {
      const window: ChangeWindow = { ...night, effect, days: ['sun'], from, to };
      return (now: number): boolean => changesAllowed([window], now).allowed;
    };

    it('begin when the clocks jump over their beginning', () => {
      const allowed = open('allow', '02:30', '03:30');
      expect(allowed(spring('00:59:59.999'))).toBe(false);
      expect(allowed(spring('01:00:00'))).toBe(true);
      expect(allowed(spring('01:29:59'))).toBe(true);
      expect(allowed(spring('01:30:00'))).toBe(false);
    });

    it('begin to the millisecond at the jump, whichever minute it jumps over, and in whichever zone', () => {
      for (let minute = 0; minute < 60; minute += 7) {
        const from = `02:${String(minute).padStart(2, '0')}`;
        const allowed = open('allow', from, '04:00');
        expect([allowed(spring('00:59:59.999')), allowed(spring('01:00:00')), from]).toEqual([
          false,
          true,
          from,
        ]);
      }
      const window: ChangeWindow = {
        ...night,
        days: ['sun'],
        from: '02:30',
        to: '04:00',
        zone: 'America/New_York',
      };
      const allowed = (now: string): boolean => changesAllowed([window], at(now)).allowed;
      expect([allowed('2027-03-14T06:59:59.999Z'), allowed('2027-03-14T07:00:00Z')]).toEqual([false, true]);
    });

    it('open next two weeks later, when the clocks jump over them in between', () => {
      const window: ChangeWindow = { ...night, days: ['sun'], from: '02:15', to: '02:45' };
      const { sentence } = changesAllowed([window], at('2027-03-21T03:00:00Z'));
      expect(sentence).toBe('changes are not allowed now; next at Sun 4 Apr 02:15 Europe/Berlin');
    });

    it('forbid from the jump on, too', () => {
      const allowed = open('deny', '02:30', '03:30');
      expect(allowed(spring('00:59:59.999'))).toBe(true);
      expect(allowed(spring('01:00:00'))).toBe(false);
      expect(allowed(spring('01:30:00'))).toBe(true);
    });

    it('end when the clocks jump over their end, and are nothing when they jump over the whole', () => {
      const allowed = open('allow', '01:30', '02:30');
      expect(allowed(spring('00:59:59.999'))).toBe(true);
      expect(allowed(spring('01:00:00'))).toBe(false);
      expect(open('allow', '02:15', '02:45')(spring('01:00:00'))).toBe(false);
    });

    it('allow until the clocks show their end for the first time', () => {
      const allowed = open('allow', '01:00', '02:30');
      expect(allowed(autumn('00:29:59'))).toBe(true);
      expect(allowed(autumn('00:30:00'))).toBe(false);
      expect(allowed(autumn('01:15:00'))).toBe(false);
    });

    it('forbid until the clocks have shown their end for the last time', () => {
      const allowed = open('deny', '01:00', '02:30');
      expect(allowed(autumn('00:45:00'))).toBe(false);
      expect(allowed(autumn('01:29:59'))).toBe(false);
      expect(allowed(autumn('01:30:00'))).toBe(true);
    });

    it('open for both of two equal hours', () => {
      const allowed = open('allow', '02:00', '03:00');
      expect(allowed(autumn('00:00:00'))).toBe(true);
      expect(allowed(autumn('01:59:59'))).toBe(true);
      expect(allowed(autumn('02:00:00'))).toBe(false);
    });

    it('know zones that jump by half an hour, and at midnight', () => {
      const island: ChangeWindow = { ...night, effect: 'allow', days: ['sun'], zone: 'Australia/Lord_Howe' };
      const half = { ...island, from: '02:15', to: '03:00' }; // 02:00 becomes 02:30 at 15:30 UTC of the day before
      expect(changesAllowed([half], at('2026-10-03T15:29:59Z')).allowed).toBe(false);
      expect(changesAllowed([half], at('2026-10-03T15:30:00Z')).allowed).toBe(true);
      const zone = 'America/Santiago'; // 00:00 becomes 01:00 at 04:00 UTC
      const day = { ...island, zone, from: '00:00', to: '24:00' };
      expect(changesAllowed([day], at('2026-09-06T03:59:59Z')).allowed).toBe(false);
      expect(changesAllowed([day], at('2026-09-06T04:00:00Z')).allowed).toBe(true);
    });
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
