import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsMoment } from './is-moment.js';
import { readMoment } from './moment.js';

class Request {
  @IsMoment() at!: unknown;
}
const mistakesOf = (at: unknown) =>
  validateSync(Object.assign(new Request(), { at })).flatMap(({ constraints }) =>
    Object.values(constraints ?? {}),
  );

describe('a time as it was entered', () => {
  it.each([
    ['2026-02-30', 'there is no such day'],
    ['2026-02-30T10:00', 'there is no such day'],
    ['2026-02-29T10:00:00Z', 'there is no such day'],
    ['2026-13-01', 'there is no such day'],
    ['2026-00-10', 'there is no such day'],
    ['2026-04-00', 'there is no such day'],
    ['2026-04-01T24:00', 'there is no such time of day'],
    ['2026-04-01T10:60', 'there is no such time of day'],
    ['2026-04-01T10:00:60Z', 'there is no such time of day'],
    ['2026-04-01T10:00+99:00', 'is no time; its zone reads like Z or +01:00'],
    ['Feb 30 2026', 'is no time; it reads like 2026-11-20 or 2026-11-20T18:00'],
    ['2026-W10', 'is no time; it reads like 2026-11-20 or 2026-11-20T18:00'],
    ['', 'is no time; it reads like 2026-11-20 or 2026-11-20T18:00'],
  ])('%j: %s', (text, mistake) => {
    expect(readMoment(text)).toEqual({ mistake });
    expect(mistakesOf(text)).toEqual([mistake]);
  });

  it.each([
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-11-20T18:00Z', '2026-11-20T18:00:00.000Z'],
    ['2026-11-20 18:00:05.25+01:00', '2026-11-20T17:00:05.250Z'],
  ])('%j is %s', (text, iso) => {
    expect(readMoment(text).at?.toISOString()).toBe(iso);
    expect(mistakesOf(text)).toEqual([]);
  });

  it('without a zone is of this clock, a day alone only when that is meant', () => {
    expect(readMoment('2026-11-20T00:00').at).toEqual(new Date(2026, 10, 20));
    expect(readMoment('2026-11-20', { localDay: true }).at).toEqual(new Date(2026, 10, 20));
    expect(readMoment('2026-11-20')).toMatchObject({ isDay: true });
    expect(readMoment('2026-11-20T00:00')).toMatchObject({ isDay: false });
  });

  it('is text', () => expect(mistakesOf(7)).toEqual(['must be a time, as text']));

  it('reads every time as it is written by a machine', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }), (at) => {
        expect(readMoment(at.toISOString()).at).toEqual(at);
      }),
    );
  });
});
