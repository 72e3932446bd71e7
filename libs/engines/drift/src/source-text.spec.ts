import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareInstance } from './compare-instance.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ON: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [] };

function differences(baseline: string, live: string, more: { path?: string; deviations?: string } = {}) {
  const { path = 'config.yml', deviations = '' } = more;
  const desired = compileDesiredState({
    baselines: [{ plugin: 'P', path, bytes: bytes(baseline) }],
    deviations: parseDeviations(bytes(deviations)).document!,
    fleet: [ON],
    now: '2026-11-21T00:00:00Z',
  });
  const files = [{ plugin: 'P', path, state: 'readable' as const, bytes: bytes(live) }];
  return compareInstance({ desired, instance: ON, observation: { plugins: ['P'], files } }).findings;
}
const shown = (...args: Parameters<typeof differences>) =>
  differences(...args).map(({ expected, expectedText, actual, actualText }) => [
    expected,
    expectedText,
    actual,
    actualText,
  ]);

describe('values of which the spelling matters', () => {
  it('are no difference when they mean the same', () => {
    expect(differences('v: 1.10\nn: 010\nb: yes\n', 'v: 1.1\nn: 8\nb: true\n')).toEqual([]);
  });

  it.each([
    ['v: 2\n', 'v: 1.10\n', [2, undefined, 1.1, '1.10']],
    ['v: 0x1F # hex\n', 'v: 1_000\n', [31, '0x1F', 1000, '1_000']],
    ['v: yes\n', 'v: off\n', [true, 'yes', false, 'off']],
    ['v: 1.5\n', 'v: 2.5\n', [1.5, undefined, 2.5, undefined]],
    ["v: '1.10'\n", 'v: 1.10\n', ['1.10', undefined, 1.1, '1.10']],
    ['v: ä\nw: 1\n', 'v: ä\nw: 1.0e+3\n', [1, undefined, 1000, '1.0e+3']],
  ])('are shown as written: %j against %j', (baseline, live, sides) => {
    expect(shown(baseline, live)).toEqual([sides]);
  });

  it('are found below the keys of the Bukkit view, and in other formats', () => {
    const bukkit = { deviations: 'plugins: {P: {reader: bukkit}}' };
    expect(shown('a: {b: 1}\n', 'a.b: 1.10\n', bukkit)).toEqual([[1, undefined, 1.1, '1.10']]);
    expect(shown('{"a": [{"b": 1}]}', '{"a": [{"b": 1.10}]}', { path: 'x.json' })).toEqual([
      [[{ b: 1 }], undefined, [{ b: 1.1 }], undefined],
    ]);
    expect(shown('{"b": 1}', '{"b": 1.10}', { path: 'x.json' })).toEqual([[1, undefined, 1.1, '1.10']]);
  });

  it('never show a secret, nor what the baseline says where a deviation decides', () => {
    const secret = differences('password: 0x1F\n', 'password: 1_234\n');
    expect(JSON.stringify(secret)).not.toMatch(/0x1F|1_234/);
    const deviations = 'deviations: {P: {config.yml: {v: {BENT01: 3}}}}';
    expect(shown('v: 1.10\n', 'v: 2.50\n', { deviations })).toEqual([[3, undefined, 2.5, '2.50']]);
  });

  it('are what stands there, for any number', () => {
    const spelled = fc
      .tuple(fc.integer({ min: 2, max: 99 }), fc.integer({ min: 1, max: 9 }), fc.integer({ max: 3, min: 1 }))
      .map(([whole, part, zeros]) => `${whole}.${part}${'0'.repeat(zeros)}`);
    fc.assert(
      fc.property(spelled, fc.boolean(), (text, isNested) => {
        const live = isNested ? `x: {v: ${text}}\n` : `x:\n  v:   ${text}   # why\n`;
        expect(shown('x: {v: 1}\n', live)).toEqual([[1, undefined, Number(text), text]]);
      }),
    );
  });
});
