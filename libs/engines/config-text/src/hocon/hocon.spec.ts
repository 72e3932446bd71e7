import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editConfig } from '../edit-config.js';
import { leavesOf } from '../leaves-of.js';
import { type ConfigReading, type Edit, type PlainValue, TypedValue } from '../model.js';
import { readConfig } from '../read-config.js';
import { hoconKey, hoconOf } from './hocon-value-text.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): ConfigReading => readConfig(bytesOf(text), 'hocon');

/** Leaves with dots between the keys, and the codes of all notices. */
function seen(text: string): Record<string, string> {
  const reading = read(text);
  if (reading.state !== 'ok') throw new Error(JSON.stringify(reading.error));
  return Object.fromEntries(
    [...leavesOf(reading.root)].map(([path, value]) => [path.replaceAll('\u001f', '.'), value]),
  );
}

const noticesOf = (text: string): string[] => {
  const reading = read(text);
  return reading.state === 'ok' ? reading.notices.map(({ code }) => code) : [];
};

function edited(text: string, edit: Edit): string {
  const result = editConfig(bytesOf(text), 'hocon', [edit]);
  if (result.state === 'refused') throw new Error(result.reason);
  return new TextDecoder().decode(result.bytes);
}

describe('HOCON', () => {
  it.each([
    ['', { '': 'map:{}' }],
    ['# nothing\n// at all', { '': 'map:{}' }],
    ['{ "a": 1 }', { a: 'int:1' }],
    ['a = 1, b: 2\nc = 3,\n', { a: 'int:1', b: 'int:2', c: 'int:3' }],
    ['a\n=\n1', { a: 'int:1' }],
    ['a { b = 1 }\na.c = 2\na { d : 3 }', { 'a.b': 'int:1', 'a.c': 'int:2', 'a.d': 'int:3' }],
    ['a.b = 1\na = null\na.c = 2', { 'a.c': 'int:2' }],
    ['"x.y"."z" = 1', { 'x.y.z': 'int:1' }],
    ['a b.c = 1', { 'a b.c': 'int:1' }],
    ['10.5 = x', { '10.5': 'str:x' }],
    ['a = text with blanks  # comment', { a: 'str:text with blanks' }],
    ['a = 10 seconds // comment', { a: 'str:10 seconds' }],
    ['a = yes\nb = true\nc = on', { a: 'str:yes', b: 'bool:true', c: 'str:on' }],
    ['a = 010\nb = 1.10\nc = 1.0\nd = 1e5', { a: 'int:10', b: 'float:1.1', c: 'int:1', d: 'int:100000' }],
    ['a = 1.2.3\nb = 5s\nc = -', { a: 'str:1.2.3', b: 'str:5s', c: 'str:-' }],
    [
      'a = 9223372036854775807\nb = 9223372036854775808',
      { a: 'int:9223372036854775807', b: 'str:9223372036854775808' },
    ],
    ['a = "x\\ty"\nb = """one\n"two" \\n"""', { a: 'str:x\ty', b: 'str:one\n"two" \\n' }],
    ['a = """x"""""', { a: 'str:x""' }],
    ['a = 1.50"x" y', { a: 'str:1.50x y' }],
    ['a = [1, 2\n3,\n]', { 'a.[0]': 'int:1', 'a.[1]': 'int:2', 'a.[2]': 'int:3' }],
    ['a = [1] [2]\na += 3', { 'a.[0]': 'int:1', 'a.[1]': 'int:2', 'a.[2]': 'int:3' }],
    ['a = {x: 1} {y: 2}', { 'a.x': 'int:1', 'a.y': 'int:2' }],
    ['a = 1\r\nb = 2\r\n', { a: 'int:1', b: 'int:2' }],
    ['\u00a0a = 1\u00a0', { a: 'int:1' }],
  ])('reads %j', (text, leaves) => {
    expect(seen(text)).toEqual(leaves);
  });

  it.each([
    ['a = 1 b = 2', 1, 9],
    ['a = ', 1, 5],
    ['a', 1, 2],
    ['= 1', 1, 1],
    ['a = {', 1, 6],
    ['a = [1', 1, 7],
    ['a = 1\n}', 2, 1],
    ['a = 1,, b = 2', 1, 7],
    ['a..b = 1', 1, 3],
    ['a = http://x', 1, 9],
    ['a = "x', 1, 5],
    ['a = """x', 1, 5],
    ['a = "\\q"', 1, 6],
    ['a = 50%*', 1, 8],
    ['[1]', 1, 1],
    ['{} x', 1, 4],
    ['include x', 1, 1],
    ['a { } { }', 1, 7],
    ['a = [{ b += 1 }]', 1, 10],
    ['${name<<x}', 1, 1],
  ])('refuses %j and says where', (text, line, column) => {
    expect(read(text)).toMatchObject({ state: 'unreadable', error: { line, column } });
  });

  describe('references', () => {
    it.each([
      ['a = 1\nb = ${a}', { a: 'int:1', b: 'int:1' }],
      ['b = ${a}\na = 1', { b: 'int:1', a: 'int:1' }],
      ['a = 1.50\nb = ${a} x', { a: 'float:1.5', b: 'str:1.50 x' }],
      ['d = { x = 1 }\ne = ${d} { y = 2 }', { 'd.x': 'int:1', 'e.x': 'int:1', 'e.y': 'int:2' }],
      ['p = "/a"\np = ${p}":/b"', { p: 'str:/a:/b' }],
      ['l = [1]\nl = ${l} [2]', { 'l.[0]': 'int:1', 'l.[1]': 'int:2' }],
      ['s { x = 1, y = ${s.x} }', { 's.x': 'int:1', 's.y': 'int:1' }],
      ['l = [1] ${?none}', { 'l.[0]': 'int:1' }],
    ])('%j are settled within the file', (text, leaves) => {
      expect(seen(text)).toEqual(leaves);
    });

    it.each([
      ['a = ${HOME}/x', { a: 'str:${HOME}/x' }],
      ['a = ${b}\nb = ${a}', { a: 'str:${b}', b: 'str:${a}' }],
      ['a = ${a}', { a: 'str:${a}' }],
      ['a = { b = ${a} }', { 'a.b': 'str:${a}' }],
      ['include "other.conf"\nb = 1', { 'include "other.conf"': 'str:include "other.conf"', b: 'int:1' }],
      [
        'include required(file("x.conf"))',
        { 'include required(file("x.conf"))': 'str:include required(file("x.conf"))' },
      ],
    ])('%j stay as their own text, with a notice', (text, leaves) => {
      expect(seen(text)).toEqual(leaves);
      expect(noticesOf(text)).toContain('unresolved_reference');
    });
  });

  it('reports values that a later one replaces', () => {
    expect(noticesOf('a = 1\na = 2\nb { x = 1 }\nb { y = 1 }')).toEqual(['duplicate_key']);
  });

  describe('hostile input', () => {
    const lines = (count: number, line: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => line(index)).join('\n');

    it.each([
      ['depth of braces', 'a{'.repeat(10_000), /deeper than 1000/],
      ['depth of lists', `a=${'['.repeat(10_000)}`, /deeper than 1000/],
      ['depth of a path', `${'a.'.repeat(10_000)}b=1`, /deeper than 1000/],
      [
        'a text that doubles',
        `a0=x\n${lines(60, (index) => `a${index + 1}=\${a${index}}\${a${index}}`)}`,
        /million characters/,
      ],
      [
        'a section that doubles',
        `a0={x=1}\n${lines(60, (index) => `a${index + 1}={l=\${a${index}}, r=\${a${index}}}`)}`,
        /more than \d+ values/,
      ],
      [
        'sections that nest by reference',
        `a0={}\n${lines(3_000, (index) => `a${index + 1}={x=\${a${index}}}`)}`,
        /deeper than 1000/,
      ],
      [
        'a key that refers to itself again and again',
        `a=x\n${lines(20_000, () => 'a=${a}y')}`,
        /deeper than 1000/,
      ],
    ])('%s ends with a clear error', (_, text, message) => {
      expect(read(text)).toMatchObject({
        state: 'unreadable',
        error: { message: expect.stringMatching(message) },
      });
    });

    it('keys of JavaScript are keys like others', () => {
      expect(Object.entries(seen('__proto__ = 1\nconstructor.prototype = 2'))).toEqual([
        ['__proto__', 'int:1'],
        ['constructor.prototype', 'int:2'],
      ]);
    });
  });

  it('reads back every value it writes', () => {
    const scalars = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('true', 'null', '1.0', '# x', '//', '"""', '${x}', 'include', 'a b', ' x '),
      fc.integer(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Number.isInteger(one)),
      fc.constant(null),
    );
    const { value } = fc.letrec<{ value: PlainValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        scalars,
        fc.array(tie('value'), { maxLength: 3 }),
        fc
          .array(fc.tuple(fc.string(), tie('value')), { maxLength: 3 })
          .map((pairs): PlainValue => new Map(pairs)),
      ),
    }));
    fc.assert(
      fc.property(fc.string(), value, (key, written) => {
        const result = editConfig(bytesOf(''), 'hocon', [{ op: 'insert', path: [key], value: written }]);
        expect(result.state === 'refused' ? result.reason : '').toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

describe('edits of HOCON', () => {
  it.each([
    ['a = 1 # one\nb = 2\n', { op: 'set', path: ['a'], value: 7 }, 'a = 7 # one\nb = 2\n'],
    ['a: "x"\r\n', { op: 'set', path: ['a'], value: 'y' }, 'a: "y"\r\n'],
    ['a = some text // c\n', { op: 'set', path: ['a'], value: 'other text' }, 'a = other text // c\n'],
    ['a = text\n', { op: 'set', path: ['a'], value: 'true' }, 'a = "true"\n'],
    ['a = text\n', { op: 'set', path: ['a'], value: 'https://x' }, 'a = "https://x"\n'],
    ['a = """x"""\n', { op: 'set', path: ['a'], value: 'one\ntwo' }, 'a = """one\ntwo"""\n'],
    ['a.b { c = [1, 2] }', { op: 'set', path: ['a', 'b', 'c', 1], value: 1.5 }, 'a.b { c = [1, 1.5] }'],
    ['a = ${?HOME}/x\n', { op: 'set', path: ['a'], value: '/srv' }, 'a = "/srv"\n'],
    ['a = 1\nb = ${a}\n', { op: 'set', path: ['b'], value: 2 }, 'a = 1\nb = 2\n'],
    ['a = 1\na = 2\n', { op: 'set', path: ['a'], value: 3 }, 'a = 1\na = 3\n'],
    ['# file\n\n# about a\na = 1\n\nb = 2\n', { op: 'unset', path: ['a'] }, '# file\n\n\nb = 2\n'],
    ['a = 1\nb = 2\na = 3\n', { op: 'unset', path: ['a'] }, 'b = 2\n'],
    ['a { b = 1 }\na.c = 2\nd = 1\n', { op: 'unset', path: ['a'] }, 'd = 1\n'],
    ['{ a = 1, b = 2 }', { op: 'unset', path: ['a'] }, '{ b = 2 }'],
    ['{ a = 1, b = 2 }', { op: 'unset', path: ['b'] }, '{ a = 1 }'],
    ['a {\n  b = 1\n  c = 2\n}', { op: 'unset', path: ['a', 'c'] }, 'a {\n  b = 1\n}'],
    ['a = 1\n', { op: 'insert', path: ['b'], value: 'x y' }, 'a = 1\nb = "x y"\n'],
    ['a: 1', { op: 'insert', path: ['b'], value: true }, 'a: 1\nb: true'],
    ['a {\n  b = 1 # c\n}\n', { op: 'insert', path: ['a', 'd'], value: 2 }, 'a {\n  b = 1 # c\n  d = 2\n}\n'],
    [
      '{\n  "a": 1,\n  "b": 2\n}\n',
      { op: 'insert', path: ['c'], value: 3 },
      '{\n  "a": 1,\n  "b": 2,\n  c: 3\n}\n',
    ],
    ['a { b = 1 }', { op: 'insert', path: ['a', 'c', 'd'], value: 2 }, 'a { b = 1, c.d = 2 }'],
    ['a {}\n', { op: 'insert', path: ['a', 'x.y'], value: 2 }, 'a { "x.y" = 2 }\n'],
    ['a.b = 1\n', { op: 'insert', path: ['a', 'c'], value: [1, null] }, 'a.b = 1\na.c = [1, null]\n'],
    [
      'b { x = 1 }\na = ${b}\n',
      { op: 'insert', path: ['a', 'y'], value: 2 },
      'b { x = 1 }\na = ${b}\na.y = 2\n',
    ],
    ['', { op: 'insert', path: ['a', 'b'], value: 1 }, 'a.b = 1\n'],
    ['a = [1, 2] # c\n', { op: 'set', path: ['a'], value: [2, 1] }, 'a = [2, 1] # c\n'],
    ['a { b = 1 }\n', { op: 'set', path: ['a'], value: new Map([['c', 2]]) }, 'a { c = 2 }\n'],
    ['a = 1.5\n', { op: 'set', path: ['a'], value: new TypedValue('float', 2) }, 'a = 2\n'],
    ['a = [1, 2, 3]', { op: 'unset', path: ['a', 1] }, 'a = [1, 3]'],
    ['a = [\n  1\n  2\n]', { op: 'unset', path: ['a', 1] }, 'a = [\n  1\n]'],
    [
      'a = [\n  1\n  2 # two\n]',
      { op: 'insert', path: ['a', 2], value: 3 },
      'a = [\n  1\n  2, # two\n  3\n]',
    ],
    ['a = [1] [2] # c', { op: 'set', path: ['a'], value: [3] }, 'a = [3] # c'],
    ['a { b = 1 }\n', { op: 'set', path: ['a'], value: 2 }, 'a = 2\n'],
    ['a = []', { op: 'insert', path: ['a', 0], value: 'x' }, 'a = ["x"]'],
  ] as [string, Edit, string][])('%j %j', (text, edit, expected) => {
    expect(edited(text, edit)).toBe(expected);
  });

  it.each([
    ['a { b = 1 }\na.c = 2', { op: 'set', path: ['a'], value: 1 }, /more than the addressed key/],
    ['a.b = 1', { op: 'set', path: ['a'], value: 1 }, /several places/],
    ['a = [1 // one\n2]', { op: 'set', path: ['a'], value: [2] }, /holds comments/],
    ['a = [1, 2]', { op: 'insert', path: ['a', 5], value: 3 }, /at the end/],
    ['a.b = 1', { op: 'unset', path: ['a', 'b'] }, /only key of a .* remove a/],
    ['a = [1 # one\n2]', { op: 'unset', path: ['a', 0] }, /by hand/],
    ['include "x"', { op: 'set', path: ['include "x"'], value: 1 }, /another file/],
    ['a = 1', { op: 'set', path: ['a'], value: 2n ** 63n }, /no whole number this large/],
    ['a = 1', { op: 'set', path: ['a'], value: Number.NaN }, /no NaN/],
    ['a = 1', { op: 'insert', path: ['a', 'b'], value: 1 }, /single value/],
    ['a = 1', { op: 'insert', path: ['a'], value: 1 }, /there already/],
  ] as [string, Edit, RegExp][])('refuses %j %o', (text, edit, reason) => {
    expect(() => edited(text, edit)).toThrow(reason);
  });

  const keys = fc.string({ minLength: 1, maxLength: 6 });
  const values = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));

  it('of one key leave every other byte', () => {
    const fields = fc.uniqueArray(fc.tuple(keys, values), {
      minLength: 1,
      maxLength: 8,
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(fields, fc.nat(), values, (pairs, choose, value) => {
        const lines = pairs.map(([key, old]) => `${hoconKey(key)} = ${hoconOf(old)} # note\r\n`);
        const index = choose % pairs.length;
        const after = edited(lines.join(''), { op: 'set', path: [pairs[index]![0]], value });
        expect(after.startsWith(lines.slice(0, index).join(''))).toBe(true);
        expect(after.endsWith(` # note\r\n${lines.slice(index + 1).join('')}`)).toBe(true);
      }),
    );
  });

  it('insert and then unset give the file back', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(keys, { minLength: 2, maxLength: 6 }),
        values,
        ([added, ...others], value) => {
          const text = others.map((key) => `${hoconKey(key)} = 1\n`).join('');
          const more = edited(text, { op: 'insert', path: [added!], value });
          expect(edited(more, { op: 'unset', path: [added!] })).toBe(text);
        },
      ),
    );
  });
});
