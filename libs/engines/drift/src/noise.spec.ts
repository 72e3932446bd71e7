import { compileDesiredState, NO_DEVIATIONS } from '@archivesmp/baseline';
import { nodeOf, type PlainValue } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFile } from './compare-file.js';
import { learnNoise, type RestartedFile } from './noise.js';
import { compileRules } from './rules.js';

const change = (file: string, before?: PlainValue, after?: PlainValue, instance = 'A'): RestartedFile => ({
  instance,
  plugin: 'P',
  file,
  before: before === undefined ? undefined : nodeOf(before),
  after: after === undefined ? undefined : nodeOf(after),
});
const learned = (...files: RestartedFile[]) =>
  learnNoise(files).map(({ rule, changes }) => `${rule.file} ${rule.key} ${changes}`);

describe('noise of a restart', () => {
  it('is what changed without an edit', () => {
    const [proposal, ...more] = learnNoise([
      change('config.yml', { stats: { starts: 7 }, a: 1 }, { stats: { starts: 8 }, a: 1 }, 'B'),
      change('config.yml', { stats: { starts: 1 }, a: 1 }, { stats: { starts: 2 }, a: 1 }),
      change('other.yml', { a: 1 }, { a: 1 }),
    ]);
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({
      rule: {
        plugin: 'P',
        file: 'config.yml',
        key: 'stats.starts',
        kinds: ['wrong_value', 'type_change', 'list_order'],
      },
      instances: ['A', 'B'],
      changes: 2,
    });
    expect(proposal!.rule.reason).toContain('by itself');
  });

  it('is one rule for a collection of entries, and for generated names', () => {
    const seen = (index: number) => ({
      players: { ann: { seen: index }, bob: { seen: index }, eve: { seen: index } },
    });
    expect(learned(change('data.yml', seen(1), seen(2)))).toEqual(['data.yml players.*.seen 3']);
    const uuid = '0b2a6a52-9c0f-4a57-8a35-4f2f4a9e1c11';
    expect(learned(change('c.yml', {}, { cache: { [uuid]: 1 } }))).toEqual(['c.yml cache.* 1']);
    expect(learned(change(`userdata/${uuid}.yml`, undefined, { a: 1 }))).toEqual(['userdata/*.yml ** 1']);
    expect(learned(...['a', 'b', 'c'].map((name) => change(`logs/${name}.yml`, undefined, {})))).toEqual([
      'logs/* ** 3',
    ]);
  });

  it('is named key by key where a name only holds what a program makes', () => {
    const uuid = '0b2a6a52-9c0f-4a57-8a35-4f2f4a9e1c11';
    const hash = '0123456789abcdef01234567';
    for (const made of [
      uuid,
      uuid.toUpperCase(),
      hash,
      hash.toUpperCase(),
      '2026-11-29',
      '12345',
      '10:30:00Z',
    ])
      expect(learned(change('c.yml', { p: {} }, { p: { [made]: 1 } }))).toEqual(['c.yml p.* 1']);
    for (const name of [`x${uuid}`, `${uuid}x`, `x${hash}`, `${hash}x`, 'v12345', '12345x', '123', 'abcdef'])
      expect(learned(change('c.yml', { p: {} }, { p: { [name]: 1 } }))).toEqual([`c.yml p.${name} 1`]);
  });

  it('does not hide all keys of a file, nor damage', () => {
    const [before, after] = [
      { a: 1, b: 1, c: 1 },
      { a: 2, b: 2, c: 2 },
    ];
    const each = (lead: string): string[] => ['a', 'b', 'c'].map((key) => `c.yml ${lead}${key} 1`);
    expect(learned(change('c.yml', before, after))).toEqual(each(''));
    expect(learned(change('c.yml', { p: before }, { p: after }))).toEqual(each('p.'));
    expect(learned(change('c.yml', {}, after))).toEqual(each(''));
    expect(learned(change('c.yml', { p: {} }, { p: after }))).toEqual(['c.yml p.* 3']);
    expect(learned(change('c.yml', { p: {} }, { p: { a: 1, b: 1 } }))).toHaveLength(2);
    expect(
      learned(change('x.yml', {}, undefined), change('y.yml', {}, undefined), change('z.yml', {}, undefined)),
    ).toHaveLength(3);
    expect(learnNoise([{ ...change('c.yml', { a: 1 }), after: 'unreadable' }])).toEqual([]);
    expect(learnNoise([{ ...change('c.yml', undefined, { a: 1 }), before: 'unreadable' }])).toEqual([]);
  });

  it('is hidden by the rules it proposes, whatever it was', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.constantFrom<PlainValue>('x', null, [1, 2], [2, 1]),
    );
    const name = fc.oneof(
      fc.constantFrom('a', 'b', 'x.y', 'back\\slash', '12345', '*', '', '""'),
      fc.string({ maxLength: 4 }),
    );
    const map = fc.array(
      fc.tuple(
        name,
        fc.oneof(
          value,
          fc.array(fc.tuple(name, value)).map((all) => new Map(all)),
        ),
      ),
    );
    const trees = map.map((entries): PlainValue => new Map<string, PlainValue>(entries));
    const bytesOf = (tree: PlainValue): Uint8Array => new TextEncoder().encode(jsonOf(tree));
    fc.assert(
      fc.property(trees, trees, (before, after) => {
        const rules = learnNoise([change('c.json', before, after)]).map(({ rule }) => rule);
        const document = { ...NO_DEVIATIONS, ignore: rules };
        const instance = { name: 'A', host: 'ovh', platform: 'paper' as const, tags: [] };
        const state = compileDesiredState({
          baselines: [{ plugin: 'P', path: 'c.json', bytes: bytesOf(before) }],
          deviations: document,
          fleet: [instance],
          now: '2026-01-01',
        });
        const observed = { plugin: 'P', path: 'c.json', state: 'readable' as const, bytes: bytesOf(after) };
        const expected = state.plugins.get('P')!.get('c.json')!;
        const { findings } = compareFile(expected, observed, {
          instance,
          rules: compileRules(document),
          secrets: {},
        });
        expect(findings).toEqual([]);
      }),
    );
  });
});

function jsonOf(value: PlainValue): string {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, PlainValue>)];
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${jsonOf(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
