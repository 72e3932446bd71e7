import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { nodeOf, type PlainValue } from '@archivesmp/config-text';
import { describe, expect, it } from 'vitest';
import { compareInstance } from './compare-instance.js';
import { judgedDifferences } from './judged-differences.js';
import { learnNoise } from './noise.js';
import { mayBeMeant, notJudged } from './not-judged.js';
import { findOutliers } from './outliers.js';
import { compileRules } from './rules.js';
import { show } from './shown-value.js';
import { defaultSeverity } from './severity.js';
import { shownExplanation } from './shown-explanation.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const bent: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [] };

describe('a rule of severity', () => {
  const { document } = parseDeviations(
    bytes(`severity:
  - {plugin: Gone, kinds: [missing_plugin], severity: critical}
  - {plugin: P, kinds: [wrong_value], severity: critical}
  - {plugin: P, kinds: [missing_file], severity: low}
`),
  );
  const desired = compileDesiredState({
    baselines: ['t.txt', 'm.yml']
      .map((path) => ({ plugin: 'P', path, bytes: bytes('one\n') }))
      .concat({ plugin: 'Gone', path: 'a.yml', bytes: bytes('a: 1\n') }),
    deviations: document!,
    fleet: [bent],
    now: '2026-11-29T12:00:00Z',
  });

  it('counts for plugins, files and lines as well as for keys', () => {
    const files = [{ plugin: 'P', path: 't.txt', state: 'readable' as const, bytes: bytes('two\n') }];
    const { findings } = compareInstance({ desired, instance: bent, observation: { plugins: ['P'], files } });
    expect(findings.map(({ kind, severity }) => [kind, severity]).sort()).toEqual([
      ['missing_file', 'low'],
      ['missing_plugin', 'critical'],
      ['wrong_value', 'critical'],
    ]);
  });

  it('is not needed for what stands in a list: the key around it tells', () => {
    expect(defaultSeverity('wrong_value', { path: ['ops', 0] })).toBe('critical');
    expect(defaultSeverity('wrong_value', { path: ['amounts', 0] })).toBe('medium');
  });
});

describe('what is masked', () => {
  const shown = (value: PlainValue, path: (string | number)[]) =>
    show(nodeOf(value), path, { judge: BY_NAME_AND_SHAPE, hash: (text) => `hash of ${text}` });

  it('has a hash when anything in it is masked, in lists and maps, too', () => {
    expect(shown('x', ['password'])).toEqual({ value: '••••••', hash: 'hash of "x"' });
    expect(shown(['x'], ['passwords'])).toEqual({ value: ['••••••'], hash: 'hash of ["x"]' });
    expect(shown({ password: 'x', a: 1 }, ['db'])).toEqual({
      value: { password: '••••••', a: 1 },
      hash: 'hash of {"a":n1,"password":"x"}',
    });
    expect(shown([{ password: 'x' }], ['dbs'])).toMatchObject({
      value: [{ password: '••••••' }],
      hash: expect.any(String) as string,
    });
    expect(shown({ a: ['x'] }, ['db'])).toEqual({ value: { a: ['x'] } });
    expect(show(nodeOf('x'), ['password'], { judge: BY_NAME_AND_SHAPE })).toEqual({ value: '••••••' });
  });

  it('leaves large and odd numbers readable', () => {
    expect(shown(12345678901234567890n, ['a'])).toEqual({ value: '12345678901234567890' });
    expect(shown(Number.NaN, ['a'])).toEqual({ value: 'NaN' });
    expect(shown(1.5, ['a'])).toEqual({ value: 1.5 });
  });
});

describe('a key that is a map here and a value there', () => {
  it('is odd where it is a value, although it is an empty map elsewhere', () => {
    const values: PlainValue[] = [{ c: 1 }, { c: 1 }, { c: 1 }, { c: 1 }, { c: 1 }, { c: 1 }, {}, 5];
    const { outliers } = findOutliers(
      { plugin: 'P', file: 'f' },
      values.map((k, n) => ({ instance: `I${n}`, host: 'h', root: nodeOf({ k } as PlainValue) })),
      { secrets: { judge: BY_NAME_AND_SHAPE } },
    );
    expect(
      outliers.filter(({ key }) => key === 'k').map(({ instance, value }) => [instance, value]),
    ).toContainEqual(['I7', 5]);
  });

  it('is not odd for being an empty map where others have filled ones', () => {
    const values: PlainValue[] = [{ c: 1 }, { c: 1 }, { c: 1 }, {}];
    const { outliers } = findOutliers(
      { plugin: 'P', file: 'f' },
      values.map((k, n) => ({ instance: `I${n}`, host: 'h', root: nodeOf({ k } as PlainValue) })),
      { secrets: { judge: BY_NAME_AND_SHAPE } },
    );
    expect(outliers.map(({ instance, key }) => [instance, key])).toEqual([['I3', 'k.c']]);
  });
});

describe('noise', () => {
  it('of many values of one file is a rule for each: one for all would hide too much', () => {
    const values = (value: number): PlainValue =>
      Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [`k${String.fromCharCode(97 + (n % 26))}${n}x`, value]),
      );
    const proposals = learnNoise([
      { instance: 'A', plugin: 'P', file: 'f.yml', before: nodeOf(values(1)), after: nodeOf(values(2)) },
    ]);
    expect(proposals).toHaveLength(30);
  });

  it('of many neighbours with the same key below is one rule', () => {
    const values = (value: number): PlainValue => ({
      all: Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [
          `k${String.fromCharCode(97 + (n % 26))}${n}x`,
          { time: value },
        ]),
      ),
    });
    const proposals = learnNoise([
      { instance: 'A', plugin: 'P', file: 'f.yml', before: nodeOf(values(1)), after: nodeOf(values(2)) },
    ]);
    expect(proposals.map(({ rule, changes }) => [rule.key, changes])).toEqual([['all.*.time', 30]]);
  });
});

describe('what is not judged', () => {
  const { document } = parseDeviations(bytes('ignore: [{plugin: P, key: quiet, reason: r}]'));
  const context = { plugin: 'P', file: 'f', instance: bent, rules: compileRules(document!), secrets: {} };
  const judged = (key: string, actual: PlainValue | undefined, path = [key]) =>
    notJudged(
      context,
      { path, key, reason: 'no rule says' },
      actual === undefined ? undefined : nodeOf(actual),
    );

  it('is a finding of its own, with what is there', () => {
    expect(judged('k', 5)).toMatchObject({
      kind: 'wrong_value',
      status: 'not_judged',
      severity: 'low',
      actual: 5,
      decidedBy: { scope: 'none' },
      reason: 'not judged: no rule says',
    });
    expect(judged('k', undefined)).toMatchObject({ kind: 'missing_key' });
    expect(judged('', 5, [])).toMatchObject({ kind: 'wrong_value' });
    for (const whole of [judged('', 5, []), judged('', undefined, [])])
      expect(whole).not.toHaveProperty('actual');
    expect(judged('', undefined, [])).toMatchObject({ kind: 'wrong_value' });
  });

  it('is none where a rule ignores it', () => expect(judged('quiet', 5)).toBeUndefined());

  it('may be what an extra key is meant for, when it stands beside it', () => {
    const undecided = [{ path: ['a', 'X'], key: 'a.X', reason: 'r', isKey: true }] as never;
    const extra = (path: string[], kind = 'extra_key') => mayBeMeant({ kind, path } as never, undecided);
    expect(extra(['a', 'b'])).toMatchObject({ key: 'a.X' });
    for (const path of [['b', 'b'], ['a'], ['a', 'b', 'c']]) expect(extra(path)).toBeUndefined();
    expect(extra(['a', 'b'], 'wrong_value')).toBeUndefined();
    expect(
      mayBeMeant(
        { kind: 'extra_key', path: ['a', 'b'] } as never,
        [{ path: ['a', 'X'], key: 'k', reason: 'r', isKey: false }] as never,
      ),
    ).toBeUndefined();
  });
});

describe('differences as far as there is an expectation', () => {
  const inOrder = () => ({ order: 'matters' as const });
  const found = (undecided: string[][], root: PlainValue | undefined, actual: PlainValue) =>
    judgedDifferences(
      {
        root: root === undefined ? undefined : nodeOf(root),
        undecided: undecided.map((path) => ({ path })) as never,
      },
      nodeOf(actual),
      inOrder,
    ).map(({ path }) => path.join('.'));

  it('leave out what is undecided, on both sides, and everything where the whole file is', () => {
    expect(found([], { a: 1, b: 1 }, { a: 2, b: 2 })).toEqual(['a', 'b']);
    expect(found([['a']], { a: 1, b: 1 }, { a: 2, b: 2 })).toEqual(['b']);
    expect(found([['a']], { a: 1, e: {} }, { a: 2 })).toEqual(['e']);
    expect(found([['m', 'a']], { m: { a: 1 }, e: { f: {} } }, { m: { a: 2 } })).toEqual(['e']);
    expect(found([['m', 'a']], { m: { a: 1, b: 1 } }, { m: { a: 2, b: 2 } })).toEqual(['m.b']);
    expect(found([[]], { a: 1 }, { a: 2 })).toEqual([]);
    expect(found([], undefined, { a: 2 })).toEqual([]);
  });
});

describe('an explanation as it is shown', () => {
  const location = { plugin: 'P', file: 'f', path: ['k'], key: 'k', instance: 'BENT01' };

  it('names the winner by its location, and none where none won', () => {
    const withoutWinner = {
      ...location,
      outcome: 'no_baseline',
      expected: undefined,
      winner: undefined,
      valueSources: [],
      reason: 'r',
    };
    expect(shownExplanation(withoutWinner as never, BY_NAME_AND_SHAPE)).toEqual({
      ...location,
      outcome: 'no_baseline',
      voices: [],
      reason: 'r',
    });
  });
});
