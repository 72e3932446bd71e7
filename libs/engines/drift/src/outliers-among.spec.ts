import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import type { FleetInstance } from '@archivesmp/fleet';
import { describe, expect, it } from 'vitest';
import { canHaveOutliers, outliersAmong } from './outliers-among.js';
import { compileRules } from './rules.js';
import { NAMED_KEYS } from './whole-file-differences.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const fleetOf = (platforms: readonly FleetInstance['platform'][]): FleetInstance[] =>
  platforms.map((platform, index) => ({ name: `I${index}`, host: 'ovh', platform, tags: [] }));
const FIVE = fleetOf(['paper', 'paper', 'paper', 'paper', 'paper']);
const CONFIG = { plugin: 'P', path: 'config.yml' };

function state(deviations = '', fleet = FIVE) {
  const { document } = parseDeviations(bytes(deviations));
  const desired = compileDesiredState({ baselines: [], deviations: document!, fleet, now: '2026-11-30' });
  return { desired, rules: compileRules(desired.document) };
}

const outliersOf = (texts: readonly (string | undefined)[], deviations = '', fleet = FIVE, file = CONFIG) => {
  const copies = texts.map((text, index) => ({ instance: fleet[index]!, content: text ?? '?' }));
  const bytesOf = (text: string | number) => (text === '?' ? undefined : bytes(String(text)));
  return outliersAmong(file, copies, bytesOf, state(deviations, fleet));
};
const keys = (count: number, value: number): string =>
  Array.from({ length: count }, (_, index) => `k${index}: ${value}\n`).join('');

describe('whether a file can have outliers', () => {
  const possible = (contents: readonly number[], deviations = '', hasBaseline = false, file = CONFIG) =>
    canHaveOutliers(file, hasBaseline, contents, state(deviations));

  it('needs three who have it, and two contents', () => {
    expect(possible([1, 1, 2])).toBe(true);
    expect(possible([1, 2])).toBe(false);
    expect(possible([1, 1, 1])).toBe(false);
  });

  it('needs a file without an expectation, that is managed and no data', () => {
    expect(possible([1, 1, 2], '', true)).toBe(false);
    expect(possible([1, 1, 2], 'no_desired_state: [P]', true)).toBe(true);
    expect(possible([1, 1, 2], 'unmanaged: ["P/**"]')).toBe(false);
    expect(possible([1, 1, 2], '', false, { plugin: 'P', path: 'data.yml' })).toBe(false);
  });
});

describe('the odd among copies of a file', () => {
  it('are named key by key up to ten, and beyond that once', () => {
    const outlierIn = (count: number) =>
      outliersOf([...Array.from({ length: 4 }, () => keys(count, 1)), keys(count, 2)]);
    expect(outlierIn(NAMED_KEYS).outliers).toHaveLength(NAMED_KEYS);
    expect(outlierIn(NAMED_KEYS + 1).outliers).toEqual([
      {
        ...{ plugin: 'P', file: 'config.yml', path: [], key: '', group: 'everywhere' },
        ...{ instance: 'I4', host: 'ovh', value: '11 keys differ', agree: 4, of: 5 },
      },
    ]);
  });

  it('are none where all differ; many such keys are one', () => {
    const of = (count: number) => outliersOf([1, 2, 3, 4, 5].map((value) => keys(count, value)));
    expect(of(2).outliers).toEqual([]);
    expect(of(2).noMajority.map(({ key, values, keys: many }) => [key, values, many])).toEqual([
      ['k0', 5, undefined],
      ['k1', 5, undefined],
    ]);
    expect(of(40).noMajority).toMatchObject([{ path: [], keys: 40, of: 5, values: 5 }]);
    expect(of(40).noMajority[0]!.choices[0]!.instances).toHaveLength(5);
  });

  it('have no say while their content is unknown, not understood, or text', () => {
    expect(outliersOf(['a: 1', 'a: 1', 'a: 1', undefined, 'a: "']).outliers).toEqual([]);
    expect(outliersOf(['a', 'a', 'a', 'a', 'b'], '', FIVE, { plugin: 'P', path: 'x.txt' }).outliers).toEqual(
      [],
    );
  });

  it('side with their platform or tag, and a rule may say that it is none', () => {
    const fleet = fleetOf(['paper', 'paper', 'paper', 'paper', 'velocity', 'velocity', 'velocity']);
    const texts = fleet.map(({ platform }) => (platform === 'paper' ? 'a: 1' : 'a: 2'));
    expect(outliersOf(texts, '', fleet)).toMatchObject({ outliers: [], noMajority: [{ key: 'a' }] });
    const one = ['a: 1', 'a: 1', 'a: 1', 'a: 1', 'a: 2'];
    expect(outliersOf(one).outliers).toHaveLength(1);
    expect(outliersOf(one, 'ignore: [{plugin: P, key: a, reason: r}]').outliers).toEqual([]);
  });
});
