import fc from 'fast-check';
import { parse, stringify, TomlDate } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { editConfig } from '../edit-config.js';
import { leavesOf } from '../leaves-of.js';
import { type ConfigNode, type Edit, TypedValue } from '../model.js';
import { readConfig } from '../read-config.js';
import { tomlKey, tomlOf } from './toml-value-text.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function rootOf(text: string): ConfigNode {
  const reading = readConfig(bytesOf(text), 'toml');
  if (reading.state !== 'ok') throw new Error(JSON.stringify(reading.error));
  return reading.root;
}

const leaves = (text: string): Record<string, string> => Object.fromEntries(leavesOf(rootOf(text)));

function edited(text: string, edit: Edit): string {
  const result = editConfig(bytesOf(text), 'toml', [edit]);
  if (result.state === 'refused') throw new Error(result.reason);
  return new TextDecoder().decode(result.bytes);
}

function plain(node: ConfigNode): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  return node.type === 'date'
    ? new TomlDate(String(node.value))
    : typeof node.value === 'bigint'
      ? node.value
      : node.value;
}

const VALID = [
  'a = 1\nb = "x" # c\n[t]\nx.y = true\n"q.r" = \'lit\'\n[t.u]\nz = []\n',
  'a = [1, [2, 3], # c\n  "x",\n]\nb = { c = 1, d.e = "f" }\n',
  '[[p]]\nn = 1\n[[p]]\nn = 2\n[p.q]\nr = 3\n[[p.s]]\n[[p.s]]\nt = 1\n',
  'h = 0xff\no = 0o17\nb = 0b101\nu = 1_000\nf = 1.5e3\ni = inf\nn = -inf\np = +7\n',
  "m = \"\"\"\nline one\n  two \\\n   joined\"\"\"\"\nl = '''\nraw \\ '' x'''\n",
  'e = "\\u00e9\\t\\"\\\\\\U0001F600"\r\nc = 1\r\n',
  'd = 1979-05-27T07:32:00Z\no = 1979-05-27T00:32:00-07:00\nl = 1979-05-27T07:32:00\ns = 1979-05-27 07:32:00.5Z\nday = 1979-05-27\nt = 07:32:00\n',
  '[a.b.c]\nx = 1\n[a]\ny = 2\n[a.b]\nz = 3\n',
  '1.2 = 3\n-x_ = 4\n"" = 5\n',
  'a = {b = 1,\n # c\n c = 2,\n}\n',
  '',
  '# nothing\n',
  // of the specification: 1.0, and what 1.1 adds to it
  'winpath = \'C:\\Users\'\nquot = \'\'\'"two"\'\'\'\nempty = """"""\n',
  'a = """\\\n   \\\n  x"""\nb = """a \\t\\"""" # ends with a quote\n',
  'f = [+1.0, -0.01, 5e+22, 1e06, -2E-2, 6.626e-34, 224_617.445_991_228]\ni = [+99, 0, -17, 5_349_221]\n',
  'mixed = [1, "a", { b = 2 }, [3.0, []], 1979-05-27]\n',
  'fruit . "app le" = 1\n site."google.com" = true\n',
  'ld = 1979-05-27T00:32:00.999\nz = 1979-05-27t07:32:00z\n',
  '"" = 1\n[x.""]\ny = 2\n',
  '[fruit]\napple.color = "red"\n[fruit.apple.taste.x]\nsweet = true\n',
  'e = "\\e[0m \\x41"\nt = 07:32\nd = 1979-05-27 07:32\n',
];

const INVALID = [
  ['a = 1\na = 2', 2, 1],
  ['a = 1\n[a]', 2, 2],
  ['[t]\n[t]', 2, 2],
  ['a = {b = 1}\n[a.c]', 2, 2],
  ['a = []\n[[a]]', 2, 3],
  ['a = ', 1, 5],
  ['a = x', 1, 5],
  ['a = 010', 1, 5],
  ['a = 1 b = 2', 1, 7],
  ['a', 1, 2],
  ['a = "x', 1, 5],
  ['a = """x', 1, 5],
  ['a = [1, 2', 1, 10],
  ['a = "\\q"', 1, 6],
  ['[a', 1, 3],
  ['= 1', 1, 1],
  ['[a.b]\n[a]\nb.c = 1', 3, 1],
  ['a = "\u0000"', 1, 6],
  ["a = '\u007f'", 1, 6],
  ['a = "x\ny"', 1, 5],
  ['a = 1__0', 1, 5],
  ['a = 0xG', 1, 5],
  ['a = .5', 1, 5],
  ['a = 5.', 1, 5],
  ['a = 1e', 1, 5],
  ['a = +0x1', 1, 5],
  ['a = "\\uD800"', 1, 6],
  ['a = 1979-13-01', 1, 5],
  ['a.b = 1\na = 2', 2, 1],
  ['[[a]]\n[a]', 2, 2],
  ['a b = 1', 1, 3],
  ['a = True', 1, 5],
] as const;

describe('TOML', () => {
  it.each(VALID)('reads %j as smol-toml does', (text) => {
    const expected = parse(text, { useLegacyDate: true });
    expect(plain(rootOf(text))).toEqual(expected);
  });

  it.each(INVALID)('refuses %j as smol-toml does, and says where', (text, line, column) => {
    expect(() => parse(text)).toThrow();
    expect(readConfig(bytesOf(text), 'toml')).toMatchObject({ state: 'unreadable', error: { line, column } });
  });

  it('reads whatever smol-toml writes', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const { table } = fc.letrec((tie) => ({
      table: fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
      value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), tie('table')),
    }));
    fc.assert(
      fc.property(table, (map) => {
        const text = stringify(map);
        expect(plain(rootOf(text))).toEqual(parse(text));
      }),
    );
  });

  it('keeps integers exact and dates as instants', () => {
    expect(leaves('a = 9007199254740993\nd = 1979-05-27T00:32:00-07:00')).toEqual({
      a: 'int:9007199254740993',
      d: 'date:1979-05-27T07:32:00.000Z',
    });
  });

  it('refuses a day that no calendar has', () => {
    expect(readConfig(bytesOf('a = 2026-02-31'), 'toml')).toMatchObject({
      state: 'unreadable',
      error: { line: 1, column: 5 },
    });
  });

  it('survives hostile input', () => {
    expect(readConfig(bytesOf(`a = ${'['.repeat(10_000)}`), 'toml')).toMatchObject({
      state: 'unreadable',
      error: { message: expect.stringMatching(/deeper than 1000/) },
    });
    const nested = `a = ${`{${'a.'.repeat(90)}b = `.repeat(900)}1${'}'.repeat(900)}`;
    expect(readConfig(bytesOf(nested), 'toml')).toMatchObject({
      state: 'unreadable',
      error: { message: expect.stringMatching(/deeper than 1000/) },
    });
    expect(readConfig(bytesOf(`a = ${'1'.repeat(20_000)}`), 'toml')).toMatchObject({
      state: 'unreadable',
      error: { message: expect.stringMatching(/more than 10000 digits/) },
    });
    expect(readConfig(bytesOf(`${'a.'.repeat(10_000)}b = 1`), 'toml')).toMatchObject({
      state: 'unreadable',
      error: { message: expect.stringMatching(/more than 100 parts/) },
    });
    expect(Object.keys(leaves('__proto__ = 1\n[constructor]\nprototype = 2'))).toHaveLength(2);
  });
});

describe('edits of TOML', () => {
  it.each([
    ['a = 1 # one\nb = 2\n', { op: 'set', path: ['a'], value: 7 }, 'a = 7 # one\nb = 2\n'],
    ["a = 'x'\r\n", { op: 'set', path: ['a'], value: 'y\\z' }, "a = 'y\\z'\r\n"],
    ["a = 'x'\n", { op: 'set', path: ['a'], value: "it's" }, 'a = "it\'s"\n'],
    ['a = """\nx\n"""\n', { op: 'set', path: ['a'], value: 'one\ntwo' }, 'a = "one\\ntwo"\n'],
    [
      't = { a = 1, b = [1, 2] }\n',
      { op: 'set', path: ['t', 'b', 1], value: 1.5 },
      't = { a = 1, b = [1, 1.5] }\n',
    ],
    [
      '[[p]]\nn = 1\n[[p]]\nn = 2\n',
      { op: 'set', path: ['p', 1, 'n'], value: 3 },
      '[[p]]\nn = 1\n[[p]]\nn = 3\n',
    ],
    ['[t]\n# about a\na = 1\n\nb = 2\n', { op: 'unset', path: ['t', 'a'] }, '[t]\n\nb = 2\n'],
    ['t = { a = 1, b = 2 }', { op: 'unset', path: ['t', 'a'] }, 't = { b = 2 }'],
    ['t = { a = 1, b = 2 }', { op: 'unset', path: ['t', 'b'] }, 't = { a = 1 }'],
    ['a = 1\n\n[t]\n', { op: 'insert', path: ['b'], value: 'x' }, 'a = 1\nb = "x"\n\n[t]\n'],
    [
      '[t]\na = 1\n[u]\nb = 1\n',
      { op: 'insert', path: ['t', 'c d'], value: [1, 'x'] },
      '[t]\na = 1\n"c d" = [1, "x"]\n[u]\nb = 1\n',
    ],
    ['[t]\na = 1', { op: 'insert', path: ['t', 'c'], value: true }, '[t]\na = 1\nc = true'],
    ['a = 1\n', { op: 'insert', path: ['x', 'y', 'z'], value: 1 }, 'a = 1\n\n[x.y]\nz = 1\n'],
    [
      't = { a = 1 }\n',
      { op: 'insert', path: ['t', 'b'], value: new Map([['c', 1]]) },
      't = { a = 1, b = { c = 1 } }\n',
    ],
    ['a = 1\n', { op: 'set', path: ['a'], value: new TypedValue('float', 1) }, 'a = 1.0\n'],
    ['a = 1.0\n', { op: 'set', path: ['a'], value: 1 }, 'a = 1\n'],
    [
      'd = 2026-01-01\n',
      { op: 'set', path: ['d'], value: new TypedValue('date', '2026-02-01') },
      'd = 2026-02-01\n',
    ],
    ['a = [1, 2] # c\n', { op: 'set', path: ['a'], value: [2, 1] }, 'a = [2, 1] # c\n'],
    [
      'a = [\r\n    "x",\r\n]\r\n',
      { op: 'set', path: ['a'], value: ['y', 'z'] },
      'a = [\r\n    "y",\r\n    "z",\r\n]\r\n',
    ],
    ['a = { b = 1 }\n', { op: 'set', path: ['a'], value: new Map([['c', 2]]) }, 'a = { c = 2 }\n'],
    ['a = [1, 2, 3]\n', { op: 'unset', path: ['a', 1] }, 'a = [1, 3]\n'],
    ['a = [1, 2]\n', { op: 'unset', path: ['a', 1] }, 'a = [1]\n'],
    ['a = [1]\n', { op: 'insert', path: ['a', 1], value: 2 }, 'a = [1, 2]\n'],
    ['a = [\n  1,\n  2,\n]\n', { op: 'insert', path: ['a', 2], value: 3 }, 'a = [\n  1,\n  2,\n  3,\n]\n'],
    [
      'a = [\n  1,\n  2 # two\n]\n',
      { op: 'insert', path: ['a', 2], value: 3 },
      'a = [\n  1,\n  2, # two\n  3\n]\n',
    ],
    [
      '# file\n\n[t]\na = 1\n\n# about u\n[u]\nb = 1\n[t.v]\nc = 1\n',
      { op: 'unset', path: ['t'] },
      '# file\n\n# about u\n[u]\nb = 1\n',
    ],
    ['a = 1\nt.x = 1\nt.y = 2\n', { op: 'unset', path: ['t'] }, 'a = 1\n'],
    ['[[p]]\nn = 1\n[[p]]\nn = 2\n', { op: 'unset', path: ['p', 0] }, '[[p]]\nn = 2\n'],
    ['[a.b]\nx = 1\n[c]\n', { op: 'unset', path: ['a', 'b'] }, '[a]\n[c]\n'],
    [
      'a = { b = 1 } # c\n',
      { op: 'insert', path: ['a', 'c', 'd'], value: 2 },
      'a = { b = 1, c = { d = 2 } } # c\n',
    ],
    ['a = [1]\n', { op: 'insert', path: ['a', 1, 'k'], value: 2 }, 'a = [1, { k = 2 }]\n'],
  ] as [string, Edit, string][])('%j %o', (text, edit, expected) => {
    expect(edited(text, edit)).toBe(expected);
  });

  it.each([
    ['a = 1', { op: 'set', path: ['a'], value: null }, /no null/],
    ['[t]\na = 1', { op: 'set', path: ['t'], value: 1 }, /holds a map/],
    ['a = [1, # one\n2]', { op: 'set', path: ['a'], value: [2] }, /holds comments/],
    ['a = [1, # one\n2]', { op: 'unset', path: ['a', 0] }, /by hand/],
    ['a = [1]', { op: 'insert', path: ['a', 3], value: 1 }, /at the end/],
    ['t.x = 1', { op: 'unset', path: ['t', 'x'] }, /more than the addressed key/],
    ['a = 1', { op: 'insert', path: ['a'], value: 1 }, /there already/],
  ] as [string, Edit, RegExp][])('refuses %j %o', (text, edit, reason) => {
    expect(() => edited(text, edit)).toThrow(reason);
  });

  const keys = fc.string({ minLength: 1, maxLength: 6 });
  const values = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );

  it('of one key leave every other byte', () => {
    const fields = fc.uniqueArray(fc.tuple(keys, values), {
      minLength: 1,
      maxLength: 8,
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(fields, fc.nat(), values, (pairs, choose, value) => {
        const lines = pairs.map(([key, old]) => `${tomlKey(key)} = ${tomlOf(old)} # note\r\n`);
        const offset = choose % pairs.length;
        const text = `[t]\r\n${lines.join('')}[u]\r\n`;
        const after = edited(text, { op: 'set', path: ['t', pairs[offset]![0]], value });
        expect(after.startsWith(`[t]\r\n${lines.slice(0, offset).join('')}`)).toBe(true);
        expect(after.endsWith(` # note\r\n${lines.slice(offset + 1).join('')}[u]\r\n`)).toBe(true);
      }),
    );
  });

  it('insert and then unset give the file back', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(keys, { minLength: 2, maxLength: 6 }),
        values,
        ([added, ...others], value) => {
          const text = `[t]\n${others.map((key) => `${tomlKey(key)} = 1\n`).join('')}`;
          const more = edited(text, { op: 'insert', path: ['t', added!], value });
          expect(edited(more, { op: 'unset', path: ['t', added!] })).toBe(text);
        },
      ),
    );
  });
});
