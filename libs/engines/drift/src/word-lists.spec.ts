import type { FleetInstance } from '@archivesmp/fleet';
import { FINDING_KINDS } from '@archivesmp/contracts/vocabulary';
import { describe, expect, it } from 'vitest';
import { lastWords } from './key-words.js';
import { perServerKind } from './per-server-kind.js';
import {
  CLASS_POINTS,
  DEV_ONLY_POINTS,
  PER_SERVER_POINTS,
  priorityReasons,
  SEVERITY_POINTS,
  spreadPoints,
} from './priority.js';
import { classOf, defaultSeverity, KEY_CLASSES, KIND_SEVERITY } from './severity.js';

/** Every list is repeated here: a lost word would show secrets, or rank a finding too low to be noticed. */
describe('words of the last key', () => {
  it('pass over positions in lists', () => {
    expect(lastWords(['a', 'bC', 0, 1])).toEqual(['b', 'c']);
    expect(lastWords([0])).toEqual([]);
  });
});

describe('what a wrong value is worth', () => {
  const CRITICAL = 'online-mode op ops bungeecord forwarding-mode white-list whitelist'.split(' ');
  const HIGH =
    `host hostname address ip port database db table-prefix url uri storage-method storage-type cluster server-id
    server-name user username redis mysql bind`.split(/\s+/);
  const LOW =
    `message messages lore title subtitle display-name displayname description prefix suffix format motd lang language
    locale text color sound icon`.split(/\s+/);

  it.each(CRITICAL)('%s is about who may do what', (word) => {
    expect(defaultSeverity('wrong_value', { path: ['settings', word] })).toBe('critical');
    expect(classOf({ path: [word] })?.name).toBe('who may do what');
    expect(defaultSeverity('wrong_value', { path: [word, 'amount'] })).toBe('medium');
  });
  it.each(HIGH)('%s is about where something is stored and connected', (word) => {
    expect(defaultSeverity('wrong_value', { path: ['settings', word] })).toBe('high');
    expect(classOf({ path: [word] })?.name).toBe('where it is stored and connected');
    // A prefix is seen by players wherever it stands
    const above = word.endsWith('prefix') ? 'low' : 'medium';
    expect(defaultSeverity('missing_key', { path: [word, 'amount'] })).toBe(above);
  });
  it.each(LOW)('%s anywhere in a key is about what players see', (word) => {
    expect(defaultSeverity('wrong_value', { path: [word, 'amount'] })).toBe('low');
    expect(classOf({ path: [word] })?.name).toBe('what players see');
  });

  it('is high for a secret, and that of its kind where the key tells nothing', () => {
    expect(defaultSeverity('wrong_value', { path: ['api-key'] })).toBe('high');
    for (const kind of FINDING_KINDS) expect(defaultSeverity(kind, { path: [] })).toBe(KIND_SEVERITY[kind]);
    expect(defaultSeverity('extra_key', { path: ['op'] })).toBe('low');
    expect(defaultSeverity('wrong_value', { path: ['amount'] })).toBe('medium');
    expect(classOf({ path: [0] })).toBeUndefined();
    expect(
      KEY_CLASSES.map(({ severity, where, values = [] }) => [severity, where, values.join(' ')]),
    ).toEqual([
      ['critical', 'last', 'switch'],
      ['critical', 'last', 'switch list map'],
      ['critical', 'last', 'text number'],
      ['high', 'last', 'text number list map'],
      ['high', 'last', 'number list map'],
      ['high', 'last', ''],
      ['low', 'any', ''],
    ]);
  });

  it('is what the deviation enforces, before anything else', () => {
    expect(defaultSeverity('wrong_value', { path: ['op'] }, 'required')).toBe('high');
    expect(defaultSeverity('wrong_value', { path: ['op'] }, 'recommended')).toBe('medium');
    expect(defaultSeverity('wrong_value', { path: ['op'] }, 'optional')).toBe('low');
  });
});

describe('points', () => {
  it('are those of the table', () => {
    expect(SEVERITY_POINTS).toEqual({ critical: 400, high: 300, medium: 200, low: 100 });
    expect(CLASS_POINTS).toEqual({
      secret: 40,
      'who may do what': 40,
      'where it is stored and connected': 20,
    });
    expect([PER_SERVER_POINTS, DEV_ONLY_POINTS]).toEqual([-60, -60]);
    expect([1, 2, 4, 5, 9, 10, 99].map(spreadPoints)).toEqual([0, 10, 10, 20, 20, 30, 30]);
  });

  it('are told with their reasons', () => {
    const facts = { severity: 'high' as const, path: ['op'], isDevOnly: true, looksLike: 'port' as const };
    expect(priorityReasons(facts, 5)).toEqual([
      { points: 300, reason: 'severity high' },
      { points: 40, reason: 'the key is about: who may do what' },
      { points: 20, reason: 'alike on 5 instances' },
      { points: -60, reason: 'may be meant to differ on every server: the value is a port' },
      { points: -60, reason: 'only on instances tagged dev' },
    ]);
    expect(priorityReasons({ severity: 'low', path: ['password'], isDevOnly: false }, 1)).toEqual([
      { points: 100, reason: 'severity low' },
      { points: 40, reason: 'the key is about: secret' },
    ]);
  });
});

describe('what looks meant for one server', () => {
  const bent: FleetInstance = {
    name: 'BENT01',
    host: 'ovh',
    platform: 'paper',
    tags: [],
    aliases: ['AB', 'Bentley'],
  };
  const kindOf = (path: (string | number)[], expected: unknown, actual: unknown = expected) =>
    perServerKind({ path, expected, actual } as never, bent);

  it('is its name as a word of its own, in either value, also an older name of three letters or more', () => {
    expect(kindOf(['a'], 'x', 'srv_bent01_')).toBe('instance_name');
    expect(kindOf(['a'], 'bentley', 1)).toBe('instance_name');
    expect(kindOf(['a'], 'BENT011')).toBeUndefined();
    expect(kindOf(['a'], 'xBENT01')).toBeUndefined();
    expect(kindOf(['a'], 'BENT011 and BENT01')).toBe('instance_name');
    expect(kindOf(['a'], 'AB')).toBeUndefined();
    expect(
      perServerKind(
        { path: ['a'], expected: 'abc', actual: 'x' },
        { ...bent, name: 'ABC', aliases: undefined },
      ),
    ).toBe('instance_name');
  });

  it('is a UUID, a port or a prefix of names', () => {
    expect(kindOf(['a'], 'x', '0a1b2c3d-0000-4000-8000-000000000001')).toBe('uuid');
    expect(kindOf(['a'], 'x0a1b2c3d-0000-4000-8000-000000000001')).toBeUndefined();
    expect(kindOf(['a'], '0a1b2c3d-0000-4000-8000-000000000001x')).toBeUndefined();
    expect(kindOf(['rcon.port'], 25575, 25576)).toBe('port');
    expect(kindOf(['port'], 65_535)).toBe('port');
    expect(kindOf(['port'], 65_536)).toBeUndefined();
    expect(kindOf(['port'], 0)).toBeUndefined();
    expect(kindOf(['port'], 1.5)).toBeUndefined();
    expect(kindOf(['port'], 25575, 'none')).toBeUndefined();
    expect(kindOf(['port-range'], 25575)).toBeUndefined();
    expect(kindOf(['table-prefix'], 'lp_', 'lp-')).toBe('prefix');
    expect(kindOf(['table-prefix'], 'lp_', 'lp')).toBeUndefined();
    expect(kindOf(['table-prefix'], '#lp_')).toBeUndefined();
    expect(kindOf(['prefixes'], 'lp_')).toBeUndefined();
  });

  it.each(['server name', 'server id', 'server uuid', 'instance name', 'instance id', 'node id'])(
    'is %s',
    (phrase) => expect(kindOf([phrase.replace(' ', '-')], 'x', 'y')).toBe('server_name'),
  );

  it('is nothing without a value or a key', () => {
    expect(kindOf(['server-name'], undefined)).toBeUndefined();
    expect(kindOf(['server-name'], true, false)).toBeUndefined();
    expect(kindOf([], 'BENT01')).toBeUndefined();
    expect(kindOf(['a'], undefined, 'BENT01')).toBe('instance_name');
  });
});
