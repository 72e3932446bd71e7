import { compileDesiredState, FleetRules, parseDeviations, viewOf } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { readConfig } from '@archivesmp/config-text';
import { compileRules } from '@archivesmp/drift';
import { describe, expect, it } from 'vitest';
import { consequencesOf, touchesFleetRules, type ChangedContent, type FleetSight } from './consequences.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const instance = (name: string, host = 'ovh'): FleetInstance => ({ name, host, platform: 'paper', tags: [] });
const FLEET = [instance('A01'), instance('B01'), instance('C01', 'hetzner')];
const PATH = 'plugins/CMI/config.yml';
const PORTS = 'server.properties';
const DOCUMENT = `
documented:
  - { plugin: CMI, file: config.yml, key: mode, for: "instance:A01", value: soft, reason: event }
ignore: [{ plugin: CMI, key: stats, reason: counted }]
unique: [{ plugin: _server, file: server.properties, key: server-port, within: host, reason: one port per machine }]
agree: [{ plugin: HuskSync, file: config.yml, key: cluster, reason: one cluster }]
unmanaged: ["Lost/**"]
`;

/** The fleet as it should be; `now`: text by instance and path, as scans saw it. */
function sight(now: Record<string, Record<string, string>> = {}, text = DOCUMENT): FleetSight {
  const parsed = parseDeviations(bytes(text));
  expect(parsed.errors ?? []).toEqual([]);
  const desired = compileDesiredState({
    baselines: [
      { plugin: 'CMI', path: 'config.yml', bytes: bytes('a: 1\nb: 2\nmode: hard\nstats: 0\n') },
      { plugin: 'Lost', path: 'config.yml', bytes: bytes('a: 1\n') },
    ],
    deviations: parsed.document!,
    fleet: FLEET,
    now: '2026-11-29T00:00:00Z',
  });
  const rules = new FleetRules(desired.document.fleetRules);
  const votes = Object.entries(now).flatMap(([name, files]) =>
    Object.entries(files).flatMap(([path, text]) => {
      const [, plugin = '_server', file = path] = /^plugins\/([^/]+)\/(.+)$/.exec(path) ?? [];
      const reading = readConfig(bytes(text), desired.readers.formatOf(plugin, file));
      if (reading.state !== 'ok') throw new Error(path);
      const of = FLEET.find((one) => one.name === name)!;
      const root = viewOf(reading.root, desired.readers.readingOn(plugin, file, 'paper'));
      return rules.votesIn({ instance: of, plugin, file, root });
    }),
  );
  return {
    desired,
    rules: compileRules(desired.document),
    nameOf: new Map(FLEET.map(({ name }) => [`id-${name}`, name])),
    votes,
  };
}

const change = (name: string, path: string, before?: string, after?: string): ChangedContent => ({
  instanceId: `id-${name}`,
  path,
  ...(before !== undefined && { before: bytes(before) }),
  ...(after !== undefined && { after: bytes(after) }),
});
const risks = (changed: ChangedContent[], now = {}, text = DOCUMENT) =>
  [...consequencesOf(changed, sight(now, text))].map(([id, of]) => [
    id,
    ...of.map(({ kind, message }) => `${kind}: ${message}`),
  ]);

const RIGHT = 'a: 1\nb: 2\nmode: hard\nstats: 0\n';

describe('new drift', () => {
  it('is a key that was as it should be and would be so no longer', () => {
    expect(risks([change('B01', PATH, RIGHT, RIGHT.replace('a: 1', 'a: 9').replace('b: 2\n', ''))])).toEqual([
      ['id-B01', `new_drift: ${PATH}: a, b would no longer be as it should`],
    ]);
  });

  it('is nothing that differs already, is documented, is ignored, or has no baseline', () => {
    const wrong = RIGHT.replace('a: 1', 'a: 8');
    expect(risks([change('B01', PATH, wrong, wrong.replace('a: 8', 'a: 9'))])).toEqual([]);
    expect(risks([change('B01', PATH, wrong, RIGHT)])).toEqual([]);
    expect(risks([change('B01', PATH, RIGHT, RIGHT.replace('stats: 0', 'stats: 7'))])).toEqual([]);
    expect(risks([change('A01', PATH, RIGHT, RIGHT.replace('hard', 'soft'))])).toEqual([]);
    expect(risks([change('B01', 'plugins/Other/config.yml', 'a: 1\n', 'a: 2\n')])).toEqual([]);
    expect(risks([change('B01', 'plugins/Lost/config.yml', 'a: 1\n', 'a: 2\n')])).toEqual([]);
    expect(risks([change('B01', PATH, undefined, 'a: 9\n')])).toEqual([]);
    expect(risks([change('B01', PATH, 'a: [1\n', 'a: 9\n')])).toEqual([]);
    expect(risks([change('X', PATH, RIGHT, 'a: 9\n')])).toEqual([]);
  });

  it('is a deviation that is no longer followed', () => {
    const soft = RIGHT.replace('hard', 'soft');
    expect(risks([change('A01', PATH, soft, RIGHT)])[0]).toContain(
      `new_drift: ${PATH}: mode would no longer be as it should`,
    );
  });

  it('is a file that goes, or would not load, although it is expected', () => {
    for (const after of [undefined, 'a: [1\n'])
      expect(risks([change('B01', PATH, RIGHT, after)])).toEqual([
        ['id-B01', `new_drift: ${PATH} is expected here and would not be as it should`],
      ]);
  });

  it('of many keys is counted', () => {
    const many = `${RIGHT}${Array.from({ length: 8 }, (_, index) => `extra${index}: 1\n`).join('')}`;
    expect(risks([change('B01', PATH, RIGHT, many)])[0]![1]).toMatch(
      /extra0, .*, extra4 and 3 more keys would/,
    );
    const some = (count: number): string =>
      `${RIGHT}${Array.from({ length: count }, (_, index) => `k${index}: 1\n`).join('')}`;
    expect(risks([change('B01', PATH, RIGHT, some(5))])[0]![1]).toBe(
      `new_drift: ${PATH}: k0, k1, k2, k3, k4 would no longer be as it should`,
    );
    expect(risks([change('B01', PATH, RIGHT, some(6))])[0]![1]).toMatch(/k4 and 1 more key would/);
  });

  it('of several files and instances is told to each of them, file by file', () => {
    const wrong = RIGHT.replace('a: 1', 'a: 9');
    const both = [
      change('B01', PATH, RIGHT, wrong),
      change('C01', PATH, RIGHT, wrong),
      change('B01', PORTS, 'server-port=2\n', 'server-port=1\n'),
    ];
    const found = risks(both, { A01: { [PORTS]: 'server-port=1\n' }, B01: { [PORTS]: 'server-port=2\n' } });
    expect(found.map(([id, ...of]) => [id, of.length])).toEqual([
      ['id-B01', 2],
      ['id-C01', 1],
    ]);
  });

  it('is nothing on an unknown instance', () => {
    expect(risks([change('X01', PATH, RIGHT, 'a: 9\n')])).toEqual([]);
    expect(
      risks([change('X01', PORTS, undefined, 'server-port=1\n')], { A01: { [PORTS]: 'server-port=1\n' } }),
    ).toEqual([]);
  });
});

describe('a rule over the fleet', () => {
  const now = {
    A01: { [PORTS]: 'server-port=1\n' },
    B01: { [PORTS]: 'server-port=2\n' },
    C01: { [PORTS]: 'server-port=1\n' },
  };

  it('that would be broken is a risk of the changed instance, with all instances that break it', () => {
    expect(risks([change('B01', PORTS, 'server-port=2\n', 'server-port=1\n')], now)).toEqual([
      [
        'id-B01',
        'fleet_rule: server-port must be unique and is not (one port per machine): ' +
          'A01 _server/server.properties server-port = "1"; B01 _server/server.properties server-port = "1" after this plan',
      ],
    ]);
  });

  it('is no risk of a changed instance that does not break it', () => {
    const changed = [
      change('B01', PORTS, 'server-port=2\n', 'server-port=1\n'),
      change('C01', PORTS, 'server-port=1\n', 'server-port=7\n'),
    ];
    expect(risks(changed, now).map(([id]) => id)).toEqual(['id-B01']);
  });

  it('that holds afterwards, or is broken just as now, is no risk', () => {
    expect(risks([change('B01', PORTS, 'server-port=2\n', 'server-port=3\n')], now)).toEqual([]);
    expect(
      risks(
        [
          change('A01', PORTS, 'server-port=1\n', 'server-port=2\n'),
          change('B01', PORTS, 'server-port=2\n', 'server-port=1\n'),
        ],
        now,
      ),
    ).toEqual([]);
    const three = { A01: now.A01, B01: { [PORTS]: 'server-port=1\n' } };
    expect(
      risks(
        [
          change('A01', PORTS, 'server-port=1\n', 'server-port=2\n'),
          change('B01', PORTS, 'server-port=1\n', 'server-port=2\n'),
        ],
        three,
      ),
    ).toEqual([
      ['id-A01', expect.stringContaining('A01 _server/server.properties server-port = "2"; B01')],
      ['id-B01', expect.stringContaining('A01 _server/server.properties server-port = "2"; B01')],
    ]);
    const broken = { ...now, B01: { [PORTS]: 'server-port=1\n' } };
    expect(risks([change('B01', PORTS, 'server-port=1\n', '#\nserver-port=1\n')], broken)).toEqual([]);
  });

  it('that another instance comes to break, too, is a risk although it is broken already', () => {
    const parted = { A01: now.A01, B01: now.A01, C01: now.C01 };
    const rest = `${DOCUMENT}\n`.replace('within: host', 'within: fleet');
    expect(
      risks(
        [change('C01', PORTS, 'server-port=3\n', 'server-port=1\n')],
        { ...parted, C01: { [PORTS]: 'server-port=3\n' } },
        rest,
      ),
    ).toEqual([['id-C01', expect.stringMatching(/A01 .*; B01 .*; C01 .* after this plan$/)]]);
  });

  it('of agreement is broken by the one that leaves', () => {
    const file = 'plugins/HuskSync/config.yml';
    const agreed = { A01: { [file]: 'cluster: x\n' }, B01: { [file]: 'cluster: x\n' } };
    expect(risks([change('B01', file, 'cluster: x\n', 'cluster: y\n')], agreed)[0]).toEqual([
      'id-B01',
      expect.stringContaining('fleet_rule: cluster must be the same and is not (one cluster)'),
    ]);
  });

  it('of agreement that is broken already may be broken by another value, and is not looked at in what breaks', () => {
    const file = 'plugins/HuskSync/config.yml';
    const parted = { A01: { [file]: 'cluster: x\n' }, B01: { [file]: 'cluster: y\n' } };
    for (const after of ['cluster: z\n', 'cluster: [\n'])
      expect(risks([change('B01', file, 'cluster: y\n', after)], parted)).toEqual([]);
  });

  it('is broken by the same keys in whatever order they stand', () => {
    const file = 'plugins/HuskSync/config.yml';
    const each = DOCUMENT.replace('key: cluster', 'key: "s.*.mode"');
    const [one, other] = ['s: {a: {mode: 1}, b: {mode: 2}}\n', 's: {b: {mode: 2}, a: {mode: 1}}\n'];
    expect(risks([change('B01', file, one, other)], { B01: { [file]: one } }, each)).toEqual([]);
  });

  it('is not told to whom another change makes no part of it', () => {
    const file = 'plugins/HuskSync/config.yml';
    const changed = [
      change('A01', file, 'cluster: x\n', '#\ncluster: x\n'),
      change('B01', PORTS, 'server-port=2\n', 'server-port=1\n'),
    ];
    expect(risks(changed, now).map(([id]) => id)).toEqual(['id-B01']);
  });

  it('is only looked at where a changed file has a part in it', () => {
    expect(touchesFleetRules([PATH, 'plugins/HuskSync/config.yml'], sight().desired)).toBe(true);
    expect(touchesFleetRules([PATH, 'plugins/HuskSync/other.yml'], sight().desired)).toBe(false);
  });
});
