import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeAt, plainOf } from './config-tree.js';
import { compileDesiredState, type DesiredState } from './desired-state.js';
import { explain } from './explain.js';
import { parseDeviations } from './parse-deviations.js';
import type { FleetInstance } from '@archivesmp/fleet';
import { explainVariable } from './variables.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const instance = (name: string, host: string): FleetInstance => ({ name, host, platform: 'paper', tags: [] });
const FLEET = [instance('BENT01', 'ovh'), instance('SMP101', 'ovh'), instance('HUB01', 'hetzner')];
const BASELINE = 'a:\n  b: 1\n  c: 2\nd: [x, y]\ne.f: 3\n';

function state(deviations: string, baseline = BASELINE): DesiredState {
  const { document, errors } = parseDeviations(bytes(deviations));
  expect(errors).toBeUndefined();
  return compileDesiredState({
    baselines: [{ plugin: 'P', path: 'config.yml', bytes: bytes(baseline) }],
    deviations: document!,
    fleet: FLEET,
    now: '2026-11-21T00:00:00Z',
  });
}

const ask = (of: DesiredState, key: string | KeyPath, on = FLEET[0]!) =>
  explain(of, { plugin: 'P', file: 'config.yml', key }, on);

const SCOPES = `
tags:
  skyblock: {priority: 10, instances: [BENT01]}
  event: {priority: 20, instances: [BENT01]}
  calm: {priority: 20, instances: [BENT01]}
documented:
`;
const baselineValue = (lines: readonly string[]): string =>
  SCOPES + lines.map((line) => `  - {plugin: P, file: config.yml, ${line}}\n`).join('');

describe('explain', () => {
  it('says from where each variable behind a value has its value, or that it has none', () => {
    const of = state(
      `variables:
  ME: {from: instance}
  AT: {from: host, "instance:HUB01": here}
  KIND: {from: platform}
  PORT: {everywhere: 1, "host:ovh": 2}
`,
      'a: "{{ME}} {{AT}} {{KIND}} {{PORT}}"\n',
    );
    const behind = (on: FleetInstance) =>
      ask(of, 'a', on).valueSources[0]!.variables.map(({ name, value, from, line, scope }) => [
        name,
        value,
        from,
        line,
        scope?.kind,
      ]);
    expect(behind(FLEET[0]!)).toEqual([
      ['ME', 'BENT01', 'instance', undefined, undefined],
      ['AT', 'ovh', 'host', undefined, undefined],
      ['KIND', 'paper', 'platform', undefined, undefined],
      ['PORT', '2', undefined, 5, 'host'],
    ]);
    expect(behind(FLEET[2]!)).toEqual([
      ['ME', 'HUB01', 'instance', undefined, undefined],
      ['AT', 'here', undefined, 3, 'instance'],
      ['KIND', 'paper', 'platform', undefined, undefined],
      ['PORT', '1', undefined, 5, 'universal'],
    ]);
    expect(explainVariable('UNSET', FLEET[0]!, of.document.variables)).toEqual({ name: 'UNSET' });
  });

  it('does not judge a key whose variable has no value, nor what is in it, and says why', () => {
    const of = state('variables: {PORT: {"instance:HUB01": 1}}', 'a: {b: "{{PORT}}", c: 1}\nd: 1\n');
    expect(ask(of, 'a.b')).toMatchObject({
      outcome: 'not_judged',
      expected: undefined,
      winner: undefined,
      reason: expect.stringContaining('{{PORT}} has no value on this instance') as string,
    });
    expect(ask(of, 'a.b.x').outcome).toBe('not_judged');
    expect(ask(of, 'a.c')).toMatchObject({ outcome: 'value', expected: { value: 1 } });
    expect(ask(of, 'a.b', FLEET[2]!)).toMatchObject({ outcome: 'value', expected: { value: '1' } });
    expect(explainVariable('PORT', FLEET[0]!, of.document.variables)).toEqual({ name: 'PORT' });
  });

  it('does not judge a key that is left open, nor what is in it, unless a rule says what it should be', () => {
    const of = state('left_open: [{plugin: P, file: config.yml, key: "x.*", reason: looks per server}]');
    for (const key of ['x.y', 'x.y.z'])
      expect(ask(of, key)).toMatchObject({ outcome: 'not_judged', reason: 'looks per server' });
    expect(ask(of, 'x').outcome).toBe('no_key');
    expect(ask(of, 'a.b').outcome).toBe('value');
    const decided = state(
      baselineValue(['key: x.y, for: everywhere, absent: true']) + 'left_open: [{key: "x.*", reason: r}]\n',
    );
    expect(ask(decided, 'x.y').outcome).toBe('no_key');
  });

  it('names every scope that spoke, widest first, and the narrowest wins', () => {
    const of = state(
      baselineValue([
        'key: a.b, for: "instance:BENT01", value: 60, reason: small world, owner: Ada',
        'key: a.b, for: "tag:skyblock", value: 40',
        'key: a.b, for: "host:ovh", value: 30',
        'key: a.b, for: "platform:paper", value: 20',
        'key: a.b, for: everywhere, value: 10',
        'key: a.b, for: "tag:event", value: 50',
        'key: a.b, for: "host:hetzner", value: 99',
      ]),
    );
    const { outcome, expected, winner, valueSources } = ask(of, 'a.b');
    expect(outcome).toBe('value');
    expect(plainOf(expected!)).toBe(60);
    expect(winner?.deviation).toMatchObject({ owner: 'Ada', reason: 'small world' });
    expect(
      valueSources.map(({ scope, value, standing: status }) => [scope.kind, plainOf(value!), status]),
    ).toEqual([
      ['universal', 1, 'overruled'],
      ['universal', 10, 'overruled'],
      ['platform', 20, 'overruled'],
      ['host', 30, 'overruled'],
      ['tag', 40, 'overruled'],
      ['tag', 50, 'overruled'],
      ['instance', 60, 'won'],
    ]);
    expect(plainOf(ask(of, 'a.b', FLEET[2]).expected!)).toBe(99);
  });

  it('says that scopes of equal rank disagree, and decides for none', () => {
    const of = state(
      baselineValue(['key: a.b, for: "tag:event", value: 50', 'key: a.b, for: "tag:calm", value: 51']),
    );
    const { outcome, expected, winner, valueSources, reason } = ask(of, 'a.b');
    expect({ outcome, expected, winner }).toEqual({
      outcome: 'conflict',
      expected: undefined,
      winner: undefined,
    });
    expect(reason).toContain('equal rank');
    expect(valueSources.filter(({ standing: status }) => status === 'conflict')).toHaveLength(2);
    expect(ask(of, 'a.b', FLEET[1]).outcome).toBe('value');
  });

  it('lets equal scopes agree', () => {
    const of = state(
      baselineValue(['key: a.b, for: "tag:event", value: 50', 'key: a.b, for: "tag:calm", value: 50']),
    );
    expect(plainOf(ask(of, 'a.b').expected!)).toBe(50);
  });

  it('names an expired deviation, which counts no more on its last day', () => {
    const of = state(baselineValue(['key: a.b, for: "instance:BENT01", value: 60, expires: 2026-11-21']));
    const { expected, valueSources } = ask(of, 'a.b');
    expect(plainOf(expected!)).toBe(1);
    expect(valueSources.map(({ standing: status }) => status)).toEqual(['won', 'expired']);
    expect(
      plainOf(
        ask(state(baselineValue(['key: a.b, for: "instance:BENT01", value: 60, expires: 2026-11-22'])), 'a.b')
          .expected!,
      ),
    ).toBe(60);
  });

  it('knows keys with dots, absent keys, and keys inside of what a rule set', () => {
    const of = state(
      baselineValue([
        'key: e.f, for: everywhere, value: 4',
        'key: a, for: everywhere, value: {x: 1, y: 2}',
        'path: [a, y], for: "host:ovh", value: 3',
        'key: d, for: "instance:BENT01", absent: true',
      ]),
    );
    expect(ask(of, 'e.f')).toMatchObject({ path: ['e', 'f'], outcome: 'value' });
    expect(ask(of, ['e.f'])).toMatchObject({ path: ['e', 'f'], outcome: 'value' });
    expect(ask(of, 'a.b')).toMatchObject({ outcome: 'no_key', winner: { value: undefined, path: ['a'] } });
    expect(ask(of, 'a').winner?.standing).toBe('refined');
    expect(plainOf(ask(of, 'a.y').expected!)).toBe(3);
    expect(ask(of, ['d'])).toMatchObject({ outcome: 'no_key', winner: { scope: { name: 'BENT01' } } });
  });

  it('says why there is no answer', () => {
    expect(ask(state('absent_plugins: {BENT01: [P]}'), 'a.b')).toMatchObject({
      outcome: 'not_expected_here',
    });
    expect(ask(state('', 'a: ["'), 'a').outcome).toBe('unreadable');
    const elsewhere = explain(state(''), { plugin: 'Q', file: 'x.yml', key: 'a' }, FLEET[0]!);
    expect(elsewhere).toMatchObject({ outcome: 'no_baseline', key: 'a' });
    const near = explain(state(''), { plugin: 'P', file: 'confg.yml', key: 'a' }, FLEET[0]!);
    expect(near.reason).toBe('there is no baseline for P/confg.yml; did you mean P/config.yml?');
  });

  it('agrees with what is rendered, for any deviations and any key', () => {
    const key = fc.constantFrom(
      ['a'],
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'b', 'z'],
      ['d'],
      ['e.f'],
      ['g'],
      ['g', 'h'],
    );
    const scope = fc.constantFrom(
      'everywhere',
      'platform:paper',
      'host:ovh',
      'tag:skyblock',
      'tag:event',
      'tag:calm',
      'instance:BENT01',
    );
    const value = fc.constantFrom('value: 7', 'value: {z: 8}', 'value: [1]', 'absent: true', 'value: 9');
    const line = fc
      .tuple(key, scope, value)
      .map(([path, target, what]) => `path: ${JSON.stringify(path)}, for: "${target}", ${what}`);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), key, (lines, path) => {
        const of = state(baselineValue(lines));
        const { root, conflicts } = of.plugins.get('P')!.get('config.yml')!.on(of.fleet[0]!);
        const { outcome, expected, winner, valueSources, path: keyPath } = ask(of, path);
        if (outcome === 'conflict') {
          expect(conflicts).not.toEqual([]);
          return;
        }
        expect(expected).toEqual(nodeAt(root!, keyPath));
        expect(outcome).toBe(expected === undefined ? 'no_key' : 'value');
        // the winner said just that, unless narrower scopes changed a part of it
        const isPart =
          winner !== undefined && winner.path.length <= keyPath.length && winner.standing === 'won';
        if (isPart) expect(winner.value && plainOf(winner.value)).toEqual(expected && plainOf(expected));
        else if (winner === undefined) expect(expected).toBeUndefined();
        expect(valueSources.filter((valueSource) => valueSource === winner)).toHaveLength(winner ? 1 : 0);
      }),
    );
  });
});
