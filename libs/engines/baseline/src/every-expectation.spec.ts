import { type ConfigNode, nodeOf } from '@archivesmp/config-text';
import { describe, expect, it } from 'vitest';
import { nodeAt, plainOf } from './config-tree.js';
import { compileDesiredState, isExpectedOn, platformOf } from './desired-state.js';
import { type Deviation, NO_DEVIATIONS } from './deviations-document.js';
import { conflictsOf, isExpired, overridesOf, valueSourcesOn } from './override.js';
import { parseDeviations } from './parse-deviations.js';
import type { FleetInstance } from '@archivesmp/fleet';
import type { Scope } from './scope.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const documentOf = (text: string) => {
  const { document, errors } = parseDeviations(bytes(text));
  if (document === undefined) throw new Error(JSON.stringify(errors));
  return document;
};
const bent: FleetInstance = {
  name: 'BENT01',
  host: 'ovh',
  platform: 'paper',
  tags: ['own'],
  aliases: ['uuid-1'],
};
const vel: FleetInstance = { name: 'VEL01', host: 'ovh', platform: 'unknown', tags: [] };
const NOW = '2026-11-29T12:00:00Z';
const PLAIN = { view: 'plain', separator: '.' } as const;

function stateOf(document: string, baselines: Record<string, string> = {}, fleet = [bent, vel]) {
  return compileDesiredState({
    baselines: Object.entries(baselines).map(([file, text]) => {
      const [plugin, ...path] = file.split('/');
      return { plugin: plugin!, path: path.join('/'), bytes: bytes(text) };
    }),
    deviations: documentOf(document),
    fleet,
    now: NOW,
  });
}
const on = (state: ReturnType<typeof stateOf>, file: string, instance = state.fleet[0]!) => {
  const [plugin, ...path] = file.split('/');
  return state.plugins.get(plugin!)!.get(path.join('/'))!.on(instance);
};
const plain = (node: ConfigNode | undefined): unknown => node && plainOf(node);

describe('an instance as the document knows it', () => {
  it('has its own tags and those of the document, by any of its names', () => {
    const { fleet } = stateOf(
      'tags: {a: {priority: 1, instances: [BENT01]}, b: {priority: 2, instances: [uuid-1]}, c: {instances: [X]}, own: {instances: [BENT01]}}',
    );
    expect(fleet.map(({ tags }) => tags)).toEqual([['own', 'a', 'b'], []]);
  });

  it('has the platform that the document says, else the one that was found', () => {
    const { fleet } = stateOf('platforms: {velocity: [VEL01], bungeecord: [uuid-1]}');
    expect(fleet.map(({ platform }) => platform)).toEqual(['bungeecord', 'velocity']);
    expect(platformOf(bent, NO_DEVIATIONS)).toBe('paper');
    expect(platformOf(vel, { platforms: new Map([['X', 'paper']]) })).toBe('unknown');
  });
});

describe('where a plugin belongs', () => {
  const state = stateOf(`
plugins: {CMI: {platforms: [paper]}, Both: {platforms: [velocity, bungeecord]}}
absent_plugins: {BENT01: [A], uuid-1: [B]}
no_desired_state: [Plan, _server]
`);
  it.each([
    ['CMI', bent, { expected: true }],
    [
      'CMI',
      { ...bent, platform: 'velocity' },
      {
        expected: false,
        reason: 'it is a plugin for paper, not for velocity',
        by: { kind: 'platform', name: 'velocity', priority: 0 },
      },
    ],
    ['CMI', vel, { expected: true }],
    [
      'Both',
      bent,
      {
        expected: false,
        reason: 'it is a plugin for velocity and bungeecord, not for paper',
        by: { kind: 'platform', name: 'paper', priority: 0 },
      },
    ],
    [
      'A',
      bent,
      {
        expected: false,
        reason: 'deviations.yml lists it under absent_plugins of BENT01',
        by: { kind: 'instance', name: 'BENT01', priority: 0 },
      },
    ],
    [
      'B',
      bent,
      {
        expected: false,
        reason: 'deviations.yml lists it under absent_plugins of BENT01',
        by: { kind: 'instance', name: 'BENT01', priority: 0 },
      },
    ],
    ['A', vel, { expected: true }],
    ['Plan', bent, { expected: false }],
    ['_server', bent, { expected: true }],
    ['Other', bent, { expected: true }],
  ] as const)('%s', (plugin, instance, answer) =>
    expect(isExpectedOn(state, plugin, instance as FleetInstance)).toEqual(answer),
  );
});

describe('what a file should be', () => {
  it('is the baseline itself where no rule says more, parsed once for all instances', () => {
    const state = stateOf('', { 'P/a.yml': 'a: 1\n' });
    const file = state.plugins.get('P')!.get('a.yml')!;
    expect(file.isPlainFor(bent)).toBe(true);
    expect(file.on(bent).root).toBe(file.on({ ...bent, name: 'X' }).root);
    const before = file.on(bent);
    file.forgetExpected();
    expect(file.on(bent)).not.toBe(before);
    expect(file.on(bent)).toMatchObject({
      overrides: [],
      conflicts: [],
      valueSources: [],
      missingVariables: [],
      usedVariables: [],
    });
    expect(file.on(bent).bytes).toBe(file.bytes);
  });

  it('is seen with the eyes of the platform', () => {
    const state = stateOf('readers: [{reader: bukkit}]', { 'P/a.yml': 'a.b: 1\n' });
    expect(plain(on(state, 'P/a.yml', bent).root)).toEqual({ a: { b: 1 } });
    expect(plain(on(state, 'P/a.yml', { ...bent, platform: 'velocity' }).root)).toEqual({ 'a.b': 1 });
  });

  it('is changed by what counts on the instance, widest first, and shared among those for whom the same counts', () => {
    const state = stateOf(
      `
documented:
  - {plugin: P, file: a.yml, key: m, for: everywhere, value: {x: 1, y: 2}}
  - {plugin: P, file: a.yml, key: m.x, for: 'instance:BENT01', value: 9}
  - {plugin: P, file: a.yml, key: gone, for: 'host:ovh', absent: true}
  - {plugin: P, file: a.yml, key: late, for: everywhere, value: 1, expires: 2026-11-29}
  - {plugin: P, file: a.yml, key: soon, for: everywhere, value: 1, expires: 2026-11-30}
`,
      { 'P/a.yml': 'gone: 1\nm: {x: 0}\nlate: 0\n' },
    );
    expect(plain(on(state, 'P/a.yml').root)).toEqual({ m: { x: 9, y: 2 }, late: 0, soon: 1 });
    expect(plain(on(state, 'P/a.yml', vel).root)).toEqual({ m: { x: 1, y: 2 }, late: 0, soon: 1 });
    expect(plain(on(state, 'P/a.yml').base)).toEqual({ gone: 1, m: { x: 0 }, late: 0 });
    const file = state.plugins.get('P')!.get('a.yml')!;
    expect(file.on(vel).root).toBe(file.on({ ...vel, name: 'VEL02' }).root);
    expect(file.isPlainFor(bent)).toBe(false);
  });

  it('has its variables filled in, in the file and in what deviations say, at any depth', () => {
    const state = stateOf(
      `
variables: {A: {'instance:BENT01': one, 'instance:VEL01': two}, B: {'instance:BENT01': b}, UNUSED: x}
documented:
  - {plugin: P, file: a.yml, key: list, for: everywhere, value: ['{{A}}', 5, {k: 'x{{B}}', n: 1}]}
  - {plugin: P, file: a.yml, key: plain, for: everywhere, value: [1, text]}
`,
      {
        'P/a.yml': 'a: "{{A}}"\nb: \'\\{{A}}\'\nc: "{{OTHER}}"\n',
        'P/none.yml': 'a: 1\n',
        'P/b.yml': 'a: {b: 1}\n',
      },
    );
    const bents = on(state, 'P/a.yml');
    expect(plain(bents.root)).toMatchObject({
      a: 'one',
      list: ['one', 5, { k: 'xb', n: 1 }],
      plain: [1, 'text'],
    });
    expect([bents.usedVariables.toSorted(), bents.missingVariables]).toEqual([['A', 'B'], []]);
    const vels = on(state, 'P/a.yml', vel);
    expect(plain(vels.root)).toMatchObject({ a: 'two', list: ['two', 5, { k: 'x{{B}}', n: 1 }] });
    expect([vels.usedVariables, vels.missingVariables]).toEqual([['A'], ['B']]);
    const file = (path: string) => state.plugins.get('P')!.get(path)!;
    expect([...file('a.yml').variableNames].sort()).toEqual(['A', 'B']);
    expect([file('a.yml').hasVariables, file('none.yml').hasVariables, file('b.yml').hasVariables]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('names missing variables of what counts only', () => {
    const state = stateOf(
      `
variables: {A: {'instance:X': one}}
documented:
  - {plugin: P, file: a.yml, key: k, for: everywhere, value: '{{A}}'}
  - {plugin: P, file: a.yml, key: k, for: 'instance:BENT01', value: plain}
`,
      { 'P/a.yml': 'k: 1\n' },
    );
    expect(on(state, 'P/a.yml').missingVariables).toEqual([]);
    expect(on(state, 'P/a.yml', vel).missingVariables).toEqual(['A']);
  });

  it('is not known where the baseline cannot be read', () => {
    const state = stateOf('', { 'P/a.yml': 'a: "' });
    const { reading, root, base } = on(state, 'P/a.yml');
    expect([reading.state, root, base]).toEqual(['unreadable', undefined, undefined]);
  });

  it('names a conflict by the instance it is asked about, also when it was worked out for another', () => {
    const state = stateOf(
      `
tags: {a: {priority: 1, instances: [BENT01, VEL01]}, b: {priority: 1, instances: [BENT01, VEL01]}}
documented:
  - {plugin: P, file: a.yml, key: k, for: 'tag:a', value: 1}
  - {plugin: P, file: a.yml, key: k, for: 'tag:b', value: 2}
`,
      { 'P/a.yml': 'k: 0\n' },
    );
    for (const instance of state.fleet) {
      const { conflicts, root } = on(state, 'P/a.yml', instance);
      expect(conflicts).toMatchObject([
        { plugin: 'P', file: 'a.yml', path: ['k'], key: 'k', instance: instance.name },
      ]);
      expect(conflicts[0]!.deviations).toHaveLength(2);
      expect(plain(root)).toEqual({ k: 0 });
    }
  });
});

describe('who is heard', () => {
  const deviation = (
    kind: Scope['kind'],
    name: string,
    value: unknown,
    more: Partial<Deviation> = {},
  ): Deviation => ({
    plugin: 'P',
    file: 'f',
    key: 'k',
    scope: { kind, name, priority: 0 },
    value: value === undefined ? undefined : nodeOf(value as never),
    line: 1,
    ...more,
  });
  const statuses = (...deviations: Deviation[]) =>
    valueSourcesOn(bent, deviations, undefined, NOW, PLAIN).map(({ standing: status }) => status);

  it('is the narrowest scope; equal scopes that agree are one voice, and conflict when they do not', () => {
    const wide = deviation('universal', '', 1);
    const narrow = deviation('instance', 'BENT01', 2);
    expect(statuses(wide, narrow)).toEqual(['overruled', 'won']);
    expect(statuses(narrow, wide)).toEqual(['won', 'overruled']);
    expect(statuses(wide, deviation('universal', '', 1))).toEqual(['won', 'overruled']);
    expect(statuses(wide, deviation('universal', '', 2))).toEqual(['conflict', 'conflict']);
    expect(statuses(wide, deviation('universal', '', undefined))).toEqual(['conflict', 'conflict']);
    expect(statuses(deviation('universal', '', undefined), deviation('universal', '', undefined))).toEqual([
      'won',
      'overruled',
    ]);
    expect(statuses(wide, deviation('universal', '', 2), narrow)).toEqual(['overruled', 'overruled', 'won']);
  });

  it('is none for another instance, nor after the day it was meant for', () => {
    expect(statuses(deviation('instance', 'X', 1))).toEqual([]);
    expect(
      statuses(deviation('universal', '', 1, { expires: '2026-11-29' }), deviation('universal', '', 2)),
    ).toEqual(['expired', 'won']);
    expect(isExpired(deviation('universal', '', 1), NOW)).toBe(false);
    expect(isExpired(deviation('universal', '', 1, { expires: NOW }), NOW)).toBe(true);
    expect(isExpired(deviation('universal', '', 1, { expires: '2026-11-29T12:00:01Z' }), NOW)).toBe(false);
  });

  it('about different keys is not in each other’s way, and is applied widest and shortest first', () => {
    const valueSources = valueSourcesOn(
      bent,
      [
        deviation('instance', 'BENT01', 1, { path: ['a', 'b'] }),
        deviation('universal', '', 2, { path: ['a', 'b', 'c'] }),
        deviation('universal', '', 3, { path: ['a'] }),
      ],
      undefined,
      NOW,
      PLAIN,
    );
    expect(overridesOf(valueSources).map(({ path }) => path)).toEqual([['a'], ['a', 'b', 'c'], ['a', 'b']]);
    expect(conflictsOf(valueSources, bent)).toEqual([]);
  });

  it('is brought together by key when no scope decides', () => {
    const two = (path: string[]) => [
      deviation('universal', '', 1, { path }),
      deviation('universal', '', 2, { path }),
    ];
    const conflicts = conflictsOf(
      valueSourcesOn(bent, [...two(['a']), ...two(['b'])], undefined, NOW, PLAIN),
      bent,
    );
    expect(conflicts.map(({ key, deviations, instance }) => [key, deviations.length, instance])).toEqual([
      ['a', 2, 'BENT01'],
      ['b', 2, 'BENT01'],
    ]);
  });

  it('finds a key where it lies in the tree', () => {
    const root = nodeOf({ 'a.b': { c: 1 } } as never);
    const [valueSource] = valueSourcesOn(
      bent,
      [deviation('universal', '', 1, { key: 'a.b.c' })],
      root,
      NOW,
      PLAIN,
    );
    expect(valueSource!.path).toEqual(['a.b', 'c']);
    expect(nodeAt(root, valueSource!.path)).toBeDefined();
  });
});
