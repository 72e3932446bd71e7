import { describe, expect, it } from 'vitest';
import { decideRetention, OPERATORS_POLICY, type RetentionPolicy } from './retention.js';
import { RETAIN_NOTHING } from './testing/retain-nothing.js';

/** Each backup is named by the moment it was taken. */
const judged = (policy: Partial<RetentionPolicy>, ...times: string[]) =>
  decideRetention(
    times.map((id) => ({ id, takenAt: Date.parse(id), group: 'g' })),
    { ...RETAIN_NOTHING, ...policy },
  );
const reasonsOf = (policy: Partial<RetentionPolicy>, ...times: string[]): Record<string, readonly string[]> =>
  Object.fromEntries(judged(policy, ...times).map((verdict) => [verdict.id, verdict.reasons]));

describe('every rule of retention', () => {
  it.each([
    [
      'keepHourly',
      'hourly',
      ['2026-11-16T09:59Z', '2026-11-16T10:00Z', '2026-11-16T10:59Z', '2026-11-16T11:00Z'],
    ],
    [
      'keepDaily',
      'daily',
      ['2026-11-15T23:59Z', '2026-11-16T00:00Z', '2026-11-16T23:59Z', '2026-11-17T00:00Z'],
    ],
    [
      'keepWeekly',
      'weekly',
      ['2026-11-15T23:59Z', '2026-11-16T00:00Z', '2026-11-22T23:59Z', '2026-11-23T00:00Z'],
    ],
    [
      'keepMonthly',
      'monthly',
      ['2026-10-31T23:59Z', '2026-11-01T00:00Z', '2026-11-30T23:59Z', '2026-12-01T00:00Z'],
    ],
    [
      'keepYearly',
      'yearly',
      ['2024-12-31T23:59Z', '2025-01-01T00:00Z', '2025-12-31T23:59Z', '2026-01-01T00:00Z'],
    ],
  ] as const)(
    '%s keeps the newest of each, and as many as it says',
    (rule, name, [before, first, last, after]) => {
      expect(reasonsOf({ [rule]: 3 }, before, first, last, after)).toEqual({
        [before]: [name],
        [first]: [],
        [last]: [name],
        [after]: ['newest', name],
      });
      expect(reasonsOf({ [rule]: 2 }, before, first, last, after)).toMatchObject({
        [before]: [],
        [last]: [name],
      });
      expect(reasonsOf({}, before, last, after)).toEqual({ [before]: [], [last]: [], [after]: ['newest'] });
    },
  );

  it('keepWithinHours keeps all that are younger than the newest by less than it says', () => {
    const newest = Date.parse('2026-11-16T10:59:00Z');
    const times = [0, 1, 20, 119, 120, 121].map((minutes) => ({
      id: `${minutes} min`,
      takenAt: newest - minutes * 60_000,
      group: 'g',
    }));
    const retained = decideRetention(times, { ...RETAIN_NOTHING, keepWithinHours: 2 }).filter(
      ({ isRetained }) => isRetained,
    );
    expect(retained.map(({ id }) => id)).toEqual(['0 min', '1 min', '20 min', '119 min']);
    expect(retained[1]!.reasons).toEqual(['recent']);
  });

  it('keepLast keeps as many as it says, whatever their age', () => {
    const times = ['2020-01-01T00:00Z', '2021-01-01T00:00Z', '2026-01-01T00:00Z'] as const;
    expect(reasonsOf({ keepLast: 2 }, ...times)).toEqual({
      [times[0]]: [],
      [times[1]]: ['last'],
      [times[2]]: ['newest', 'last'],
    });
  });

  it('answers in the order it was asked, each group by itself', () => {
    const verdicts = decideRetention(
      [
        { id: 'a', takenAt: 1, group: 'x' },
        { id: 'b', takenAt: 2, group: 'y' },
        { id: 'c', takenAt: 3, group: 'x' },
      ],
      RETAIN_NOTHING,
    );
    expect(verdicts.map(({ id, isRetained }) => [id, isRetained])).toEqual([
      ['a', false],
      ['b', true],
      ['c', true],
    ]);
  });

  it('takes of two of one moment the one with the later name, so that it always is the same', () => {
    const two = ['a', 'b'].map((id) => ({ id, takenAt: 1, group: 'g' }));
    for (const order of [two, [...two].reverse()])
      expect(decideRetention(order, RETAIN_NOTHING).filter(({ isRetained }) => isRetained)).toEqual([
        { id: 'b', isRetained: true, reasons: ['newest'] },
      ]);
  });

  it('of the operators is all of a day, every hour for 30 days, every day for a year, and the last of five years', () =>
    expect(OPERATORS_POLICY).toEqual({
      keepLast: 3,
      keepWithinHours: 24,
      keepHourly: 720,
      keepDaily: 365,
      keepWeekly: 0,
      keepMonthly: 0,
      keepYearly: 5,
    }));
});
