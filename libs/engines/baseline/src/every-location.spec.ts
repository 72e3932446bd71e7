import { nodeOf, readConfig, type ConfigNode } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMap, nodeAt, plainOf, withNodeAt } from './config-tree.js';
import { compileDataFiles } from './data-files.js';
import { DEFAULT_DATA_FILES } from './default-data-files.js';
import { DEFAULT_LISTS, DEFAULT_READERS } from './default-rules.js';
import { NO_DEVIATIONS } from './deviations-document.js';
import { locateDotted, splitDotted } from './dotted-key.js';
import { compileName, compilePathGlob, compilePathGlobs, compileSteps } from '@archivesmp/fleet';
import { isRelated, samePath } from './override.js';
import { compileSelector } from './selector.js';

const read = (text: string): ConfigNode => {
  const reading = readConfig(new TextEncoder().encode(text), 'yaml');
  if (reading.state !== 'ok') throw new Error(text);
  return reading.root;
};

describe('a dotted key', () => {
  it.each([
    ['a.b', ['a', 'b']],
    ['a', ['a']],
    ['', ['']],
    ['.a', ['', 'a']],
    ['a.', ['a', '']],
    ['a\\.b.c', ['a.b', 'c']],
    ['a\\\\.b', ['a\\', 'b']],
    ['a\\b', ['a\\b']],
    ['a\\', ['a\\']],
    ['""', ['']],
    ['a."".b', ['a', '', 'b']],
    ['a.""', ['a', '']],
    ['x"".b', ['x""', 'b']],
  ])('%s is split', (dotted, steps) => expect(splitDotted(dotted)).toEqual(steps));

  const tree = read('a:\n  b: 1\na.b:\n  c: 2\n  d.e.f: 3\nlist: [x, {y: 4}, [5]]\n"1": {z: 6}\ns: text\n');
  it.each([
    ['a.b', ['a', 'b']],
    ['a.b.c', ['a.b', 'c']],
    ['a.b.d.e.f', ['a.b', 'd.e.f']],
    ['a.b.x', ['a', 'b', 'x']],
    ['list.0', ['list', 0]],
    ['list.1.y', ['list', 1, 'y']],
    ['list.2.0', ['list', 2, 0]],
    ['list.9', ['list', 9]],
    ['list.9.0', ['list', 9, '0']],
    ['list.x', ['list', 'x']],
    ['list.01', ['list', '01']],
    ['list.1x', ['list', '1x']],
    ['list.1.y.z', ['list', 1, 'y', 'z']],
    ['list.2.7', ['list', 2, 7]],
    ['1.z', ['1', 'z']],
    ['1.0', ['1', '0']],
    ['s.0', ['s', '0']],
    ['none.0', ['none', '0']],
  ])('%s is found in a tree where it is, and split where it is not', (dotted, path) =>
    expect(locateDotted(tree, dotted)).toEqual(path),
  );

  it('is split without a tree', () => expect(locateDotted(undefined, 'a.0')).toEqual(['a', '0']));
});

/** What a pattern means, said in another way. */
const asRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((piece) => piece.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

describe('globs', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ab', '.'), maxLength: 6 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 6 });

  it('over a name mean what a regular expression would', () =>
    fc.assert(
      fc.property(pattern, word, (glob, text) => {
        expect(compileName(glob)(text)).toBe(asRegExp(glob).test(text));
      }),
      { numRuns: 2_000 },
    ));

  it.each([
    ['*', '', true],
    ['**', 'a', true],
    ['a*', 'a', true],
    ['*a', 'ab', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'abc', true],
    ['a*b*b', 'ab', false],
    ['a*bb*b', 'abb', false],
    ['*b*', 'abc', true],
    ['a*bc*c', 'abc', false],
    ['', '', true],
    ['', 'a', false],
  ])('%s over the name "%s": %s', (glob, text, answer) => expect(compileName(glob)(text)).toBe(answer));

  /** Tries every way in which `**` may stand for steps. */
  const matches = (glob: readonly string[], steps: readonly string[]): boolean => {
    const [first, ...rest] = glob;
    if (first === undefined) return steps.length === 0;
    if (first === '**')
      return steps.some((_, index) => matches(rest, steps.slice(index))) || matches(rest, []);
    return steps.length > 0 && asRegExp(first).test(steps[0]!) && matches(rest, steps.slice(1));
  };

  it('over steps mean what trying every way would', () => {
    const step = fc.constantFrom('a', 'b', 'ab');
    const part = fc.constantFrom('a', 'b', '*', '**', 'a*');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.array(step, { maxLength: 5 }), (glob, steps) => {
        expect(compileSteps(glob)(steps)).toBe(matches(glob, steps));
      }),
      { numRuns: 3_000 },
    );
  });

  it('over a path go by its folders, and several match when one does', () => {
    expect(compilePathGlob('a/*/c')('a/b/c')).toBe(true);
    expect(compilePathGlob('a/*')('a/b/c')).toBe(false);
    expect(compilePathGlob('a/**')('a/b/c')).toBe(true);
    const some = compilePathGlobs(['a/**', 'b']);
    expect([some('a/x'), some('b'), some('c')]).toEqual([true, true, false]);
    expect(compilePathGlobs([])('a')).toBe(false);
  });
});

describe('a selector', () => {
  const { selectsFile: file, key } = compileSelector({ plugin: 'CMI*', file: '**/config.yml', key: 'a.*.c' });

  it('goes by plugin and file', () => {
    expect([file('CMI', 'config.yml'), file('CMI2', 'x/config.yml')]).toEqual([true, true]);
    expect([file('X', 'config.yml'), file('CMI', 'other.yml')]).toEqual([false, false]);
  });

  it('goes by the steps of a key, also of one that holds dots, and of positions', () => {
    expect([key(['a', 'b', 'c']), key(['a.b', 'c']), key(['a', 1, 'c'])]).toEqual([true, true, true]);
    expect([key(['a', 'c']), key(['a', 'b', 'c', 'd'])]).toEqual([false, false]);
    expect(compileSelector({ plugin: '*', file: '**', key: 'x\\.y.z' }).key(['x', 'y', 'z'])).toBe(true);
  });
});

describe('a tree', () => {
  const tree = read('a: {b: 1, c: [x, y]}\nd: 2\n');
  const after = (path: (string | number)[], value: ConfigNode | undefined) =>
    plainOf(withNodeAt(tree, path, value));
  const one = nodeOf(7);

  it('is read at a path', () => {
    expect(plainOf(nodeAt(tree, ['a', 'c', 1])!)).toBe('y');
    expect(nodeAt(tree, [])).toBe(tree);
    for (const path of [['x'], ['a', 'c', 9], ['a', 'c', '1'], ['d', 'e'], ['a', 'x', 'y']])
      expect(nodeAt(tree, path)).toBeUndefined();
    expect(plainOf(nodeAt(read('"1": a'), [1])!)).toBe('a');
  });

  it('is changed at a path, and shared off it', () => {
    expect(after(['a', 'b'], one)).toEqual({ a: { b: 7, c: ['x', 'y'] }, d: 2 });
    expect(after(['a', 'c', 0], one)).toEqual({ a: { b: 1, c: [7, 'y'] }, d: 2 });
    expect(after(['d', 'e'], one)).toEqual({ a: { b: 1, c: ['x', 'y'] }, d: { e: 7 } });
    expect(after(['n', 'm'], one)).toEqual({ a: { b: 1, c: ['x', 'y'] }, d: 2, n: { m: 7 } });
    expect(after([], one)).toBe(7);
    expect(after([], undefined)).toEqual({});
    expect(after(['a', 'c', 'k'], one)).toEqual({ a: { b: 1, c: { k: 7 } }, d: 2 });
    expect(nodeAt(withNodeAt(tree, ['d'], one), ['a'])).toBe(nodeAt(tree, ['a']));
    expect(plainOf(withNodeAt(undefined, ['a', 'b'], one))).toEqual({ a: { b: 7 } });
  });

  it('loses what is taken out of it, and nothing else', () => {
    expect(after(['a', 'b'], undefined)).toEqual({ a: { c: ['x', 'y'] }, d: 2 });
    expect(after(['a', 'c', 0], undefined)).toEqual({ a: { b: 1, c: ['y'] }, d: 2 });
    expect(withNodeAt(tree, ['x'], undefined)).toBe(tree);
    expect(withNodeAt(tree, ['x', 'y'], undefined)).toBe(tree);
    expect(emptyMap()).toEqual({ kind: 'map', entries: [], span: { start: 0, end: 0 }, style: 'block' });
  });

  it('keeps the order of its keys', () => {
    expect(Object.keys(after(['a'], one) as object)).toEqual(['a', 'd']);
    expect(Object.keys(after(['e'], one) as object)).toEqual(['a', 'd', 'e']);
  });
});

describe('paths', () => {
  it('are the same step by step, whatever the steps are made of', () => {
    expect(samePath(['a', 1], ['a', '1'])).toBe(true);
    expect(samePath(['a'], ['a', 'b'])).toBe(false);
    expect(samePath(['a', 'b'], ['a', 'c'])).toBe(false);
    expect(samePath([], [])).toBe(true);
  });

  it('are related when one lies above the other', () => {
    expect(isRelated(['a'], ['a', 'b'])).toBe(true);
    expect(isRelated(['a', 'b'], ['a'])).toBe(true);
    expect(isRelated([], ['a'])).toBe(true);
    expect(isRelated(['a', 1], ['a', '1', 'c'])).toBe(true);
    expect(isRelated(['a', 'b'], ['a', 'c'])).toBe(false);
    expect(isRelated(['b', 'c'], ['a', 'c'])).toBe(false);
  });
});

describe('what is known without a document', () => {
  it.each([
    '_server/usercache.json',
    '_server/usernamecache.json',
    '_server/version_history.json',
    '_server/banned-ips.json',
    '_server/world/paper-world.yml',
    'Any/data.yml',
    'Any/saves.yml',
    'HolographicDisplays/database.yml',
    'Any/old_configs/a/b.yml',
  ])('%s is data', (file) => expect(compileDataFiles(NO_DEVIATIONS)(file)).toBe(true));

  it.each([
    '_server/ops.json',
    '_server/config/paper-global.yml',
    'Any/database.yml',
    'Any/sub/data.yml',
    'Any/config.yml',
  ])('%s is configuration', (file) => expect(compileDataFiles(NO_DEVIATIONS)(file)).toBe(false));

  it('are facts with a reason', () => {
    for (const { isData, reason } of DEFAULT_DATA_FILES)
      expect([isData, reason.length > 10]).toEqual([true, true]);
    expect(DEFAULT_LISTS).toEqual([
      ...['ops.json', 'whitelist.json', 'banned-players.json'].map((file) => ({
        plugin: '_server',
        file,
        key: '**',
        keyedBy: 'uuid',
        order: 'ignore',
      })),
      { plugin: '_server', file: 'banned-ips.json', key: '**', keyedBy: 'ip', order: 'ignore' },
    ]);
    expect(DEFAULT_READERS).toContainEqual({
      plugin: '*',
      file: '**',
      platforms: ['velocity', 'bungeecord', 'geyser'],
      view: 'plain',
    });
    expect(DEFAULT_READERS).toContainEqual({
      plugin: 'dynmap',
      file: 'configuration.txt',
      platforms: [],
      format: 'yaml',
    });
  });
});
