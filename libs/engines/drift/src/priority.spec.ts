import { SEVERITIES } from '@archivesmp/contracts/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perServerKind } from './per-server-kind.js';
import { priorityOf, priorityReasons, spreadPoints, type PriorityFacts } from './priority.js';

const ON = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [], aliases: ['Bent Box'] } as const;

const kindOf = (key: string, expected: string | number | boolean, actual: string | number | boolean) =>
  perServerKind({ path: key.split('.'), expected, actual }, ON);

describe('a value that looks meant for one server', () => {
  it.each([
    ['world', 'SMP', 'bent01_nether', 'instance_name'],
    ['motd', 'Welcome', 'Welcome to Bent Box!', 'instance_name'],
    ['world', 'SMP', 'bent011', undefined],
    ['id', '6e1c7a8e-6f0a-4f43-9a0c-1f4c1fd5b8aa', 'x', 'uuid'],
    ['rcon.port', 25575, 25576, 'port'],
    ['votifier.rcon-port', '25575', 'none', undefined],
    ['port', 70000, 70001, undefined],
    ['mysql.table-prefix', 'co_', 'bent_', 'prefix'],
    ['chat.prefix', '[Staff] ', '[Mod] ', undefined],
    ['mysql.server-id', 1, 2, 'server_name'],
    ['export', 1, 2, undefined],
    ['enabled', true, false, undefined],
  ])('%s: %j against %j', (key, expected, actual, kind) => {
    expect(kindOf(key, expected, actual)).toBe(kind);
  });

  it('says nothing about what is masked, whole branches and whole files', () => {
    expect(perServerKind({ path: ['a'], expected: { b: 'BENT01' } }, ON)).toBeUndefined();
    expect(perServerKind({ path: [], actual: 'BENT01' }, ON)).toBeUndefined();
    expect(kindOf('password', '••••••', '••••••')).toBeUndefined();
  });
});

const facts: fc.Arbitrary<PriorityFacts> = fc.record({
  severity: fc.constantFrom(...SEVERITIES),
  path: fc.constantFrom(['password'], ['online-mode'], ['mysql', 'host'], ['max'], ['messages', 'a']),
  looksLike: fc.constantFrom('port' as const, 'uuid' as const),
  isDevOnly: fc.boolean(),
});
const alike = fc.integer({ min: 1, max: 300 });

describe('the priority', () => {
  it('grows with severity, everything else being equal', () => {
    fc.assert(
      fc.property(facts, alike, (one, count) => {
        const scores = SEVERITIES.map((severity) => priorityOf({ ...one, severity }, count));
        expect(scores).toEqual([...scores].sort((left, right) => right - left));
        expect(new Set(scores).size).toBe(SEVERITIES.length);
      }),
    );
  });

  it('never falls when more instances have the same finding', () => {
    fc.assert(
      fc.property(facts, alike, alike, (one, few, more) => {
        expect(priorityOf(one, few + more)).toBeGreaterThanOrEqual(priorityOf(one, few));
      }),
    );
  });

  it('is lower for what looks meant for one server and for what only development has', () => {
    fc.assert(
      fc.property(facts, alike, ({ looksLike, ...one }, count) => {
        expect(priorityOf({ ...one, looksLike: looksLike! }, count)).toBeLessThan(priorityOf(one, count));
        expect(priorityOf({ ...one, isDevOnly: true }, count)).toBeLessThan(
          priorityOf({ ...one, isDevOnly: false }, count),
        );
      }),
    );
  });

  it('is the sum of its reasons, and of one finding and the spread', () => {
    fc.assert(
      fc.property(facts, alike, (one, count) => {
        const sum = priorityReasons(one, count).reduce((all, { points }) => all + points, 0);
        expect(priorityOf(one, count)).toBe(sum);
        expect(priorityOf(one, count)).toBe(priorityOf(one) + spreadPoints(count));
      }),
    );
  });

  it('puts secrets and permissions before other keys, and says why', () => {
    const of = (path: string[]) => priorityOf({ severity: 'high', path, isDevOnly: false });
    expect(of(['password'])).toBeGreaterThan(of(['mysql', 'host']));
    expect(of(['mysql', 'host'])).toBeGreaterThan(of(['max']));
    const reasons = priorityReasons(
      { severity: 'low', path: ['rcon', 'port'], looksLike: 'port', isDevOnly: true },
      12,
    );
    expect(reasons.map(({ points, reason }) => `${points} ${reason}`)).toEqual([
      '100 severity low',
      '20 the key is about: where it is stored and connected',
      '30 alike on 12 instances',
      '-60 may be meant to differ on every server: the value is a port',
      '-60 only on instances tagged dev',
    ]);
  });
});
