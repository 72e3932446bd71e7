import { CONFIG_FORMATS, FINDING_KINDS, PLATFORMS, SEVERITIES } from '@archivesmp/contracts/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainOf } from './config-tree.js';
import { LineStarts } from './field.js';
import { parseDeviations } from './parse-deviations.js';
import { UNIVERSAL } from './scope.js';

const parse = (text: string) => parseDeviations(new TextEncoder().encode(text));
const document = (text: string) => {
  const { document: read, errors } = parse(text);
  expect(errors).toBeUndefined();
  return read!;
};
const mistakes = (text: string): string[] =>
  parse(text).errors!.map(({ field, line, message }) => `${line} ${field}: ${message}`);
const SCOPES = 'everywhere, platform:NAME, host:NAME, tag:NAME or instance:NAME';

describe('everything that deviations.yml may say', () => {
  it('is read', () => {
    const read = document(`
tags:
  skyblock: {priority: 20, instances: [BENT01, HUB01]}
  plain: {}
platforms: {velocity: [VEL01], paper: [BENT01]}
plugins:
  LuckPerms: {platforms: [paper, velocity], reader: bukkit, separator: '/', formats: {.CONF: hocon}}
  Other:
readers:
  - {plugin: LibsDisguises, file: '**.yml', platforms: [paper], reader: bukkit, separator: '^'}
  - {format: yaml}
  - {reader: plain}
variables:
  PORT: {everywhere: 1, 'instance:BENT01': 2, 'tag:skyblock': 3}
  NAME: {from: instance, 'host:ovh': x}
  PLAIN: text
ignore:
  - {plugin: P, file: f, key: k, instances: [A], kinds: [wrong_value, extra_key], reason: r}
  - {reason: everything}
left_open:
  - {plugin: P, file: f, key: a.b, reason: r}
lists:
  - {key: l, keyed_by: id}
  - {key: l, keyed_by: id, order: matters}
  - {key: l, order: ignore}
  - {key: l}
severity:
  - {key: k, severity: high, kinds: [missing_key], reason: because}
  - {severity: low}
unique:
  - {key: port, among: 'tag:skyblock', within: host, reason: r}
agree:
  - {plugin: P, key: k}
data_files:
  - {file: 'P/*.yml', reason: r}
  - {file: 'P/x.yml', data: false, reason: r}
  - {file: 'P/y.yml', data: true, reason: r}
absent_plugins: {BENT01: [A, B], HUB01: []}
no_desired_state: [Plan]
unmanaged: ['a/**', b]
`);
    expect([...read.tags]).toEqual([
      ['skyblock', { priority: 20, instances: ['BENT01', 'HUB01'] }],
      ['plain', { priority: 0, instances: [] }],
    ]);
    expect(read.leftOpen).toEqual([{ plugin: 'P', file: 'f', key: 'a.b', reason: 'r' }]);
    expect([...read.platforms]).toEqual([
      ['VEL01', 'velocity'],
      ['BENT01', 'paper'],
    ]);
    expect([...read.plugins]).toEqual([
      [
        'LuckPerms',
        {
          platforms: ['paper', 'velocity'],
          reader: 'bukkit',
          separator: '/',
          formats: new Map([['.conf', 'hocon']]),
        },
      ],
      ['Other', { platforms: [], formats: new Map() }],
    ]);
    expect(read.readers).toEqual([
      { plugin: 'LibsDisguises', file: '**.yml', platforms: ['paper'], view: 'bukkit', separator: '^' },
      { plugin: '*', file: '**', platforms: [], format: 'yaml' },
      { plugin: '*', file: '**', platforms: [], view: 'plain' },
    ]);
    expect(
      read.variables.map(({ name, from, values }) => [
        name,
        from,
        values.map(({ scope, text }) => [scope.kind, scope.name, scope.priority, text]),
      ]),
    ).toEqual([
      [
        'PORT',
        undefined,
        [
          ['universal', '', 0, '1'],
          ['instance', 'BENT01', 0, '2'],
          ['tag', 'skyblock', 20, '3'],
        ],
      ],
      ['NAME', 'instance', [['host', 'ovh', 0, 'x']]],
      ['PLAIN', undefined, [['universal', '', 0, 'text']]],
    ]);
    expect(read.ignore).toEqual([
      {
        plugin: 'P',
        file: 'f',
        key: 'k',
        instances: ['A'],
        kinds: ['wrong_value', 'extra_key'],
        reason: 'r',
      },
      { plugin: '*', file: '**', key: '**', instances: [], kinds: [], reason: 'everything' },
    ]);
    expect(read.lists.map(({ keyedBy, order }) => [keyedBy, order])).toEqual([
      ['id', 'ignore'],
      ['id', 'matters'],
      [undefined, 'ignore'],
      [undefined, 'matters'],
    ]);
    expect(read.severity).toEqual([
      { plugin: '*', file: '**', key: 'k', kinds: ['missing_key'], severity: 'high', reason: 'because' },
      { plugin: '*', file: '**', key: '**', kinds: [], severity: 'low' },
    ]);
    expect(read.fleetRules).toEqual([
      {
        plugin: '*',
        file: '**',
        key: 'port',
        rule: 'unique',
        among: { kind: 'tag', name: 'skyblock', priority: 20 },
        within: 'host',
        reason: 'r',
      },
      { plugin: 'P', file: '**', key: 'k', rule: 'agree', among: UNIVERSAL, within: 'fleet', reason: '' },
    ]);
    expect(read.dataFiles.map(({ file, isData }) => [file, isData])).toEqual([
      ['P/*.yml', true],
      ['P/x.yml', false],
      ['P/y.yml', true],
    ]);
    expect([...read.absentPlugins]).toEqual([
      ['BENT01', new Set(['A', 'B'])],
      ['HUB01', new Set()],
    ]);
    expect([...read.noDesiredState]).toEqual(['Plan']);
    expect(read.unmanaged).toEqual(['a/**', 'b']);
  });

  it('about one key is read in either form', () => {
    const read = document(`
tags: {t: {priority: 3, instances: []}}
deviations:
  P:
    f.yml:
      a.b: {BENT01: [1], 'tag:t': ~}
documented:
  - {plugin: P, file: f, path: [a, 0, 'b.c'], for: everywhere, absent: true}
  - {plugin: P, file: f, key: k, for: 'host:ovh', absent: false, value: {x: 1}, reason: r, owner: o, expires: '2027-01-31', enforcement: optional}
`);
    expect(
      read.deviations.map(({ plugin, file, key, path, scope, value, line }) => [
        plugin,
        file,
        key,
        path,
        scope.kind,
        scope.priority,
        value && plainOf(value),
        line,
      ]),
    ).toEqual([
      ['P', 'f.yml', 'a.b', undefined, 'instance', 0, [1], 6],
      ['P', 'f.yml', 'a.b', undefined, 'tag', 3, null, 6],
      ['P', 'f', '', ['a', 0, 'b.c'], 'universal', 0, undefined, 8],
      ['P', 'f', 'k', undefined, 'host', 0, { x: 1 }, 9],
    ]);
    expect(read.deviations[3]).toMatchObject({
      reason: 'r',
      owner: 'o',
      expires: '2027-01-31',
      enforcement: 'optional',
    });
    expect(Object.keys(read.deviations[2]!).sort()).toEqual([
      'file',
      'key',
      'line',
      'path',
      'plugin',
      'scope',
      'value',
    ]);
  });
});

describe('every mistake is named with its place', () => {
  const SELECTOR = 'plugin, file, key';
  it.each([
    [
      'typo: 1',
      [
        '1 typo: is not known here; known are deviations, documented, absent_plugins, partly_described, kept_files, left_open, no_desired_state, unmanaged, data_files, tags, platforms, plugins, readers, variables, ignore, lists, severity, secrets, unique, agree',
      ],
    ],
    ['tags: 1', ['1 tags: must be a map of tags']],
    ['tags:\n  t: {prio: 1}', ['2 tags.t.prio: is not known here; known are priority, instances']],
    ['tags: {t: {priority: 1.5}}', ['1 tags.t.priority: must be a whole number']],
    ['tags: {t: {priority: high}}', ['1 tags.t.priority: must be a whole number']],
    ['tags: {t: {instances: A}}', ['1 tags.t.instances: must be a list of instance names']],
    ['tags: {t: {instances: [~]}}', ['1 tags.t.instances[0]: is missing; it must be one of instance names']],
    ['tags: {t: {instances: [[A]]}}', ['1 tags.t.instances[0]: must be one of instance names']],
    ['tags: {"a b": {x: 1}}', ['1 tags."a b".x: is not known here; known are priority, instances']],
    ['tags: {"a.b": {x: 1}}', ['1 tags."a.b".x: is not known here; known are priority, instances']],
    ['platforms: {forge: [A]}', [`1 platforms.forge: is no platform; known are ${PLATFORMS.join(', ')}`]],
    ['platforms: [A]', ['1 platforms: must be a map of platform: [instances]']],
    ['platforms: {paper: A}', ['1 platforms.paper: must be a list of instance names']],
    ['plugins: 1', ['1 plugins: must be a map of plugins']],
    [
      'plugins: {P: {x: 1}}',
      ['1 plugins.P.x: is not known here; known are platforms, reader, separator, formats'],
    ],
    ['plugins: {P: {platforms: paper}}', ['1 plugins.P.platforms: must be a list of platforms']],
    [
      'plugins: {P: {platforms: [forge]}}',
      [`1 plugins.P.platforms[0]: must be one of ${PLATFORMS.join(', ')}`],
    ],
    ['plugins: {P: {reader: x}}', ['1 plugins.P.reader: must be one of plain, bukkit']],
    ['plugins: {P: {separator: ab}}', ['1 plugins.P.separator: must be one character']],
    ['plugins: {P: {separator: [a]}}', ['1 plugins.P.separator: must be one character']],
    ['plugins: {P: {formats: 1}}', ['1 plugins.P.formats: must be a map of file ending: format']],
    [
      'plugins: {P: {formats: {a: b}}}',
      [`1 plugins.P.formats.a: must be one of ${CONFIG_FORMATS.join(', ')}`],
    ],
    ['readers: {}', ['1 readers: must be a list of reader rules']],
    [
      'readers: [{x: 1, reader: plain}]',
      ['1 readers[0].x: is not known here; known are plugin, file, platforms, reader, separator, format'],
    ],
    ['readers: [{plugin: P}]', ['1 readers[0]: says nothing; give it reader, separator or format']],
    [
      'readers: [{plugin: [P], reader: plain}]',
      ['1 readers[0].plugin: must be a name, * for any run of characters'],
    ],
    ['readers: [{file: [P], separator: "^"}]', ['1 readers[0].file: must be a path, with * and **']],
    [
      'readers: [{format: yaml, platforms: [paper]}]',
      ['1 readers[0].format: holds on every platform; write it as a rule of its own, without platforms'],
    ],
    ['variables: [1]', ['1 variables: must be a map of variables']],
    [
      'variables: {port: 1}',
      ['1 variables.port: is no name for a variable: capitals, digits and _ only, a letter first'],
    ],
    [
      'variables: {1P: 1}',
      ['1 variables.1P: is no name for a variable: capitals, digits and _ only, a letter first'],
    ],
    [
      'variables: {P: {nowhere: 1}}',
      [
        '1 variables.P.nowhere: must stand under everywhere, platform:NAME, host:NAME, tag:NAME, instance:NAME or from',
      ],
    ],
    ['variables: {P: {from: plugin}}', ['1 variables.P.from: must be one of instance, host, platform']],
    [
      'variables: {P: {everywhere: ~}}',
      ['1 variables.P.everywhere: is missing; it must be one text or number'],
    ],
    ['variables: {P: {everywhere: [1]}}', ['1 variables.P.everywhere: must be one text or number']],
    ['variables: {P: {everywhere: "a\\nb"}}', ['1 variables.P.everywhere: must not contain a line break']],
    [
      'variables: {P: {"tag:t": 1}}',
      ['1 variables.P.tag:t: names the tag t, which the section "tags" does not declare'],
    ],
    ['variables: {P: [1]}', ['1 variables.P: must be a map of scope: value']],
    ['ignore: {}', ['1 ignore: must be a list of ignore rules']],
    ['ignore: [{}]', ['1 ignore[0].reason: is missing; it must be a sentence that says why this may differ']],
    [
      'ignore: [{x: 1, reason: r}]',
      [`1 ignore[0].x: is not known here; known are ${SELECTOR}, instances, kinds, reason`],
    ],
    [
      'ignore: [{key: [k], reason: r}]',
      ['1 ignore[0].key: must be a key, steps separated by dots, with * and **'],
    ],
    [
      'ignore: [{kinds: [odd], reason: r}]',
      [`1 ignore[0].kinds[0]: must be one of ${FINDING_KINDS.join(', ')}`],
    ],
    ['ignore: [{kinds: odd, reason: r}]', ['1 ignore[0].kinds: must be a list of kinds']],
    ['ignore: [{instances: A, reason: r}]', ['1 ignore[0].instances: must be a list of instance names']],
    ['data_files: {}', ['1 data_files: must be a list of data file rules']],
    [
      'data_files: [{x: 1, file: f, reason: r}]',
      ['1 data_files[0].x: is not known here; known are file, data, reason'],
    ],
    [
      'data_files: [{}]',
      [
        '1 data_files[0].file: is missing; it must be a glob over <Plugin>/<path>',
        '1 data_files[0].reason: is missing; it must be a sentence that says what the file holds',
      ],
    ],
    [
      'data_files: [{file: f, data: perhaps, reason: r}]',
      ['1 data_files[0].data: must be one of true, false'],
    ],
    ['lists: 1', ['1 lists: must be a list of list rules']],
    ['lists: [{x: 1}]', [`1 lists[0].x: is not known here; known are ${SELECTOR}, keyed_by, order`]],
    ['lists: [{keyed_by: [a]}]', ['1 lists[0].keyed_by: must be the key that names an item']],
    ['lists: [{order: x}]', ['1 lists[0].order: must be one of matters, ignore']],
    ['severity: 1', ['1 severity: must be a list of severity rules']],
    [
      'severity: [{x: 1, severity: low}]',
      [`1 severity[0].x: is not known here; known are ${SELECTOR}, kinds, severity, reason`],
    ],
    ['severity: [{}]', [`1 severity[0].severity: is missing; it must be one of ${SEVERITIES.join(', ')}`]],
    ['severity: [{severity: odd}]', [`1 severity[0].severity: must be one of ${SEVERITIES.join(', ')}`]],
    ['severity: [{severity: low, reason: [a]}]', ['1 severity[0].reason: must be a sentence']],
    ['unique: 1', ['1 unique: must be a list of "unique" rules']],
    ['agree: 1', ['1 agree: must be a list of "agree" rules']],
    [
      'unique: [{x: 1, key: k}]',
      [`1 unique[0].x: is not known here; known are ${SELECTOR}, among, within, reason`],
    ],
    ['unique: [{}]', ['1 unique[0].key: is missing; a rule about all keys would mean nothing']],
    ['unique: [{key: k, among: rack}]', [`1 unique[0].among: must be ${SCOPES}`]],
    [
      'unique: [{key: k, among: [a]}]',
      ['1 unique[0].among: must be a scope', `1 unique[0].among: must be ${SCOPES}`],
    ],
    [
      'unique: [{key: k, among: "tag:t"}]',
      ['1 unique[0].among: names the tag t, which the section "tags" does not declare'],
    ],
    ['unique: [{key: k, within: x}]', ['1 unique[0].within: must be one of fleet, host']],
    ['unique: [{key: k, reason: [a]}]', ['1 unique[0].reason: must be a sentence']],
    ['absent_plugins: [A]', ['1 absent_plugins: must be a map of instance: [plugins]']],
    ['absent_plugins: {A: B}', ['1 absent_plugins.A: must be a list of plugin names']],
    ['no_desired_state: A', ['1 no_desired_state: must be a list of plugin names']],
    ['unmanaged: A', ['1 unmanaged: must be a list of globs over <Plugin>/<path>']],
    ['deviations: 1', ['1 deviations: must be a map of plugins']],
    ['deviations: {P: 1}', ['1 deviations.P: must be a map of files']],
    ['deviations: {P: {f: 1}}', ['1 deviations.P.f: must be a map of dotted keys']],
    ['deviations: {P: {f: {k: 1}}}', ['1 deviations.P.f.k: must be a map of instance: value']],
    [
      'deviations:\n  P:\n    f.yml:\n      k:\n        tag:t: 1',
      ['5 deviations.P."f.yml".k.tag:t: names the tag t, which the section "tags" does not declare'],
    ],
    ['partly_described: P', ['1 partly_described: must be a list of plugin names']],
    ['left_open: 1', ['1 left_open: must be a list of keys that are left open']],
    [
      'left_open:\n  - {plugin: P, for: everywhere}',
      [
        '2 left_open[0].for: is not known here; known are plugin, file, key, reason',
        '2 left_open[0].key: is missing; for whole files there is "unmanaged"',
        '2 left_open[0].reason: is missing; it must be a sentence that says why it is left open',
      ],
    ],
    ['kept_files: 1', ['1 kept_files: must be a list of kept files']],
    [
      'kept_files: [{plugin: P, as: extra, for: everywhere, reason: r, x: 1}]',
      ['1 kept_files[0].x: is not known here; known are plugin, file, for, as, reason, owner, expires'],
    ],
    [
      'kept_files:\n  - {}',
      [
        `2 kept_files[0].for: is missing; it must be ${SCOPES}`,
        '2 kept_files[0].as: is missing; it must be one of extra, missing, own',
        '2 kept_files[0].plugin: is missing; it must be the name of a plugin',
        '2 kept_files[0].reason: is missing; it must be a sentence that says why it is meant so',
        '2 kept_files[0].as: own is about a file; name it, with ** for every file of the plugin',
      ],
    ],
    [
      'kept_files: [{plugin: P, file: [f], as: odd, for: x, reason: r, owner: [o], expires: soon}]',
      [
        `1 kept_files[0].for: must be ${SCOPES}`,
        '1 kept_files[0].file: must be a path below the folder of the plugin, with * and **',
        '1 kept_files[0].as: must be one of extra, missing, own',
        '1 kept_files[0].owner: must be a name',
        '1 kept_files[0].expires: is no time; it reads like 2026-11-20 or 2026-11-20T18:00',
        '1 kept_files[0].as: own is about a file; name it, with ** for every file of the plugin',
      ],
    ],
    ['documented: 1', ['1 documented: must be a list of deviations']],
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, x: 1}]',
      [
        '1 documented[0].x: is not known here; known are plugin, file, key, path, for, value, absent, reason, owner, expires, enforcement',
      ],
    ],
    [
      'documented:\n  - {}',
      [
        `2 documented[0].for: is missing; it must be ${SCOPES}`,
        '2 documented[0].key: is missing; it must be the key, its steps separated by dots (or give path: [step, step])',
        '2 documented[0].value: is missing (or write absent: true for a key that must not be there)',
        '2 documented[0].plugin: is missing; it must be the name of a plugin',
        '2 documented[0].file: is missing; it must be a path below the folder of the plugin',
      ],
    ],
    [
      'documented: [{plugin: P, file: f, key: k, for: x, value: 1}]',
      [`1 documented[0].for: must be ${SCOPES}`],
    ],
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, absent: true, value: 1}]',
      ['1 documented[0].value: must not be given together with absent: true'],
    ],
    [
      'documented: [{plugin: P, file: f, path: a, for: everywhere, value: 1}]',
      ['1 documented[0].path: must be a list of steps'],
    ],
    [
      'documented: [{plugin: P, file: f, path: [~], for: everywhere, value: 1}]',
      ['1 documented[0].path[0]: is missing; it must be a step of a key'],
    ],
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, expires: soon}]',
      ['1 documented[0].expires: is no time; it reads like 2026-11-20 or 2026-11-20T18:00'],
    ],
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, expires: "Sun 2027-01-31"}]',
      ['1 documented[0].expires: is no time; it reads like 2026-11-20 or 2026-11-20T18:00'],
    ],
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, expires: "2027-13-01"}]',
      ['1 documented[0].expires: there is no such day'],
    ],
    ...['2026-02-30', '"2026-02-30"', '2026-02-30T10:00:00Z', '2026-02-30 10:00'].map(
      (day): [string, string[]] => [
        `kept_files: [{plugin: P, as: extra, for: everywhere, reason: r, expires: ${day}}]`,
        ['1 kept_files[0].expires: there is no such day'],
      ],
    ),
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, expires: "1 Jan 2027"}]',
      ['1 documented[0].expires: is no time; it reads like 2026-11-20 or 2026-11-20T18:00'],
    ],
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, expires: [a]}]',
      ['1 documented[0].expires: must be a date such as 2027-01-31'],
    ],
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, reason: [a], owner: [b]}]',
      ['1 documented[0].reason: must be a sentence', '1 documented[0].owner: must be a name'],
    ],
    [
      'secrets: [{plugin: P, reason: r}]',
      [
        '1 secrets[0].secret: is missing; true hides the values of the key, false shows them',
        '1 secrets[0].key: is missing; to hide all of a file, write key: "**"',
      ],
    ],
    [
      'secrets: [{plugin: "*", key: "**", secret: false}]',
      [
        '1 secrets[0].plugin: must name one plugin, for a rule with secret: false shows values to every user',
        '1 secrets[0].key: must name a key, for a rule with secret: false shows values to every user',
        '1 secrets[0].reason: is missing; it must be a sentence that says why',
      ],
    ],
    ['secrets: [{key: k, secret: maybe, reason: r}]', ['1 secrets[0].secret: must be one of true, false']],
    [
      'documented: [{plugin: P, file: f, key: k, for: everywhere, value: 1, enforcement: x}]',
      ['1 documented[0].enforcement: must be one of required, recommended, optional'],
    ],
    [
      'documented: [{plugin: P, file: f, key: k, for: "tag:t", value: 1}]',
      ['1 documented[0].for: names the tag t, which the section "tags" does not declare'],
    ],
  ])('%s', (text, wanted) => expect(mistakes(text)).toEqual(wanted));

  it('is a line of its own for what cannot be read, or stands there twice', () => {
    expect(mistakes('ok:\na: "')[0]).toMatch(/^\d+ : the document cannot be read: /);
    expect(mistakes('tags: {}\n\ntags: {}')).toEqual([expect.stringMatching(/^3 : .*tags/) as string]);
  });

  it('is found in the line in which it stands, whatever is above it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', 'a', 'bc', '\r')), fc.nat(), (texts, offset) => {
        const text = texts.join('\n');
        const index = offset % (text.length + 1);
        expect(new LineStarts(text).lineAt(index)).toBe(text.slice(0, index).split('\n').length);
      }),
    );
  });

  it('nothing is wrong with sections that are empty or left out', () => {
    for (const section of [
      'deviations',
      'documented',
      'tags',
      'platforms',
      'plugins',
      'readers',
      'variables',
      'ignore',
      'lists',
      'severity',
      'unique',
      'agree',
      'absent_plugins',
      'partly_described',
      'kept_files',
      'left_open',
      'no_desired_state',
      'unmanaged',
      'data_files',
    ])
      expect(parse(`${section}:`).errors, section).toBeUndefined();
  });
});
