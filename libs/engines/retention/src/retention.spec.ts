import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideRetention,
  OPERATORS_POLICY,
  type RetainableBackup,
  type RetentionPolicy,
} from './retention.js';
import { RETAIN_NOTHING } from './testing/retain-nothing.js';

const HOUR = 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const backup = (id: string, takenAt: number, more: Partial<RetainableBackup> = {}): RetainableBackup => ({
  id,
  takenAt,
  group: 'g',
  ...more,
});
const retained = (backups: RetainableBackup[], policy: RetentionPolicy): string[] =>
  decideRetention(backups, policy)
    .filter((verdict) => verdict.isRetained)
    .map((verdict) => verdict.id);

const backups = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    takenAt: fc.integer({ min: at('2020-01-01'), max: at('2026-12-31') }),
    group: fc.constantFrom('a', 'b'),
    neededBy: fc.option(fc.constant('plan 7'), { nil: undefined, freq: 5 }),
  }),
  { selector: (one) => one.id, maxLength: 60 },
) as fc.Arbitrary<RetainableBackup[]>;
const policies = fc.record({
  keepLast: fc.nat(5),
  keepWithinHours: fc.nat(48),
  keepHourly: fc.nat(10),
  keepDaily: fc.nat(10),
  keepWeekly: fc.nat(5),
  keepMonthly: fc.nat(5),
  keepYearly: fc.nat(3),
});

describe('retention', () => {
  it('keeps the newest of each hour and each day', () => {
    const list = [
      backup('mon 10:05', at('2026-11-16T10:05:00Z')),
      backup('mon 10:55', at('2026-11-16T10:55:00Z')),
      backup('mon 23:00', at('2026-11-16T23:00:00Z')),
      backup('tue 01:00', at('2026-11-17T01:00:00Z')),
    ];
    expect(retained(list, { ...RETAIN_NOTHING, keepHourly: 3 })).toEqual([
      'mon 10:55',
      'mon 23:00',
      'tue 01:00',
    ]);
    expect(retained(list, { ...RETAIN_NOTHING, keepDaily: 2 })).toEqual(['mon 23:00', 'tue 01:00']);
  });

  it('counts weeks from Monday', () => {
    const list = [
      backup('sun', at('2026-11-15T12:00:00Z')),
      backup('mon', at('2026-11-16T12:00:00Z')),
      backup('sat', at('2026-11-21T12:00:00Z')),
    ];
    expect(retained(list, { ...RETAIN_NOTHING, keepWeekly: 2 })).toEqual(['sun', 'sat']);
  });

  it('says why', () => {
    const [verdict] = decideRetention([backup('x', 0, { neededBy: 'hold on BENT01' })], {
      ...RETAIN_NOTHING,
      keepYearly: 1,
    });
    expect(verdict).toEqual({
      id: 'x',
      isRetained: true,
      reasons: ['needed by hold on BENT01', 'newest', 'yearly'],
    });
  });

  it("keeps 30 days of hours and a year of days under the operators' policy", () => {
    const now = at('2026-11-21T00:00:00Z');
    const hourly = Array.from({ length: 24 * 500 }, (_, i) => backup(String(i), now - i * HOUR));
    const ids = retained(hourly, OPERATORS_POLICY);
    expect(ids).toContain('719');
    expect(ids.length).toBeGreaterThan(720 + 300);
    expect(ids.length).toBeLessThan(720 + 365 + 5);
  });

  it('never drops what a plan or hold needs, nor the newest of a group', () => {
    fc.assert(
      fc.property(backups, policies, (list, policy) => {
        const retainedIds = new Set(retained(list, policy));
        for (const one of list) {
          if (one.neededBy !== undefined) expect(retainedIds.has(one.id)).toBe(true);
          const newest = list
            .filter((other) => other.group === one.group)
            .every((other) => other.takenAt <= one.takenAt);
          if (
            newest &&
            list.filter((other) => other.group === one.group && other.takenAt === one.takenAt).length === 1
          )
            expect(retainedIds.has(one.id)).toBe(true);
        }
      }),
    );
  });

  it('drops nothing more when it is run again on what it kept', () => {
    fc.assert(
      fc.property(backups, policies, (list, policy) => {
        const retainedIds = new Set(retained(list, policy));
        const rest = list.filter((one) => retainedIds.has(one.id));
        expect(retained(rest, policy)).toEqual(rest.map((one) => one.id));
      }),
    );
  });

  it('keeps no fewer when the policy grows', () => {
    fc.assert(
      fc.property(backups, policies, (list, policy) => {
        const wider = {
          ...policy,
          keepDaily: policy.keepDaily + 3,
          keepLast: policy.keepLast + 1,
          keepWithinHours: policy.keepWithinHours + 5,
        };
        const retainedIds = new Set(retained(list, wider));
        for (const id of retained(list, policy)) expect(retainedIds.has(id)).toBe(true);
      }),
    );
  });
});
