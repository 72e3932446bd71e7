import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editConfig } from '../edit-config.js';
import type { EditOptions } from '../format-module.js';
import { type Edit, type PlainValue, TypedValue } from '../model.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function edit(text: string, edits: Edit | readonly Edit[], options: EditOptions = {}): string {
  const result = editConfig(bytesOf(text), 'yaml', [edits].flat() as Edit[], options);
  return result.state === 'edited' ? Buffer.from(result.bytes).toString('utf8') : `refused: ${result.reason}`;
}
const set = (path: (string | number)[], value: PlainValue): Edit => ({ op: 'set', path, value });
const insert = (path: (string | number)[], value: PlainValue): Edit => ({ op: 'insert', path, value });
const unset = (...path: (string | number)[]): Edit => ({ op: 'unset', path });

describe('setting a YAML value', () => {
  it.each<[string, (string | number)[], PlainValue, string]>([
    ['a: 1 # why\nb: 2\n', ['a'], 5, 'a: 5 # why\nb: 2\n'],
    ['a:   1\r\nb: 2\n', ['a'], 5, 'a:   5\r\nb: 2\n'],
    ['\ufeffa: 1', ['a'], 5, '\ufeffa: 5'],
    ['a:\n- x\n-  y # two\n', ['a', 1], 'z', 'a:\n- x\n-  z # two\n'],
    ["a: 'it''s'\n", ['a'], "isn't", "a: 'isn''t'\n"],
    ['a: "x"\n', ['a'], 'q"\\\n', 'a: "q\\"\\\\\\n"\n'],
    ['a: x\n', ['a'], 'yes', "a: 'yes'\n"],
    ['a: x\n', ['a'], '010', "a: '010'\n"],
    ['a: x\n', ['a'], '', "a: ''\n"],
    ['a: x\n', ['a'], '&c #1: %x%', "a: '&c #1: %x%'\n"],
    ['a: x\n', ['a'], 'tab\there', 'a: "tab\\there"\n'],
    ['a: x\n', ['a'], true, 'a: true\n'],
    ['a: x\n', ['a'], null, 'a: null\n'],
    ['a: 1.5\n', ['a'], new TypedValue('float', 1), 'a: 1.0\n'],
    ['a: x\n', ['a'], new TypedValue('date', '2024-02-29T00:00:00Z'), 'a: 2024-02-29T00:00:00Z\n'],
    ['a: # nothing yet\n', ['a'], 5, 'a: 5 # nothing yet\n'],
    ['a:\nb: 1\n', ['a'], 'x', 'a: x\nb: 1\n'],
    ['a: |-\n  one\n  two\nb: 1\n', ['a'], 'three\nfour', 'a: |-\n  three\n  four\nb: 1\n'],
    ['a: "one\n  two"\nb: 1\n', ['a'], 'x', 'a: "x"\nb: 1\n'],
    ['a: one\n  two\nb: 1\n', ['a'], 'x', 'a: x\nb: 1\n'],
    ['a: [1, x, 3] # l\n', ['a', 1], 'p, q', "a: [1, 'p, q', 3] # l\n"],
    ['a: {k: 1, l: 2}\n', ['a', 'l'], 'z', 'a: {k: 1, l: z}\n'],
    ['a: {k: 1}\n', ['a'], [1, 'b'], 'a: [1, b]\n'],
    ['on: 1\n', ['true'], 2, 'on: 2\n'],
    ['a: 1\na: 2\n', ['a'], 3, 'a: 1\na: 3\n'],
    ['a: &x 1\nb: 2\n', ['a'], 3, 'a: &x 3\nb: 2\n'],
    ['a:\n    b: 1\nc: 2\n', ['c'], new Map([['d', [1]]]), 'a:\n    b: 1\nc:\n    d:\n        - 1\n'],
  ])('%j %j = %j', (text, path, value, wanted) => {
    expect(edit(text, set(path, value))).toBe(wanted);
  });

  it.each<[string, Edit, RegExp]>([
    ['a: &x 1\nb: *x\n', set(['a'], 2), /several places/],
    ['a: &x 1\nb: *x\n', set(['b'], 2), /alias/],
    ['a: &x {k: 1}\nb: {<<: *x}\n', set(['b', 'k'], 2), /merge key|not there/],
    ['a: !t 1\n', set(['a'], 2), /tag/],
    ['a: 1\n', set(['b'], 2), /not there/],
    ['a: 1\n', set([], 2), /path is empty/],
    ['a: [\n', set(['a'], 2), /is not understood/],
    ['a: 1\n', set(['a', 'b'], 2), /not there/],
    ['a: 1\na: 2\n', unset('a'), /twice/],
    ['a: 1\n', insert(['a'], 2), /there already/],
    ['a: 1\n', insert(['a', 'b'], 2), /value of its own/],
    ['a: [1]\n', insert(['a', 5], 2), /1 items/],
    ['# x\n', unset('a'), /no keys/],
  ])('%j refuses %j', (text, change, reason) => {
    expect(edit(text, change)).toMatch(reason);
  });

  it('writes integers of any size', () => {
    expect(edit('a: x\n', set(['a'], 2n ** 70n))).toBe('a: 1180591620717411303424\n');
  });

  it('does not touch a file with bytes that are no UTF-8', () => {
    const result = editConfig(Uint8Array.from([0x61, 0x3a, 0x20, 0xa7, 0x0a]), 'yaml', [set(['a'], 1)]);
    expect(result).toMatchObject({ state: 'refused', reason: expect.stringContaining('no UTF-8') });
  });

  it('is all or nothing', () => {
    expect(edit('a: 1\nb: 2\n', [set(['a'], 5), set(['zz'], 5)])).toMatch(/^refused/);
    expect(edit('a: 1\nb: 2\n', [set(['a'], 55), set(['b'], 6)])).toBe('a: 55\nb: 6\n');
  });
});

describe('adding and removing YAML entries', () => {
  it.each<[string, Edit, string]>([
    ['a: 1\n', insert(['b'], 2), 'a: 1\nb: 2\n'],
    ['a: 1', insert(['b'], 2), 'a: 1\nb: 2'],
    ['a: 1\r\n', insert(['b'], 'x'), 'a: 1\r\nb: x\r\n'],
    ['', insert(['a', 'b'], 1), 'a:\n  b: 1\n'],
    ['# head\n', insert(['a'], 1), '# head\na: 1\n'],
    ['a:\n    b: 1\nc: 1\n', insert(['a', 'd', 'e'], 2), 'a:\n    b: 1\n    d:\n        e: 2\nc: 1\n'],
    ['a:\nc: 1\n', insert(['a', 'b'], 2), 'a:\n  b: 2\nc: 1\n'],
    ['a: {}\n', insert(['a', 'b'], 2), 'a: {b: 2}\n'],
    ['a: [x]\n', insert(['a', 1], 'y'), 'a: [x, y]\n'],
    ['a:\n- x\nb: 1\n', insert(['a', 1], 'y'), 'a:\n- x\n- y\nb: 1\n'],
    ['a: 1\n', insert(['yes'], 1), "a: 1\n'yes': 1\n"],
    ['a: 1\n', insert(['<<'], 1), "a: 1\n'<<': 1\n"],
    ['a: 1\n# own\nb: 2\nc: 3\n', unset('b'), 'a: 1\nc: 3\n'],
    ['# head\na: 1\nb: 2\n', unset('a'), '# head\nb: 2\n'],
    ['a:\n  b: 1\nc: 2\n', unset('a', 'b'), 'a: {}\nc: 2\n'],
    ['a:\n  b:\n  - 1\n  c: 2\n', unset('a', 'b'), 'a:\n  c: 2\n'],
    ['a: [1, 2, 3]\n', unset('a', 2), 'a: [1, 2]\n'],
    ['a: [1, 2, 3]\n', unset('a', 0), 'a: [2, 3]\n'],
    ['a: 1\nb: 2', unset('b'), 'a: 1'],
    ['- a: 1\n  b: 2\n', unset(0, 'a'), '- b: 2\n'],
    ['a: [x,]\n', unset('a', 0), 'a: []\n'],
    ['a: { k: 1 , }\n', unset('a', 'k'), 'a: {  }\n'],
    ['a: ~ # none\nb: 1\n', insert(['a', 'k', 'l'], 1), 'a: {k: {l: 1}} # none\nb: 1\n'],
    ['a: {b: null}\n', insert(['a', 'b', 'k'], 1), 'a: {b: {k: 1}}\n'],
  ])('%j %j', (text, change, wanted) => {
    expect(edit(text, change)).toBe(wanted);
  });
});

describe('edits by the Bukkit view', () => {
  const bukkit: EditOptions = { view: 'bukkit' };
  it.each<[string, Edit, string]>([
    ['a.b: 1\n', set(['a', 'b'], 2), 'a.b: 2\n'],
    ['a:\n  b.c: 1\n', set(['a', 'b', 'c'], 2), 'a:\n  b.c: 2\n'],
    ['a:\n', insert(['a'], 2), 'a: 2\n'],
    ['a: ~\n', set(['a'], 2), 'a: 2\n'],
    ['a: 1\n', set(['a'], null), 'a: null\n'],
    ['a: 1\nb:\n', unset('b'), 'a: 1\n'],
    ['a:\n  b: 1\n', insert(['a', 'c', 'd'], 2), 'a:\n  b: 1\n  c:\n    d: 2\n'],
    ['x: [{a.b: 1}]\n', set(['x', 0, 'a.b'], 2), 'x: [{a.b: 2}]\n'],
  ])('%j %j', (text, change, wanted) => {
    expect(edit(text, change, bukkit)).toBe(wanted);
  });

  it('refuses what would show through at another place', () => {
    // the first one would be seen again
    expect(edit('a: {b: 1}\na.b: 2\n', unset('a', 'b'), bukkit)).toMatch(/^refused: the server would see/);
    expect(edit('a: 1\n', set(['a.b'], 2), bukkit)).toMatch(/not there/);
  });
});

const keys = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 8 }),
  fc.constantFrom('a', 'on', '1', '010', '<<', '~', 'a.b', '#x', '- x', '__proto__', 'é 😀', 'k: v'),
);
const scalars: fc.Arbitrary<PlainValue> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('a', ' ', '\n', ':', '#', "'", '"', '-', '\\', '\t', '&', '%', ',', ']'),
    maxLength: 9,
  }),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
);
const values = fc.letrec<{ value: PlainValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
})).value;
const SEEDS = [
  'first: 1\nmap:\n  k: v # c\n  list:\n  - 1\n  - {x: y}\nlast: "x"\n',
  "first: 'a'\r\nmap:\r\n      k: |\r\n        text\r\n      list: [1, {x: y}]\r\nlast:",
];

/** Before the value, the value, behind the value, its path. */
const CONTEXTS: readonly (readonly [string, string, string, (string | number)[]])[] = [
  ['first:  ', '1', ' # why\r\nlast: 2', ['first']],
  ['a: 1\nb:\n    c: ', "'x y'", '\n    d: 3\n', ['b', 'c']],
  ['a:\n- 1\n- ', '"x"', '  \n- 3\n', ['a', 1]],
  ['a:\n- k: 1\n  l: ', 'one\n    two', '\n- 3\n', ['a', 0, 'l']],
  ['# head\na: [1, {x: ', 'y', '}, 3] # tail\nb: 2\n', ['a', 1, 'x']],
  ['a: ', '|-\n  one\n\n  two', '\n# next\nb: 2\n', ['a']],
  ['a:\n  b: 1\nc: ', '{x: [1]}', '\nd: 2', ['c']],
  ['a:', '\n  b: 1\n  c: [2]', '\nd: 2\n', ['a']],
  ['on:', '', '\n\nd: 2\n', ['true']],
];

describe('laws of YAML edits', () => {
  it('what is set is read back, and everything outside the entry keeps its bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONTEXTS), values, ([before, value, after, path], next) => {
        // editConfig compares the result with the model; a mismatch would be a refusal
        const result = edit(before + value + after, set(path, next));
        expect(result).not.toMatch(/^refused/);
        expect(result.startsWith(before.trimEnd())).toBe(true);
        expect(result.endsWith(after)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('inserting and removing again gives back the same bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SEEDS),
        fc.constantFrom<(string | number)[]>([], ['map']),
        keys,
        values,
        (text, parent, key, value) => {
          const path = [...parent, key];
          const inserted = edit(text, insert(path, value));
          fc.pre(!inserted.startsWith('refused'));
          expect(edit(inserted, unset(...path))).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a new key of any spelling can be inserted', () => {
    fc.assert(
      fc.property(keys, values, (key, value) => {
        fc.pre(!['first', 'map', 'last'].includes(key));
        expect(edit(SEEDS[0]!, insert([key], value))).not.toMatch(/^refused/);
      }),
      { numRuns: 300 },
    );
  });
});
