import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditRowsToCut, cutOff, judgeRecords, RECORD_KINDS, type RetainableRecord } from './records.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');
const ago = (days: number): number => NOW - days * DAY;
const verdict = (record: Omit<RetainableRecord, 'id'>, days = 30) =>
  judgeRecords([{ id: 'x', ...record }], days, NOW)[0];

describe('records', () => {
  it('go when they are over for more than their days', () => {
    expect(verdict({ overAt: ago(31) })).toEqual({ id: 'x', isRetained: false });
    expect(verdict({ overAt: ago(30) - 1 })).toEqual({ id: 'x', isRetained: false });
  });

  it('stay to the last moment of their days', () => {
    expect(verdict({ overAt: ago(30) })).toEqual({ id: 'x', isRetained: true, reason: 'not old enough' });
    expect(verdict({ overAt: ago(0) }, 0)).toEqual({ id: 'x', isRetained: true, reason: 'not old enough' });
    expect(verdict({ overAt: ago(-1) })).toMatchObject({ isRetained: true });
  });

  it('stay while they are not over, whatever else is said of them', () => {
    expect(verdict({})).toEqual({ id: 'x', isRetained: true, reason: 'not over' });
    expect(verdict({ neededBy: 'plan 7' })).toEqual({ id: 'x', isRetained: true, reason: 'not over' });
  });

  it('stay while something needs them, and say what', () => {
    expect(verdict({ overAt: ago(900), neededBy: 'plan 7' })).toEqual({
      id: 'x',
      isRetained: true,
      reason: 'needed by plan 7',
    });
  });

  it('are judged in the order in which they come, and drop nothing more when judged again', () => {
    const records = fc.array(
      fc.record(
        {
          id: fc.uuid(),
          overAt: fc.integer({ min: ago(60), max: NOW }),
          neededBy: fc.constant('a plan'),
        },
        { requiredKeys: ['id'] },
      ),
    );
    fc.assert(
      fc.property(records, fc.nat(60), (list, days) => {
        const verdicts = judgeRecords(list, days, NOW);
        expect(verdicts.map(({ id }) => id)).toEqual(list.map(({ id }) => id));
        const rest = list.filter((_, i) => verdicts[i]!.isRetained);
        expect(judgeRecords(rest, days, NOW).every(({ isRetained }) => isRetained)).toBe(true);
        expect(
          judgeRecords(list, days + 1, NOW).filter(({ isRetained }) => isRetained).length,
        ).toBeGreaterThanOrEqual(rest.length);
      }),
    );
  });

  it('are of kinds with names of their own', () => {
    expect(new Set(RECORD_KINDS).size).toBe(RECORD_KINDS.length);
    expect(RECORD_KINDS).toEqual([
      'scan',
      'operation',
      'inspection',
      'unused-plan',
      'plan',
      'deployment',
      'finding',
      'finding-change',
      'hold',
      'token',
      'gone-instance',
      'job',
      'session',
      'request',
      'measurement',
    ]);
    expect(cutOff(2, NOW)).toBe(ago(2));
  });
});

describe('the audit trail', () => {
  it('is cut before the first row that is not old enough', () => {
    expect(auditRowsToCut([ago(900), ago(800), ago(700), ago(1)], 730, NOW)).toBe(2);
    expect(auditRowsToCut([ago(900), ago(800)], 730, NOW)).toBe(2);
    expect(auditRowsToCut([ago(730)], 730, NOW)).toBe(0);
    expect(auditRowsToCut([], 730, NOW)).toBe(0);
  });

  it('keeps one piece when a clock was set back: what is old behind a younger row stays', () => {
    expect(auditRowsToCut([ago(900), ago(1), ago(899)], 730, NOW)).toBe(1);
  });
});
