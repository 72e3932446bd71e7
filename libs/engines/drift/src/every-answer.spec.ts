import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { nodeOf, type PlainValue } from '@archivesmp/config-text';
import { describe, expect, it } from 'vitest';
import { compareFile, needsContent, type FileOnInstance } from './compare-file.js';
import { compareInstance } from './compare-instance.js';
import { NO_COUNTS } from './comparison-counts.js';
import { groupAlike } from './group-alike.js';
import { learnNoise } from './noise.js';
import { EVERYWHERE, findOutliers, type OutlierOptions } from './outliers.js';
import { compileRules } from './rules.js';
import { sameBytes } from './same-content.js';
import { textDifference } from './text-difference.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const bent: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [], aliases: ['old'] };
const documentOf = (text: string) => {
  const { document, errors } = parseDeviations(bytes(text));
  if (document === undefined) throw new Error(JSON.stringify(errors));
  return document;
};
const desired = (document: string, baselines: Record<string, string>) =>
  compileDesiredState({
    baselines: Object.entries(baselines).map(([file, text]) => {
      const [plugin, ...path] = file.split('/');
      return { plugin: plugin!, path: path.join('/'), bytes: bytes(text), sha256: `hash of ${text}` };
    }),
    deviations: documentOf(document),
    fleet: [bent],
    now: '2026-11-29T12:00:00Z',
  });
const observed = (
  path: string,
  text: string | undefined,
  more: Partial<FileOnInstance> = {},
): FileOnInstance => ({
  plugin: 'P',
  path,
  state: 'readable',
  ...(text !== undefined && { bytes: bytes(text), sha256: `hash of ${text}` }),
  ...more,
});

describe('rules', () => {
  const rules = compileRules(
    documentOf(`
ignore:
  - {plugin: P, file: a.yml, key: k, kinds: [wrong_value], instances: [old], reason: first}
  - {plugin: P, file: a.yml, key: 'k*', reason: second}
severity:
  - {key: k, kinds: [missing_key], severity: critical}
  - {plugin: P, key: k, severity: low}
lists:
  - {plugin: P, file: a.yml, key: l, order: ignore}
  - {plugin: P, key: l, keyed_by: id}
`),
  );
  const subject = { plugin: 'P', file: 'a.yml', path: ['k'], kind: 'wrong_value' as const };
  const reason = (more: object, instance = bent) => rules.ignoring({ ...subject, ...more }, instance)?.reason;

  it('that ignore go by kind, instance, file and key, and the first counts', () => {
    expect(reason({})).toBe('first');
    expect(reason({}, { ...bent, aliases: undefined })).toBe('second');
    expect(reason({}, { ...bent, name: 'old', aliases: undefined })).toBe('first');
    expect(reason({ kind: 'extra_key' })).toBe('second');
    expect(reason({ path: ['k2'] })).toBe('second');
    expect(reason({ path: ['x'] })).toBeUndefined();
    expect(reason({ file: 'b.yml' })).toBeUndefined();
    expect(reason({ plugin: 'Q' })).toBeUndefined();
  });

  it('of severity go by kind, file and key', () => {
    expect(rules.severityOf({ ...subject, kind: 'missing_key' })).toBe('critical');
    expect(rules.severityOf(subject)).toBe('low');
    expect(rules.severityOf({ ...subject, plugin: 'Q' })).toBeUndefined();
    expect(rules.severityOf({ ...subject, path: ['x'] })).toBeUndefined();
  });

  it('of lists: the first counts, then those that every server has, then their order matters', () => {
    expect(rules.listAt('P', 'a.yml', ['l'])).toMatchObject({ order: 'ignore' });
    expect(rules.listAt('P', 'b.yml', ['l'])).toMatchObject({ keyedBy: 'id' });
    expect(rules.listAt('_server', 'ops.json', [])).toMatchObject({ keyedBy: 'uuid' });
    expect(rules.listAt('P', 'a.yml', ['m'])).toEqual({ order: 'matters' });
  });
});

describe('two texts', () => {
  it.each([
    ['a\nb', 'a\nb', undefined],
    ['a\r\nb\r\n', 'a\nb', undefined],
    ['a\rb', 'a\nb', undefined],
    ['a  \nb\t', 'a\nb', undefined],
    ['a\n\n\n', 'a', undefined],
    ['\uFEFFa', 'a', undefined],
    ['', '\n', undefined],
    ['a\nb', 'a\nc', { line: 2, expected: 'b', actual: 'c' }],
    ['a', 'a\nb', { line: 2, expected: undefined, actual: 'b' }],
    ['a\nb', 'a', { line: 2, expected: 'b', actual: undefined }],
    ['a\n\nb', 'a\nb', { line: 2, expected: '', actual: 'b' }],
    [' a', 'a', { line: 1, expected: ' a', actual: 'a' }],
  ] as const)('%j and %j', (left, right, difference) =>
    expect(textDifference(bytes(left), bytes(right))).toEqual(difference),
  );

  it('are the same bytes or not', () => {
    expect(sameBytes(bytes('ab'), bytes('ab'))).toBe(true);
    expect(sameBytes(bytes('ab'), bytes('ac'))).toBe(false);
    expect(sameBytes(bytes('ab'), bytes('a'))).toBe(false);
    expect(sameBytes(bytes(''), bytes(''))).toBe(true);
  });
});

describe('how a file stands', () => {
  const state = desired('ignore: [{plugin: P, file: i.yml, reason: r}]', {
    'P/a.yml': 'a: 1\nb: {c: 2}\n',
    'P/i.yml': 'a: 1\n',
    'P/t.txt': 'one\ntwo\n',
    'P/broken.yml': 'a: "',
  });
  const context = { instance: bent, rules: compileRules(state.document), secrets: {} };
  const compared = (path: string, text: string | undefined, more: Partial<FileOnInstance> = {}) =>
    compareFile(state.plugins.get('P')!.get(path)!, observed(path, text, more), context);
  const kinds = (comparison: ReturnType<typeof compared>) => comparison.findings.map(({ kind }) => kind);

  it('is told by its hash alone where nothing else counts', () => {
    const file = state.plugins.get('P')!.get('a.yml')!;
    expect(needsContent(file, bent, 'hash of a: 1\nb: {c: 2}\n')).toBe(false);
    expect(needsContent(file, bent, 'other')).toBe(true);
    expect(compared('a.yml', undefined, { sha256: 'hash of a: 1\nb: {c: 2}\n' })).toEqual({
      status: 'equal',
      findings: [],
      ignored: 0,
    });
    expect(compared('a.yml', undefined, { sha256: 'other' })).toEqual({
      status: 'content_needed',
      findings: [],
      ignored: 0,
    });
    expect(compared('a.yml', undefined)).toMatchObject({ status: 'content_needed' });
  });

  it('is equal, cosmetic or different', () => {
    expect(compared('a.yml', 'a: 1\nb: {c: 2}\n', { sha256: undefined })).toMatchObject({
      status: 'equal',
    });
    expect(compared('a.yml', 'b:\n  c: 2\na: 1.0\n')).toEqual({
      status: 'cosmetic',
      findings: [],
      ignored: 0,
    });
    expect(compared('a.yml', 'a: 2\n')).toMatchObject({ status: 'differs', ignored: 0 });
    expect(kinds(compared('a.yml', 'a: 2\n'))).toEqual(['wrong_value', 'missing_key']);
    expect(compared('i.yml', 'a: 2\nb: {c: 1, d: 2}\n')).toEqual({
      status: 'cosmetic',
      findings: [],
      ignored: 2,
    });
  });

  it('is missing, being written, not readable or not understood', () => {
    expect(kinds(compared('a.yml', undefined, { state: 'vanished' }))).toEqual(['missing_file']);
    expect(compared('i.yml', undefined, { state: 'vanished' })).toEqual({
      status: 'cosmetic',
      findings: [],
      ignored: 1,
    });
    expect(compared('a.yml', undefined, { state: 'unsettled' })).toEqual({
      status: 'unsettled',
      findings: [],
      ignored: 0,
    });
    const unreadable = compared('a.yml', undefined, { state: 'permission_denied', reason: 'no permission' });
    expect(unreadable.findings).toMatchObject([
      { kind: 'unreadable', reason: 'the file cannot be read: no permission' },
    ]);
    expect(compared('a.yml', undefined, { state: 'permission_denied' }).findings[0]!.reason).toBe(
      'the file cannot be read: permission_denied',
    );
    const broken = compared('a.yml', 'a:\n\tb: 1\n');
    expect(broken.findings).toMatchObject([{ kind: 'not_understood', decidedBy: { scope: 'none' } }]);
    expect(broken.findings[0]!.reason).toMatch(/^the file is not understood: line 2, column 1: /);
  });

  it('is compared as text where keys tell nothing', () => {
    expect(compared('t.txt', 'one\r\ntwo')).toMatchObject({ status: 'cosmetic', ignored: 0 });
    expect(compared('t.txt', 'one\nthree\n').findings).toMatchObject([
      {
        kind: 'wrong_value',
        key: '',
        expected: 'two',
        actual: 'three',
        reason: 'the text differs from line 2 on',
        severity: 'medium',
        decidedBy: { scope: 'baseline' },
      },
    ]);
    expect(compared('broken.yml', 'a: 1').findings[0]!.reason).toMatch(
      /^the text differs from line 1 on; compared as text because the baseline cannot be read by key \(/,
    );
    const [secret] = compared('t.txt', 'one\nmy password is hunter2\n').findings;
    expect([secret!.expected, secret!.actual]).toEqual(['two', '••••••']);
    const long = compared('t.txt', `one\n${'x'.repeat(201)}\n`).findings[0]!;
    expect(long.actual).toBe(`${'x'.repeat(200)}…`);
    expect(compared('t.txt', `one\n${'x'.repeat(200)}\n`).findings[0]!.actual).toBe('x'.repeat(200));
  });
});

describe('how the files of an instance stand', () => {
  const state = desired(
    `
unmanaged: ['P/u.yml']
data_files: [{file: P/d.yml, reason: r}]
no_desired_state: [Plan]
ignore: [{plugin: P, file: 'ig*.yml', reason: r}]
absent_plugins: {BENT01: [Gone]}
`,
    {
      'P/a.yml': 'a: 1\n',
      'P/b.yml': 'b: 1\n',
      'P/c.yml': 'c: 1\n',
      'P/e.yml': 'e: 1\n',
      'P/f.yml': 'f: 1\n',
      'P/u.yml': 'x: 1',
      'P/m.yml': 'm: 1\n',
      'Plan/p.yml': 'p: 1\n',
      'Gone/g.yml': 'g: 1\n',
      'Absent/a.yml': 'a: 1\n',
    },
  );

  it('is counted, each once', () => {
    const { counts, findings } = compareInstance({
      desired: state,
      instance: bent,
      observation: {
        plugins: ['P', 'Gone'],
        files: [
          observed('a.yml', 'a: 1\n'),
          observed('b.yml', 'b: 1.0\n'),
          observed('c.yml', 'c: 2\n'),
          observed('e.yml', 'e: "'),
          observed('f.yml', undefined, { state: 'permission_denied' }),
          observed('u.yml', 'x: 2'),
          observed('d.yml', 'x'),
          observed('ig1.yml', 'x'),
          observed('new.yml', 'x'),
          observed('gone.yml', undefined, { state: 'vanished' }),
          observed('now.yml', undefined, { state: 'unsettled' }),
          observed('p.yml', 'p: 2\n', { plugin: 'Plan' }),
          observed('o.yml', 'x', { plugin: 'Other' }),
        ],
      },
    });
    expect(counts).toMatchObject({
      files: 13,
      equal: 1,
      cosmetic: 1,
      differing: 2,
      notUnderstood: 1,
      unreadable: 1,
      unsettled: 1,
      ignored: 1,
      notJudged: 0,
      skipped: 4,
    });
    expect(findings.map(({ kind, plugin, file }) => [kind, plugin, file])).toEqual([
      ['wrong_value', 'P', 'c.yml'],
      ['not_understood', 'P', 'e.yml'],
      ['unreadable', 'P', 'f.yml'],
      ['extra_file', 'P', 'new.yml'],
      ['missing_file', 'P', 'm.yml'],
      ['extra_file', 'Gone', null],
      ['missing_plugin', 'Absent', null],
    ]);
    const byKind = Object.fromEntries(findings.map((one) => [`${one.kind} ${one.plugin}`, one]));
    expect(byKind['extra_file Gone']).toMatchObject({
      reason: 'the plugin is installed although deviations.yml lists it under absent_plugins of BENT01',
      decidedBy: { scope: 'instance', name: 'BENT01' },
      severity: 'low',
    });
    expect(byKind['missing_plugin Absent']).toMatchObject({
      severity: 'high',
      decidedBy: { scope: 'baseline' },
    });
    expect(byKind['extra_file P']!.reason).toBe('the instance has this file, the baseline has not');
    expect(byKind['missing_file P']!.reason).toBe('the baseline has this file, the instance has not');
    expect(Object.values(NO_COUNTS).every((count) => count === 0)).toBe(true);
  });
});

describe('a deviation that is followed', () => {
  const found = (deviation: string, baseline: string, actual: string) => {
    const state = desired(`documented: [{plugin: P, file: a.yml, for: 'host:ovh', ${deviation}}]`, {
      'P/a.yml': baseline,
    });
    return compareInstance({
      desired: state,
      instance: bent,
      observation: { plugins: ['P'], files: [observed('a.yml', actual)] },
    }).findings;
  };
  it.each([
    ['key: a, value: 2', 'a: 1\n', 'a: 2\n', 'wrong_value'],
    ['key: a, value: "1"', 'a: 1\n', 'a: "1"\n', 'type_change'],
    ['key: b, value: 2', 'a: 1\n', 'a: 1\nb: 2\n', 'extra_key'],
    ['key: a, absent: true', 'a: 1\nb: 1\n', 'b: 1\n', 'missing_key'],
    ['key: m, value: {x: 1, y: 3}', 'm: {x: 1, y: 2}\n', 'm: {x: 1, y: 3}\n', 'wrong_value'],
    ['key: m, value: {x: 2, y: 3}', 'm: {x: 1, y: 2}\n', 'm: {x: 2, y: 3}\n', 'wrong_value'],
  ])('%s is documented, as what it does to the baseline', (deviation, baseline, actual, kind) =>
    expect(found(deviation, baseline, actual)).toMatchObject([
      { status: 'documented', kind, severity: 'low', decidedBy: { scope: 'host', name: 'ovh' } },
    ]),
  );

  it('says why, by whom, where, and whether it is needed still', () => {
    expect(found('key: a, value: 2, reason: summer, owner: Ada', 'a: 1\n', 'a: 2\n')[0]!.reason).toBe(
      'differs from the baseline on purpose, says the deviation for host:ovh by Ada (deviations.yml, line 1): summer',
    );
    expect(found('key: a, value: 1', 'a: 1\n', 'a: 1\n')[0]!.reason).toMatch(
      /line 1\); the baseline says the same by now$/,
    );
    expect(found('key: b, absent: true', 'a: 1\n', 'a: 1\n')[0]!.reason).toMatch(
      /the baseline says the same by now$/,
    );
    expect(found('key: a, value: 2', 'a: 1\n', 'a: 3\n')[0]).toMatchObject({
      status: 'drift',
      reason: 'has another value than it should, says the deviation for host:ovh (deviations.yml, line 1)',
    });
  });
});

describe('the majority', () => {
  const outliersIn = (values: readonly PlainValue[], options: Partial<OutlierOptions> = {}) =>
    findOutliers(
      { plugin: 'P', file: 'f' },
      values.map((value, n) => ({ instance: `I${n}`, host: 'h', root: nodeOf({ k: value } as PlainValue) })),
      { secrets: { judge: BY_NAME_AND_SHAPE }, ...options },
    );

  it('is two thirds of at least three, not one less', () => {
    expect(outliersIn([1, 1, 2]).outliers.map(({ instance, agree, of }) => [instance, agree, of])).toEqual([
      ['I2', 2, 3],
    ]);
    expect(outliersIn([1, 1, 1, 1, 2, 3]).outliers).toHaveLength(2);
    expect(outliersIn([1, 1, 1, 2, 3]).outliers).toEqual([]);
    expect(outliersIn([1, 1, 2, 2]).outliers).toEqual([]);
    expect(outliersIn([1, 2])).toEqual({ outliers: [], noMajority: [] });
    expect(outliersIn([1, 1, 1, 2, 3], { majorityShare: 0.6 }).outliers).toHaveLength(2);
    expect(outliersIn([1, 1, 1, 2], { minimum: 5 })).toEqual({ outliers: [], noMajority: [] });
  });

  it('that does not exist is told with who has what, most first', () => {
    expect(outliersIn([1, 2, 2, 3, 3]).noMajority).toMatchObject([
      { key: 'k', group: EVERYWHERE, of: 5, values: 3 },
    ]);
    const [tie] = outliersIn([1, 2, 2, 3, 3]).noMajority;
    expect(tie!.choices.map(({ value, instances }) => [value, instances])).toEqual([
      [2, ['I1', 'I2']],
      [3, ['I3', 'I4']],
      [1, ['I0']],
    ]);
  });

  it('of a group of one’s own is enough not to be odd', () => {
    const groups = [{ name: 'tag', instances: new Set(['I3', 'I4', 'I5']) }];
    expect(outliersIn([1, 1, 1, 1, 1, 1, 1, 2, 2]).outliers).toHaveLength(2);
    expect(outliersIn([1, 1, 1, 2, 2, 2, 1, 1, 1, 1], { groups }).outliers).toEqual([]);
    expect(outliersIn([1, 1, 1, 1, 2], { isIgnored: (path) => path[0] === 'k' }).outliers).toEqual([]);
  });
});

describe('what a restart does by itself', () => {
  const file = (
    path: string,
    before: PlainValue | undefined,
    after: PlainValue | undefined,
    instance = 'A',
  ) => ({
    instance,
    plugin: 'P',
    file: path,
    before: before === undefined ? undefined : nodeOf(before),
    after: after === undefined ? undefined : nodeOf(after),
  });
  const learnt = (...files: ReturnType<typeof file>[]) =>
    learnNoise(files as never).map(({ rule, instances, changes }) => [
      rule.file,
      rule.key,
      rule.kinds,
      instances,
      changes,
    ]);
  const VALUE = ['wrong_value', 'type_change', 'list_order'];
  const KEY = ['missing_key', 'extra_key'];
  const FILE = ['missing_file', 'extra_file'];

  it('is proposed as rules, the most frequent first, then by plugin, file and key', () => {
    expect(
      learnt(
        file('b.yml', { z: 1, a: 1 }, { z: 2, a: 2 }),
        file('a.yml', { k: 1 }, { k: 2 }),
        file('a.yml', { k: 1 }, { k: 3 }, 'B'),
        file('n.yml', undefined, {}),
      ),
    ).toEqual([
      ['a.yml', 'k', VALUE, ['A', 'B'], 2],
      ['b.yml', 'a', VALUE, ['A'], 1],
      ['b.yml', 'z', VALUE, ['A'], 1],
      ['n.yml', '**', FILE, ['A'], 1],
    ]);
  });

  it('names keys that look made by a program by a star, and keeps dots apart', () => {
    const made = ['0a1b2c3d-0000-4000-8000-000000000001', '2026-11-29', '0123456789abcdef01234567'];
    for (const key of made)
      expect(learnt(file('a.yml', { p: {} }, { p: { [key]: 1 } }))[0]!.slice(1, 3)).toEqual(['p.*', KEY]);
    for (const key of [
      'abc',
      '12',
      '0123456789abcdef0123456',
      'x2026-11-29',
      'x0123456789abcdef01234567',
      '0123456789abcdef01234567x',
    ])
      expect(learnt(file('a.yml', { p: {} }, { p: { [key]: 1 } }))[0]![1]).toBe(`p.${key}`);
    expect(learnt(file('a.yml', { p: {} }, { p: { 'a.b': 1 } }))[0]![1]).toBe('p.a\\.b');
    expect(learnt(file(`d/${made[0]}.yml`, undefined, {}))[0]![0]).toBe('d/*.yml');
  });

  it('is nothing where nothing changed', () =>
    expect(learnt(file('a.yml', { a: 1 }, { a: 1 }), file('b.yml', undefined, undefined))).toEqual([]));
});

describe('alike findings', () => {
  const finding = (more: object) =>
    ({
      plugin: 'P',
      file: 'f',
      path: ['k'],
      key: 'k',
      kind: 'wrong_value',
      status: 'drift',
      severity: 'medium',
      priority: 200,
      expected: 1,
      actual: 2,
      host: 'h',
      instance: 'A',
      decidedBy: { scope: 'baseline' },
      reason: 'r',
      ...more,
    }) as never;

  it('are one group, with the most urgent in front and points for their number', () => {
    const [group, ...others] = groupAlike([
      finding({}),
      finding({ instance: 'B', priority: 250 }),
      finding({ instance: 'C' }),
    ]);
    expect(others).toEqual([]);
    expect([group!.finding.instance, group!.findings.length, group!.priority]).toEqual(['B', 3, 260]);
  });

  it.each([
    { plugin: 'Q' },
    { severity: 'high' },
    { file: 'g' },
    { path: ['l'] },
    { kind: 'extra_key' },
    { status: 'documented' },
    { expected: 3 },
    { actual: 3 },
    { actual: undefined },
    { expected: undefined },
  ])('are none when they differ in %j', (more) =>
    expect(groupAlike([finding({}), finding(more)])).toHaveLength(2),
  );

  it('are none where what is behind a mask is unknown', () => {
    const hidden = { actual: '••••••' };
    expect(groupAlike([finding(hidden), finding(hidden)])).toHaveLength(2);
    expect(
      groupAlike([finding({ ...hidden, actualHash: 'h' }), finding({ ...hidden, actualHash: 'h' })]),
    ).toHaveLength(1);
    expect(
      groupAlike([finding({ ...hidden, actualHash: 'h' }), finding({ ...hidden, actualHash: 'i' })]),
    ).toHaveLength(2);
    expect(groupAlike([finding({ expected: ['••••••'] }), finding({ expected: ['••••••'] })])).toHaveLength(
      2,
    );
  });
});
