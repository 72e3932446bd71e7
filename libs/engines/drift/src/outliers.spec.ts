import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { nodeOf, readConfig, type PlainValue } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOutliers, type OutlierOptions } from './outliers.js';

const CONFIG = { plugin: 'CMI', file: 'config.yml' };

function outliersIn(values: Record<string, PlainValue | undefined>, options: Partial<OutlierOptions> = {}) {
  const observations = Object.entries(values).map(([instance, value]) => ({
    instance,
    host: 'ovh',
    root: value === undefined ? undefined : nodeOf(value),
  }));
  return findOutliers(CONFIG, observations, { secrets: { judge: BY_NAME_AND_SHAPE }, ...options });
}

const fleet = (size: number, value: PlainValue): Record<string, PlainValue> =>
  Object.fromEntries(Array.from({ length: size }, (_, index) => [`I${index}`, value]));

describe('outliers', () => {
  it('are the one of twenty that differs', () => {
    const { outliers } = outliersIn({
      ...fleet(20, { ReSpawn: { Enabled: true } }),
      I7: { ReSpawn: { Enabled: false } },
    });
    expect(outliers).toEqual([
      {
        ...CONFIG,
        path: ['ReSpawn', 'Enabled'],
        key: 'ReSpawn.Enabled',
        instance: 'I7',
        host: 'ovh',
        value: false,
        majority: true,
        agree: 19,
        of: 20,
        group: 'everywhere',
      },
    ]);
  });

  it('may lack a key or be alone in having it', () => {
    const { outliers } = outliersIn({ ...fleet(4, { a: 1 }), I1: {}, I2: { a: 1, b: 2 } });
    expect(outliers.map(({ instance, key, value, majority }) => [instance, key, value, majority])).toEqual([
      ['I1', 'a', undefined, 1],
      ['I2', 'b', 2, undefined],
    ]);
  });

  it('are not made by null, which is as good as no key', () => {
    const same = outliersIn({ ...fleet(4, { a: 1 }), I0: { a: 1, b: null }, I1: { a: 1, b: { c: null } } });
    expect(same).toEqual({ outliers: [], noMajority: [] });
    const empty = outliersIn({ ...fleet(4, { a: 1, b: {} }), I0: { a: 1, b: { c: null } } });
    expect(empty).toEqual({ outliers: [], noMajority: [] });
    const { outliers } = outliersIn({ ...fleet(5, { a: null }), I0: {}, I1: { a: 2 }, I2: null });
    expect(
      outliers.map(({ instance, value, majority, agree }) => [instance, value, majority, agree]),
    ).toEqual([['I1', 2, undefined, 4]]);
    const lacking = outliersIn({ ...fleet(4, { a: 1 }), I0: { a: null } }).outliers;
    expect(lacking.map(({ instance, value, majority }) => [instance, value, majority])).toEqual([
      ['I0', undefined, 1],
    ]);
  });

  it('are not named in a tie, which is reported as such', () => {
    const { outliers, noMajority } = outliersIn({ A: { a: 1 }, B: { a: 1 }, C: { a: 2 }, D: { a: 2 } });
    expect(outliers).toEqual([]);
    expect(noMajority).toMatchObject([
      {
        key: 'a',
        of: 4,
        values: 2,
        group: 'everywhere',
        choices: [
          { value: 1, instances: ['A', 'B'] },
          { value: 2, instances: ['C', 'D'] },
        ],
      },
    ]);
    const some = outliersIn(
      { A: { a: 1 }, B: { a: 2 }, C: { a: 3 } },
      { isIgnored: (_, name) => name !== 'A' },
    );
    expect(some.noMajority).toHaveLength(1);
    expect(outliersIn({ A: { a: 1 }, B: { a: 2 }, C: {} }, { isIgnored: () => true }).noMajority).toEqual([]);
  });

  it('are no outliers when they side with the majority of their group', () => {
    const values = {
      ...fleet(9, { mode: 'smp' }),
      S1: { mode: 'sky' },
      S2: { mode: 'sky' },
      S3: { mode: 'sky' },
    };
    const groups = [{ name: 'tag:skyblock', instances: new Set(['S1', 'S2', 'S3', 'I8']) }];
    expect(outliersIn(values).outliers.map(({ instance }) => instance)).toEqual(['S1', 'S2', 'S3']);
    expect(outliersIn(values, { groups }).outliers).toEqual([]);
  });

  it('are told by their own key, however alike another is', () => {
    const { outliers } = outliersIn({ ...fleet(4, { ab: 1, a: { b: 2 } }), I0: { ab: 1, a: { b: 3 } } });
    expect(outliers.map(({ key, value, majority }) => [key, value, majority])).toEqual([['a.b', 3, 2]]);
    const dotted = outliersIn({ ...fleet(4, { 'a.b': 2 }), I0: { a: { b: 2 } } });
    expect(dotted).toEqual({ outliers: [], noMajority: [] });
  });

  it('of what the same reference brings in are told where it comes from', () => {
    const observations = ['1', '1', '1', '2'].map((value, index) => {
      const read = readConfig(new TextEncoder().encode(`b = ${value}\na = \${b}\nc = ${value}\n`), 'hocon');
      return { instance: `I${index}`, host: 'ovh', root: read.state === 'ok' ? read.root : undefined };
    });
    const { outliers } = findOutliers(CONFIG, observations, { secrets: { judge: BY_NAME_AND_SHAPE } });
    expect(outliers.map(({ instance, key }) => [instance, key])).toEqual([
      ['I3', 'b'],
      ['I3', 'c'],
    ]);
  });

  it('have no say when they cannot be read, and small groups are not judged', () => {
    expect(outliersIn({ A: { a: 1 }, B: { a: 2 }, C: undefined }).outliers).toEqual([]);
    expect(outliersIn({ A: { a: 1 }, B: { a: 1 }, C: { a: 1 }, D: undefined }).outliers).toEqual([]);
  });

  it('are not made by format, and never show a secret', () => {
    expect(
      outliersIn({
        A: { a: 1, b: 2 },
        B: new Map([
          ['b', 2],
          ['a', 1],
        ]),
        C: { a: 1, b: 2 },
      }).outliers,
    ).toEqual([]);
    const { outliers } = outliersIn({ ...fleet(5, { password: 'hunter1' }), I0: { password: 'hunter2' } });
    expect(outliers).toHaveLength(1);
    expect(JSON.stringify(outliers)).not.toContain('hunter');
  });

  it('are left out by ignore rules', () => {
    const isIgnored = (path: readonly (string | number)[]): boolean => path[0] === 'uuid';
    expect(outliersIn({ ...fleet(5, { uuid: 'x' }), I0: { uuid: 'y' } }, { isIgnored }).outliers).toEqual([]);
  });

  it('are always a minority', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 15 }), (values) => {
        const { outliers, noMajority } = outliersIn(
          Object.fromEntries(values.map((value, index) => [`I${index}`, { a: value }])),
        );
        for (const { value, majority, agree, of } of outliers) {
          expect(agree * 3).toBeGreaterThanOrEqual(of * 2);
          expect(value).not.toEqual(majority);
          expect(values.filter((one) => one === majority)).toHaveLength(agree);
        }
        const isDivided = values.length >= 3 && new Set(values).size > 1;
        expect(outliers.length > 0 || noMajority.length > 0).toBe(isDivided);
      }),
    );
  });
});
