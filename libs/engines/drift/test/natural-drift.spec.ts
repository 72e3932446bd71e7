import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { compileDesiredState, checkFleetRules, parseDeviations, viewOf } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { type ConfigNode, formatOf, readConfig } from '@archivesmp/config-text';
import { describe, expect, it } from 'vitest';
import { compareInstance, findOutliers } from '../src/index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const HUB: FleetInstance = { name: 'HUB01', host: 'ovh', platform: 'paper', tags: [] };

function documentOf(deviations: string) {
  const { document, errors } = parseDeviations(bytes(deviations));
  expect(errors).toBeUndefined();
  return document!;
}

/** What is said about one file (`<Plugin>/<path>`) of which the baseline says `wanted` and the instance has `there`. */
function compare(file: string, wanted: string, there: string, deviations = '') {
  const plugin = file.slice(0, file.indexOf('/'));
  const path = file.slice(plugin.length + 1);
  const desired = compileDesiredState({
    baselines: [{ plugin, path, bytes: bytes(wanted) }],
    deviations: documentOf(deviations),
    fleet: [HUB],
    now: '2026-11-21T00:00:00Z',
  });
  const files = [{ plugin, path, state: 'readable' as const, bytes: bytes(there) }];
  const { findings, counts } = compareInstance({
    desired,
    instance: HUB,
    observation: { plugins: [], files },
  });
  return { findings, counts, reasons: findings.map(({ kind, key }) => `${kind} ${key}`) };
}

// facts/config-drift.md, "Natural drift": how differences are counted, and facts/config-quirks.md where it speaks of drift.
describe('what is no drift', () => {
  it.each([
    ['comments', 'P/a.yml', 'a: 1\n', '# saved by the plugin\na: 1 # one\n'],
    ['order of keys', 'P/a.yml', 'a: 1\nb: {c: 1, d: 2}\n', 'b: {d: 2, c: 1}\na: 1\n'],
    ['quoting', 'P/a.yml', 'a: text\n', 'a: "text"\n'],
    ['line width of the writer', 'P/a.yml', "a: 'one two three'\n", "a: 'one two\n  three'\n"],
    ['indentation of lists', 'P/a.yml', 'a:\n- x\n', 'a:\n    - x\n'],
    ['line ends and the byte order mark', 'P/a.yml', 'a: 1\nb: 2\n', '\ufeffa: 1\r\nb: 2'],
    ['names of anchors', 'P/a.yml', 'a: &id001 [x]\nb: *id001\n', 'a: &id002 [x]\nb: *id002\n'],
    ['spelling of booleans, octals and nothing', 'P/a.yml', 'a: true\nb: 8\nc: ~\n', 'a: yes\nb: 010\nc:\n'],
    ['1 and 1.0', 'P/a.yml', 'a: 1\n', 'a: 1.0\n'],
    ['1.10 and 1.1', 'P/a.yml', 'config-version: 1.10\n', 'config-version: 1.1\n'],
    ['the date of the last start', 'P/a.properties', '#Sat Nov 21\na=1\n', '#Sun Nov 22\na=1\n'],
    ['order and spelling of properties', 'P/a.properties', 'a=x\\:y\nb = 1\n', 'b=1\na=x:y\n'],
    ['a dot for a section', 'P/a.yml', 'a.b: 1\n', 'a: {b: 1}\n'],
    ['a lone CR or CRLF instead of LF', 'P/a.yml', 'a: 1\nb: 2\n', 'a: 1\rb: 2\r\n'],
    [
      'the order of operators',
      '_server/ops.json',
      '[{"uuid":"1","name":"Ada","level":4},{"uuid":"2","name":"Bo","level":1}]',
      '[{"uuid":"2","name":"Bo","level":1},{"uuid":"1","name":"Ada","level":4}]',
    ],
    [
      'the order of banned addresses',
      '_server/banned-ips.json',
      '[{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}]',
      '[{"ip":"192.0.2.2"},{"ip":"192.0.2.1"}]',
    ],
  ])('%s', (_line, file, wanted, there) => {
    expect(compare(file, wanted, there)).toMatchObject({
      reasons: [],
      counts: { cosmetic: 1, differing: 0 },
    });
  });

  it('a null and no key at all, to a plugin that reads as Bukkit does', () => {
    const [wanted, there] = ['a: 1\nsign:\nkits:\n  tools: 1\n  empty:\n', 'a: 1\nkits:\n  tools: 1\n'];
    for (const plugin of ['Essentials', 'CMI'])
      expect(compare(`${plugin}/config.yml`, wanted, there).reasons).toEqual([]);
    const both = ['missing_key kits.empty', 'missing_key sign'];
    expect(compare('LuckPerms/config.yml', wanted, there).reasons.sort()).toEqual(both);
    const plain = 'plugins: {CMI: {reader: plain}}';
    expect(compare('CMI/config.yml', wanted, there, plain).reasons.sort()).toEqual(both);
  });

  it('a block scalar that ends the file without a line break, to Bukkit', () => {
    const wanted = 'a: 1\nmsg: |\n  hello\n  you\n';
    const open = 'a: 1\nmsg: |\n  hello\n  you';
    expect(compare('P/c.yml', wanted, open).reasons).toEqual([]);
    expect(compare('P/c.yml', wanted, `${open.replace('|', '|+')}\n\n\n`).reasons).toEqual([
      'wrong_value msg',
    ]);
    expect(compare('TAB/c.yml', wanted, open).reasons).toEqual(['wrong_value msg']);
  });

  it('a reference of HOCON and the same reference, whatever it stands for', () => {
    const set = 'deviations: {P: {a.conf: {port: {HUB01: 2}}}}';
    const { findings } = compare('P/a.conf', 'port = 1\nbind = ${port}\n', 'port = 2\nbind = ${port}\n', set);
    expect(findings).toMatchObject([{ key: 'port', status: 'documented', baseline: 1 }]);
    expect(compare('P/a.conf', 'port = 1\nbind = ${port}\n', 'port = 1\nbind = 1\n').reasons).toEqual([]);
    expect(compare('P/a.conf', 'port = 1\nbind = ${port}\n', 'port = 1\nbind = 3\n').findings).toMatchObject([
      { key: 'bind', kind: 'wrong_value', expected: 1, expectedText: '${port}', actual: 3 },
    ]);
    expect(compare('P/a.conf', 'a = ${?UNSET}\nb = 1\n', 'b = 1\n').reasons).toEqual([]);
  });

  it("a variable's value, written as the format quotes it", () => {
    const name = 'variables: {NAME: {everywhere: "Ada\'s Island"}}';
    expect(compare('P/c.yml', "name: '{{NAME}}'\n", "name: 'Ada''s Island'\n", name).reasons).toEqual([]);
    expect(compare('P/c.yml', 'name: {{NAME}}\n', 'name: "Ada\'s Island"\n', name).reasons).toEqual([]);
    expect(compare('P/c.json', '{"name": "{{NAME}}"}', '{"name": "Ada\'s Island"}', name).reasons).toEqual(
      [],
    );
  });

  it('a file that no YAML reader takes, as long as its text is the same', () => {
    const own = 'Web:\n  Alternative_IP: false\n    Address: x\n';
    expect(compare('Plan/config.yml', own, own.replaceAll('\n', '\r\n')).reasons).toEqual([]);
    expect(compare('Plan/config.yml', own, own.replace('x', 'y')).findings).toMatchObject([
      { kind: 'wrong_value', reason: expect.stringMatching(/line 3/) },
    ]);
  });
});

describe('what is drift', () => {
  it.each([
    ['a list is one value', 'P/a.yml', 'a: [x, y]\n', 'a: [x, z]\n', ['wrong_value a']],
    [
      'members of a serialised object, whose keys are never split',
      'P/a.yml',
      'a: {"==": L, x.y: 1}\n',
      'a: {"==": L, x.y: 2}\n',
      ['wrong_value a.x.y'],
    ],
    [
      'integers beyond 2^53',
      'P/a.yml',
      'a: 607560977506447921\n',
      'a: 607560977506447922\n',
      ['wrong_value a'],
    ],
    ['a file that a person broke', 'P/a.yml', 'a: 1\nb: x\n', "a: 1\nb: 'x\n", ['not_understood ']],
    [
      'conflict markers',
      'P/a.yml',
      'a: 1\n',
      '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n',
      ['not_understood '],
    ],
  ])('%s', (_line, file, wanted, there, reason) => {
    expect(compare(file, wanted, there).reasons).toEqual(reason);
  });

  it('one more operator, by position in the file', () => {
    const [ada, bo] = ['{"uuid":"1","level":4}', '{"uuid":"2","level":1}'];
    expect(compare('_server/ops.json', `[${ada}]`, `[${bo},${ada}]`).reasons).toEqual(['extra_key 0']);
    expect(compare('_server/whitelist.json', `[${ada},${bo}]`, `[${ada}]`).reasons).toEqual([
      'missing_key 2',
    ]);
  });

  it('LuckPerms auto-op is a risk', () => {
    expect(compare('LuckPerms/config.yml', 'auto-op: false\n', 'auto-op: true\n').findings).toMatchObject([
      { key: 'auto-op', severity: 'critical' },
    ]);
  });
});

describe('what cannot be judged', () => {
  const OPEN = 'variables: {CUR: {"instance:OTHER": x}, NAME: y}';
  const judged = (wanted: string, there: string, deviations = OPEN, file = 'P/a.yml') =>
    compare(file, wanted, there, deviations).findings.map(
      ({ status, kind, key }) => `${status} ${kind} ${key === '' ? '(the file)' : key}`,
    );

  it('is a key whose variable has no value, whatever is there, and only that key', () => {
    const wanted = 'cur: "{{CUR}} of {{NAME}}"\nb: 1\nin: {c: {{CUR}}}\n';
    expect(judged(wanted, 'cur: anything\nb: 2\nin: {c: 3}\n')).toEqual([
      'not_judged wrong_value cur',
      'not_judged wrong_value in.c',
      'drift wrong_value b',
    ]);
    expect(judged(wanted, 'b: 1\n')).toEqual(['not_judged missing_key cur', 'not_judged missing_key in.c']);
    const { findings, counts } = compare('P/a.yml', wanted, 'cur: z\nb: 1\nin: {c: 3}\n', OPEN);
    expect(findings[0]).toMatchObject({
      actual: 'z',
      decidedBy: { scope: 'none' },
      reason: expect.stringContaining('{{CUR}} has no value on this instance'),
    });
    expect(findings[0]).not.toHaveProperty('expected');
    expect(JSON.stringify(findings)).not.toContain('should be {{CUR}}');
    expect(counts).toMatchObject({ partlyJudged: 1, differing: 0, equal: 0, cosmetic: 0 });
  });

  it('is what the baseline itself says with the name of the variable in it, too', () => {
    expect(judged('a: "{{CUR}}"\n', 'a: "{{CUR}}"\n')).toEqual(['not_judged wrong_value a']);
  });

  it('is a key whose name is unknown, and what may be that key', () => {
    expect(judged('m: {"{{CUR}}": 1, k: 1}\n', 'm: {x: 1, k: 2}\n').sort()).toEqual([
      'drift wrong_value m.k',
      'not_judged extra_key m.x',
      'not_judged missing_key m.{{CUR}}',
    ]);
  });

  it('is a file without keys that needs the value', () => {
    expect(judged('now {{CUR}}\n', 'now z\n', OPEN, 'P/a.txt')).toEqual([
      'not_judged wrong_value (the file)',
    ]);
  });

  it('is a key about which scopes of equal rank disagree', () => {
    const fight =
      'deviations: {P: {a.yml: {a: {"tag:x": 1, "tag:y": 2}}}}\ntags: {x: {instances: [HUB01]}, y: {instances: [HUB01]}}';
    expect(judged('a: 0\nb: 1\n', 'a: 3\nb: 1\n', fight)).toEqual(['not_judged wrong_value a']);
  });

  it('is decided where a deviation says what should be there', () => {
    const decided = `${OPEN}\ndeviations: {P: {a.yml: {cur: {HUB01: five}}}}`;
    expect(judged('cur: {{CUR}}\n', 'cur: five\n', decided)).toEqual(['documented wrong_value cur']);
    expect(judged('cur: {{CUR}}\n', 'cur: six\n', decided)).toEqual(['drift wrong_value cur']);
  });

  it('names a key without a name by something that can be seen', () => {
    expect(judged("a: 1\n'': 1\n", "a: 1\n'': 2\n")).toEqual(['drift wrong_value ""']);
    expect(judged('{"a":1,"":1}', '{"a":1,"":2}', '', 'P/d.json')).toEqual(['drift wrong_value ""']);
  });
});

// facts/config-drift.md, last section: keys that differ in most networks
describe('what differs by nature', () => {
  const NATURAL = `
variables: {SERVER_PORT: {everywhere: 25565, "instance:HUB01": 25570}, NAME: {from: instance}}
unmanaged: ['Citizens/saves.yml']
ignore:
  - {plugin: bStats, key: serverUuid, reason: each server counts for itself}
  - {plugin: _server, file: server.properties, key: rcon.password, reason: one for each server}
unique:
  - {plugin: _server, file: server.properties, key: server-port, within: host, reason: one port per machine}
  - {plugin: bStats, file: config.yml, key: serverUuid, reason: each server counts for itself}
`;

  it.each([
    [
      'a port by a variable',
      '_server/server.properties',
      'server-port={{SERVER_PORT}}\n',
      'server-port=25570\n',
    ],
    ['the name of a server by a variable', 'LuckPerms/config.yml', 'server: "{{NAME}}"\n', 'server: HUB01\n'],
    ['an id of its own by a rule', 'bStats/config.yml', 'serverUuid: a\n', 'serverUuid: b\n'],
    [
      'a password of its own by a rule',
      '_server/server.properties',
      'rcon.password=a\n',
      'rcon.password=b\n',
    ],
    ['data that looks like configuration', 'Citizens/saves.yml', 'npc: {1: {name: a}}\n', 'npc: {}\n'],
  ])('%s', (_line, file, wanted, there) => {
    expect(compare(file, wanted, there, NATURAL).reasons).toEqual([]);
  });

  it('and must not be the same: two servers with one port, or one id', () => {
    const files = ['HUB01', 'SMP01'].flatMap((name) =>
      [
        { plugin: '_server', file: 'server.properties', text: 'server-port=25565' },
        { plugin: 'bStats', file: 'config.yml', text: 'serverUuid: x' },
      ].map(({ text, ...file }) => ({ ...file, instance: { ...HUB, name }, root: tree(text, file.file) })),
    );
    expect(checkFleetRules(documentOf(NATURAL).fleetRules, files)).toMatchObject([
      { rule: { key: 'server-port' }, holders: [{ instance: 'HUB01' }, { instance: 'SMP01' }] },
      { rule: { key: 'serverUuid' }, holders: [{ instance: 'HUB01' }, { instance: 'SMP01' }] },
    ]);
  });

  it('is no odd one out: twenty servers with twenty values have no majority', () => {
    const fleet = Array.from({ length: 20 }, (_, index) => ({
      instance: `S${index}`,
      host: 'ovh',
      root: tree(`serverUuid: id-${index}\nenabled: ${index === 7 ? 'false' : 'true'}\n`, 'a.yml'),
    }));
    const report = findOutliers({ plugin: 'bStats', file: 'config.yml' }, fleet, {
      secrets: { judge: BY_NAME_AND_SHAPE },
    });
    expect(report.noMajority).toMatchObject([{ key: 'serverUuid', values: 20 }]);
    expect(report.outliers).toMatchObject([
      { key: 'enabled', instance: 'S7', value: false, majority: true, agree: 19 },
    ]);
  });
});

function tree(text: string, file: string): ConfigNode {
  const reading = readConfig(bytes(text), formatOf(file));
  if (reading.state !== 'ok') throw new Error(reading.error.message);
  return viewOf(reading.root, { view: 'plain', separator: '.' });
}
