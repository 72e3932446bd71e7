import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { keyedHashHex } from '@archivesmp/digests';
import { type FleetInstance } from '@archivesmp/fleet';
import { describe, expect, it } from 'vitest';
import { needsContent, type FileOnInstance } from './compare-file.js';
import { compareInstance } from './compare-instance.js';
import type { SecretHandling } from './finding.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const BENT: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [] };

interface Case {
  readonly baseline: Record<string, string>;
  readonly deviations?: string;
  readonly now?: string;
  readonly secrets?: SecretHandling;
}

function compare(
  what: Case,
  actual: Record<string, string | Partial<FileOnInstance>>,
  plugins: string[] = [],
) {
  const { document, errors } = parseDeviations(bytes(what.deviations ?? ''));
  expect(errors).toBeUndefined();
  const desired = compileDesiredState({
    baselines: Object.entries(what.baseline).map(([path, text]) => ({
      plugin: 'P',
      path,
      bytes: bytes(text),
    })),
    deviations: document!,
    fleet: [BENT],
    now: what.now ?? '2026-11-21T00:00:00Z',
  });
  const files = Object.entries(actual).map(([path, seen]): FileOnInstance => {
    const content = typeof seen === 'string' ? { bytes: bytes(seen) } : seen;
    return { plugin: 'P', path, state: 'readable', ...content };
  });
  return compareInstance({
    desired,
    instance: BENT,
    observation: { plugins, files },
    ...(what.secrets && { secrets: what.secrets }),
  });
}

const drift = (what: Case, actual: Record<string, string | Partial<FileOnInstance>>, plugins?: string[]) =>
  compare(what, actual, plugins)
    .findings.filter(({ status }) => status === 'drift')
    .map(({ kind, file, key }) => [kind, file, key].join(' '));

describe('an instance', () => {
  it('that has what it should have is only counted', () => {
    const baseline = { 'a.yml': 'a: true\nb: x\n', 'b.properties': 'k=v\n', 'c.txt': 'hello\n' };
    const { findings, counts } = compare(
      { baseline },
      { 'a.yml': "# note\r\nb: 'x'\r\na: yes", 'b.properties': '#date\nk: v', 'c.txt': 'hello  \r\n' },
    );
    expect(findings).toEqual([]);
    expect(counts).toMatchObject({ files: 3, cosmetic: 3, differing: 0 });
    expect(compare({ baseline }, baseline).counts).toMatchObject({ equal: 3, cosmetic: 0 });
  });

  it('shows nothing of a text without keys of which a rule hides everything', () => {
    const deviations = 'secrets:\n  - {plugin: P, file: motd.txt, key: "**", secret: true, reason: ours}\n';
    const { findings } = compare(
      { baseline: { 'motd.txt': 'hello\n' }, deviations },
      { 'motd.txt': 'meet me at noon\n' },
    );
    expect(findings).toMatchObject([{ file: 'motd.txt', expected: '••••••', actual: '••••••' }]);
  });

  it('is shown what is written in the baseline only where the baseline decides', () => {
    const of = (deviations: string) =>
      compare({ baseline: { 'a.yml': 'a: 0x10\n' }, deviations }, { 'a.yml': 'a: 5\n' }, ['P']).findings;
    expect(of('')[0]).toMatchObject({ expected: 16, expectedText: '0x10', actual: 5 });
    const [decided] = of('deviations: {P: {a.yml: {a: {BENT01: 16}}}}');
    expect(decided).toMatchObject({ expected: 16, actual: 5 });
    expect(decided).not.toHaveProperty('expectedText');
  });

  it('that lacks a file lacks it as badly as the rule about that file says', () => {
    const deviations =
      'severity: [{plugin: P, file: b.yml, severity: critical}, {plugin: P, kinds: [extra_file], severity: low}]';
    const { findings } = compare(
      { baseline: { 'a.yml': 'a: 1\n', 'b.yml': 'b: 1\n' }, deviations },
      { 'c.yml': 'c: 1\n' },
      ['P'],
    );
    expect(findings.map(({ kind, file, severity }) => [kind, file, severity])).toEqual([
      ['extra_file', 'c.yml', 'low'],
      ['missing_file', 'a.yml', 'high'],
      ['missing_file', 'b.yml', 'critical'],
    ]);
  });

  it('shows missing and extra files, and a missing plugin once', () => {
    const baseline = { 'a.yml': 'a: 1', 'b.yml': 'b: 1' };
    expect(drift({ baseline }, { 'a.yml': 'a: 1', 'c.yml': 'c: 1' })).toEqual([
      'extra_file c.yml ',
      'missing_file b.yml ',
    ]);
    expect(drift({ baseline }, {})).toEqual(['missing_plugin  ']);
    // A rule about some files says nothing about the plugin as a whole
    for (const letter of 'abcdefghijklmnopqrstuvwxyz')
      expect(
        drift({ baseline, deviations: `ignore: [{plugin: P, file: "${letter}*", reason: r}]` }, {}),
        letter,
      ).toEqual(['missing_plugin  ']);
    expect(drift({ baseline, deviations: 'ignore: [{plugin: P, reason: r}]' }, {})).toEqual([]);
    expect(drift({ baseline }, {}, ['P'])).toEqual(['missing_file a.yml ', 'missing_file b.yml ']);
  });

  it('is not judged by keys that are left open, until a rule says what they should be', () => {
    const deviations =
      'left_open: [{plugin: P, file: a.yml, key: server.name, reason: looks per server}, {plugin: P, key: "id*", reason: own}]';
    const status = (baseline: string, actual: string) => {
      const { findings, counts } = compare(
        { baseline: { 'a.yml': baseline }, deviations },
        { 'a.yml': actual },
      );
      return [
        findings.map(({ status, kind, key, reason }) => [status, kind, key, reason].join(' ')),
        counts.partlyJudged,
      ];
    };
    const name = 'not_judged extra_key server.name not judged: looks per server';
    expect(status('a: 1\nserver: {}\n', 'a: 1\nserver: {name: x}\n')).toEqual([[name], 1]);
    expect(status('a: 1\n', 'a: 1\nserver.name: x\nid7: {a: {b: 1}}\n')).toEqual([
      [name, 'not_judged extra_key id7 not judged: own'],
      1,
    ]);
    // The rest of an extra branch may be removed, and what is left open may not
    const [mixed] = status('a: 1\n', 'a: 1\nserver: {name: x, port: 1, more: {b: 2}}\n');
    expect(mixed).toMatchObject([
      name,
      expect.stringMatching(/^drift extra_key server.port/),
      expect.stringMatching(/^drift extra_key server.more /),
    ]);
    expect(status('server: {name: y}\n', 'server: {name: x}\n')[0]).toMatchObject([
      expect.stringMatching(/^drift wrong_value server.name/),
    ]);
    expect(status('server: {name: y}\n', 'server: {}\n')[0]).toMatchObject([
      expect.stringMatching(/^drift missing_key server.name/),
    ]);
  });

  it('that has a plugin under a name of other case is told so where the plugin is missing', () => {
    const baseline = { 'a.yml': 'a: 1' };
    const reasons = (plugins: string[]): string[] =>
      compare({ baseline }, {}, plugins).findings.map(({ kind, reason }) => `${kind}: ${reason}`);
    expect(reasons(['p', 'Q'])).toEqual([expect.stringMatching(/^missing_plugin: .* but as p;/)]);
    expect(reasons(['PP', 'Q'])).toEqual([expect.stringMatching(/^missing_plugin: .* absent_plugins$/)]);
  });

  it('may deliberately be without a plugin, and is named when it has it all the same', () => {
    const what = { baseline: { 'a.yml': 'a: 1' }, deviations: 'absent_plugins: {BENT01: [P]}' };
    expect(drift(what, {})).toEqual([]);
    expect(drift(what, {}, ['P'])).toEqual(['extra_file  ']);
  });

  it('is not expected to have plugins of another platform, or without a desired state, or unmanaged files', () => {
    const baseline = { 'a.yml': 'a: 1' };
    expect(drift({ baseline, deviations: 'plugins: {P: {platforms: [velocity]}}' }, {})).toEqual([]);
    expect(drift({ baseline, deviations: 'no_desired_state: [P]' }, { 'a.yml': 'a: 2' })).toEqual([]);
    const { counts, findings } = compare(
      { baseline, deviations: "unmanaged: ['*/a.*']" },
      { 'a.yml': 'a: 2' },
    );
    expect([findings, counts.skipped]).toEqual([[], 1]);
  });

  it('may have data that looks like configuration; with a baseline it is configuration', () => {
    const baseline = { 'a.yml': 'a: 1' };
    const live = { 'a.yml': 'a: 1', 'data.yml': 'x: 1' };
    expect(drift({ baseline }, live)).toEqual([]);
    const deviations = 'data_files: [{file: "P/data.yml", data: false, reason: it holds the menu}]';
    expect(drift({ baseline, deviations }, live)).toEqual(['extra_file data.yml ']);
    expect(drift({ baseline: { ...baseline, 'data.yml': 'x: 2' } }, live)).toEqual([
      'wrong_value data.yml x',
    ]);
  });

  it('says nothing of a file that is being written, neither that it differs nor that it is missing or extra', () => {
    const unsettled = { state: 'unsettled', reason: 'it was being written' } as const;
    const { findings, counts } = compare(
      { baseline: { 'a.yml': 'a: 1' } },
      { 'a.yml': unsettled, 'extra.yml': unsettled },
    );
    expect(findings).toEqual([]);
    expect(counts).toMatchObject({ unsettled: 2, equal: 0, cosmetic: 0, differing: 0, unreadable: 0 });
  });

  it('is not judged by what the baseline of a partly described plugin does not hold', () => {
    const what = { baseline: { 'a.yml': 'a: 1', 'b.yml': 'b: 1' }, deviations: 'partly_described: [P]' };
    const { counts } = compare(what, {
      'a.yml': 'a: 2',
      'warps/spawn.yml': 'x: 1',
      'warps/shop.yml': 'x: 1',
    });
    expect(counts).toMatchObject({ files: 3, differing: 1, notJudged: 2, ignored: 0, equal: 0, skipped: 0 });
    expect(drift(what, { 'a.yml': 'a: 2', 'warps/spawn.yml': 'x: 1' })).toEqual([
      'wrong_value a.yml a',
      'missing_file b.yml ',
    ]);
    expect(compare({ ...what, deviations: 'partly_described: [Q]' }, { 'c.yml': '' }).counts.notJudged).toBe(
      0,
    );
  });

  describe('may keep whole files and plugins as they are', () => {
    const kept = (...entries: string[]): string =>
      `kept_files:\n${entries.map((entry) => `  - {plugin: P, reason: why, ${entry}}\n`).join('')}`;
    const baseline = { 'a.yml': 'a: 1', 't.txt': 'one\n' };
    const all = (deviations: string, actual: Record<string, string>, now?: string) =>
      compare({ baseline, deviations, ...(now !== undefined && { now }) }, actual, ['P']).findings.map(
        ({ kind, file, key, status, decidedBy }) =>
          [kind, file ?? '-', key, status, decidedBy.scope].filter((part) => part !== '').join(' '),
      );

    it('one too many, one that is missing, one of its own; and says who said so', () => {
      const mine = 'for: "instance:BENT01"';
      const document = kept(
        `file: warps/*.yml, as: extra, ${mine}, owner: Ada`,
        `file: a.yml, as: missing, ${mine}`,
        `file: t.txt, as: own, ${mine}`,
      );
      expect(all(document, { 'warps/x.yml': '', 't.txt': 'two\n' })).toEqual([
        'extra_file warps/x.yml documented instance',
        'wrong_value t.txt documented instance',
        'missing_file a.yml documented instance',
      ]);
      const [extra] = compare({ baseline, deviations: document }, { 'warps/x.yml': '' }).findings;
      expect(extra!.reason).toBe(
        'is there on purpose, says the entry of kept_files for instance:BENT01 by Ada (deviations.yml, line 2): why',
      );
      // Kept in one way is not kept in every way
      expect(all(document, { 'a.yml': 'a: 2', 't.txt': 'one\n', 'other/x.yml': '' })).toEqual([
        'wrong_value a.yml a drift baseline',
        'wrong_value t.txt documented instance',
        'extra_file other/x.yml drift baseline',
      ]);
    });

    it('on the instances of the scope only, and until it ends', () => {
      const other = kept('file: x.yml, as: extra, for: "instance:CREA01"');
      expect(all(other, { ...baseline, 'x.yml': '' })).toEqual(['extra_file x.yml drift baseline']);
      const ended = kept('file: x.yml, as: extra, for: everywhere, expires: 2026-11-30');
      const at = (now: string) => all(ended, { ...baseline, 'x.yml': '' }, now);
      expect(at('2026-11-29T00:00:00Z')).toEqual(['extra_file x.yml documented universal']);
      expect(at('2026-11-30T00:00:00Z')).toEqual(['extra_file x.yml drift baseline']);
    });

    it('a plugin that is missing, or there although it should not be', () => {
      const missing = kept('as: missing, for: everywhere');
      expect(compare({ baseline, deviations: missing }, {}).findings).toMatchObject([
        { kind: 'missing_plugin', status: 'documented' },
      ]);
      const there = `absent_plugins: {BENT01: [P]}\n${kept('as: extra, for: everywhere')}`;
      expect(compare({ baseline, deviations: there }, {}, ['P']).findings).toMatchObject([
        { kind: 'extra_file', file: null, status: 'documented' },
      ]);
      // A plugin that is kept as a whole says nothing about each of its files
      expect(all(missing, { 't.txt': 'one\n' })).toEqual(['missing_file a.yml drift baseline']);
    });

    it('a file of its own is not compared, but one that cannot be read from disk is told', () => {
      const document = kept('file: a.yml, as: own, for: everywhere');
      expect(all(document, { 'a.yml': 'a: [broken', 't.txt': 'one\n' })).toEqual([
        'wrong_value a.yml documented universal',
      ]);
      const denied = { 'a.yml': { state: 'permission_denied' as const }, 't.txt': 'one\n' };
      expect(drift({ baseline, deviations: document }, denied)).toEqual(['unreadable a.yml ']);
    });
  });

  it('with a file that is not understood or cannot be read has one finding with the place, never missing keys', () => {
    const { findings, counts } = compare(
      { baseline: { 'a.yml': 'a: 1\nb: 2' } },
      { 'a.yml': 'a: 1\nb: "open' },
    );
    expect(findings).toMatchObject([
      { kind: 'not_understood', severity: 'high', key: '', decidedBy: { scope: 'none' } },
    ]);
    expect(findings[0]!.reason).toMatch(/not understood: line \d+, column \d+/);
    expect(counts).toMatchObject({ notUnderstood: 1, unreadable: 0, differing: 0 });
    const denied = { state: 'permission_denied', reason: 'permission denied' } as const;
    const closed = compare({ baseline: { 'a.yml': 'a: 1' } }, { 'a.yml': denied });
    expect(closed.findings).toMatchObject([{ kind: 'unreadable', decidedBy: { scope: 'none' } }]);
    expect(closed.findings[0]!.reason).toContain('permission');
    expect(closed.counts).toMatchObject({ notUnderstood: 0, unreadable: 1 });
    expect(drift({ baseline: { 'a.yml': 'a: 1' } }, { 'a.yml': { state: 'vanished' } })).toEqual([
      'missing_file a.yml ',
    ]);
  });

  it('is compared as text where the baseline itself cannot be read', () => {
    const baseline = { 'a.yml': 'a: "open\nb' };
    expect(drift({ baseline }, { 'a.yml': 'a: "open\r\nb\n' })).toEqual([]);
    expect(compare({ baseline }, { 'a.yml': 'a: "open\nc' }).findings).toMatchObject([
      { kind: 'wrong_value', expected: 'b', actual: 'c' },
    ]);
  });
});

describe('deviations', () => {
  const baseline = { 'a.yml': 'world: {size: 10, name: w}\n' };
  const deviations =
    'documented: [{plugin: P, file: a.yml, key: world.size, for: "instance:BENT01", value: 60, reason: small, owner: Ada, expires: 2027-01-01}]';

  it('that are followed are shown as documented', () => {
    const { findings } = compare({ baseline, deviations }, { 'a.yml': 'world: {size: 60, name: w}' });
    expect(findings).toMatchObject([
      { status: 'documented', key: 'world.size', kind: 'wrong_value', expected: 60, actual: 60 },
    ]);
    expect(findings[0]!.reason).toMatch(/Ada.*small/);
  });

  it('that are not followed are drift, also when the baseline value is there', () => {
    const { findings } = compare({ baseline, deviations }, { 'a.yml': 'world: {size: 10, name: w}' });
    expect(findings).toMatchObject([{ status: 'drift', key: 'world.size', expected: 60, actual: 10 }]);
    expect(findings[0]!.reason).toContain('deviations.yml, line 1');
  });

  it('that have expired count no more', () => {
    const late = { baseline, deviations, now: '2027-01-01T00:00:00Z' };
    expect(drift(late, { 'a.yml': 'world: {size: 60, name: w}' })).toEqual(['wrong_value a.yml world.size']);
    expect(drift(late, { 'a.yml': 'world: {size: 10, name: w}' })).toEqual([]);
  });

  it('may forbid a key', () => {
    const forbid = 'documented: [{plugin: P, file: a.yml, key: world.name, for: everywhere, absent: true}]';
    expect(
      compare({ baseline, deviations: forbid }, { 'a.yml': 'world: {size: 10}' }).findings,
    ).toMatchObject([{ status: 'documented', kind: 'missing_key' }]);
    expect(drift({ baseline, deviations: forbid }, { 'a.yml': 'world: {size: 10, name: w}' })).toEqual([
      'extra_key a.yml world.name',
    ]);
  });

  it('of equal rank that disagree decide nothing, and hide nothing else', () => {
    const fight = `tags: {x: {priority: 1, instances: [BENT01]}, y: {priority: 1, instances: [BENT01]}}
deviations: {P: {a.yml: {world.size: {"tag:x": 1, "tag:y": 2}}}}`;
    expect(drift({ baseline, deviations: fight }, { 'a.yml': 'world: {size: 77, name: z}' })).toEqual([
      'wrong_value a.yml world.name',
    ]);
    expect(drift({ baseline, deviations: fight }, { 'a.yml': '{}' })).toEqual(['missing_key a.yml world']);
  });
});

describe('rules as data', () => {
  const baseline = { 'a.yml': 'uuid: x\nstats: {starts: 1}\nl: [{id: a}, {id: b}]\nport: 1\n' };

  it('ignore what they are about, and count it', () => {
    const deviations =
      'ignore: [{plugin: P, key: uuid, reason: generated}, {key: "stats.**", reason: counted, instances: [BENT01]}]';
    const { findings, counts } = compare(
      { baseline, deviations },
      { 'a.yml': 'uuid: y\nl: [{id: a}, {id: b}]\nport: 2\n' },
    );
    expect(findings.map(({ key }) => key)).toEqual(['port']);
    expect(counts.ignored).toBe(2);
  });

  it('ignore a missing branch only when they cover all of it', () => {
    const deviations = 'ignore: [{key: stats.starts, reason: counted}]';
    const what = { baseline: { 'a.yml': 'a: 1\nstats: {starts: 1}\n' }, deviations };
    expect(drift(what, { 'a.yml': 'a: 1' })).toEqual([]);
    expect(
      drift({ ...what, baseline: { 'a.yml': 'a: 1\nstats: {starts: 1, more: 2}\n' } }, { 'a.yml': 'a: 1' }),
    ).toEqual(['missing_key a.yml stats']);
  });

  it('ignore by kind and by instance only what they say', () => {
    const ofKind =
      'ignore: [{key: port, kinds: [missing_key], reason: r}, {key: uuid, instances: [HUB01], reason: r}]';
    expect(
      drift(
        { baseline, deviations: ofKind },
        { 'a.yml': baseline['a.yml'].replace('port: 1', 'port: 2').replace('uuid: x', 'uuid: y') },
      ),
    ).toHaveLength(2);
  });

  it('name the items of a list, and give a severity', () => {
    const deviations =
      'lists: [{plugin: P, file: a.yml, key: l, keyed_by: id}]\nseverity: [{key: port, severity: critical}]';
    const { findings } = compare(
      { baseline, deviations },
      { 'a.yml': 'uuid: x\nstats: {starts: 1}\nl: [{id: b}, {id: a}]\nport: 2\n' },
    );
    expect(findings.map(({ key, severity }) => [key, severity])).toEqual([['port', 'critical']]);
  });
});

describe('severity', () => {
  it.each([
    ['online-mode: true', 'online-mode: false', 'critical'],
    ['database: {host: a}', 'database: {host: b}', 'high'],
    ['api-key: a', 'api-key: b', 'high'],
    ['max-homes: 1', 'max-homes: 2', 'medium'],
    ['messages: {hello: a}', 'messages: {hello: b}', 'low'],
    ['a: 1', 'a: 1\nb: 2', 'low'],
    ['a: 1\nb: 2', 'a: 1', 'medium'],
  ])('of %j becoming %j is %s-%s', (expected, actual, severity) => {
    const { findings } = compare({ baseline: { 'a.yml': expected } }, { 'a.yml': actual });
    expect(findings.map((finding) => finding.severity)).toEqual([severity]);
  });

  it('follows the enforcement of the deviation that decides', () => {
    const deviations =
      'documented: [{plugin: P, file: a.yml, key: a, for: everywhere, value: 2, enforcement: optional}]';
    const { findings } = compare({ baseline: { 'a.yml': 'a: 1' }, deviations }, { 'a.yml': 'a: 1' });
    expect(findings).toMatchObject([{ severity: 'low', status: 'drift' }]);
  });
});

describe('secrets', () => {
  const secrets = { hash: (text: string) => keyedHashHex('key', text) };

  it.each([
    ['password: hunter1', 'password: hunter2'],
    ['database: {jdbc-url: "jdbc:x://a:hunter1@h/d"}', 'database: {jdbc-url: "jdbc:x://a:hunter2@h/d"}'],
    ['where: "redis://me:hunter1@host"', 'where: "redis://me:hunter2@host"'],
    ['l: [{token: hunter1}]', 'l: [{token: hunter2}]'],
    ['api_keys: {a: {token: hunter1}}', 'api_keys: {}'],
  ])('in %j are compared, masked and hashed', (expected, actual) => {
    const { findings } = compare({ baseline: { 'a.yml': expected }, secrets }, { 'a.yml': actual });
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain('hunter');
    const [{ expectedHash, actualHash } = {}] = findings;
    expect(expectedHash).toBeDefined();
    expect(actualHash).not.toBe(expectedHash);
  });

  it('are hidden in files that hold nothing else, and in lines of text', () => {
    const { findings } = compare(
      { baseline: { 'forwarding.secret': 'hunter1', 'a.txt': 'password=hunter1' } },
      { 'forwarding.secret': 'hunter2', 'a.txt': 'password=hunter2' },
    );
    expect(findings).toHaveLength(2);
    expect(JSON.stringify(findings)).not.toContain('hunter');
  });

  it('that are empty are shown: an empty password is worth seeing', () => {
    const { findings } = compare({ baseline: { 'a.yml': 'password: hunter1' } }, { 'a.yml': 'password: ""' });
    expect(findings).toMatchObject([{ actual: '' }]);
  });
});

describe('the content of a file', () => {
  it('is needed only when the hash does not settle it', () => {
    const parsed = parseDeviations(bytes('deviations: {P: {b.yml: {b: {BENT01: 2}}}}'));
    const desired = compileDesiredState({
      baselines: ['a.yml', 'b.yml'].map((path) => ({
        plugin: 'P',
        path,
        bytes: bytes('b: 1'),
        sha256: 'same',
      })),
      deviations: parsed.document!,
      fleet: [BENT],
      now: '2026-01-01',
    });
    const files = desired.plugins.get('P')!;
    expect(needsContent(files.get('a.yml')!, BENT, 'same')).toBe(false);
    expect(needsContent(files.get('a.yml')!, BENT, 'other')).toBe(true);
    expect(needsContent(files.get('b.yml')!, BENT, 'same')).toBe(true);
  });
});
