import { describe, expect, it } from 'vitest';
import { leavesOf } from '../leaves-of.js';
import type { Notice } from '../model.js';
import { readConfig } from '../read-config.js';

const read = (text: string) => readConfig(new TextEncoder().encode(text), 'yaml');

function leaves(text: string): Record<string, string> {
  const reading = read(text);
  if (reading.state !== 'ok') throw new Error(reading.error.message);
  return Object.fromEntries(
    [...leavesOf(reading.root)].map(([path, leaf]) => [path.replaceAll('\u001f', '/'), leaf]),
  );
}

function notices(text: string): readonly Notice[] {
  const reading = read(text);
  return reading.state === 'ok' ? reading.notices : [];
}

describe('types of plain scalars', () => {
  it.each([
    ...['yes', 'Yes', 'YES', 'true', 'on', 'ON'].map((text) => [text, 'bool:true']),
    ...['no', 'No', 'false', 'False', 'off', 'OFF'].map((text) => [text, 'bool:false']),
    ...['y', 'n', 'Y', 'N', 'yEs', 'tRUE', 'nope'].map((text) => [text, `str:${text}`]),
    ...['~', 'null', 'Null', 'NULL', ''].map((text) => [text, 'null']),
    ...[
      ['010', 'int:8'],
      ['000000000000000000', 'int:0'],
      ['08', 'str:08'],
      ['0x1F', 'int:31'],
      ['0b101', 'int:5'],
      ['1_000', 'int:1000'],
      ['-7', 'int:-7'],
      ['+7', 'int:7'],
      ['607560977506447921', 'int:607560977506447921'],
      ['123456789012345678901234567890', 'int:123456789012345678901234567890'],
      ['1:30', 'int:90'],
      ['25565:25565', 'str:25565:25565'],
      ['06:00', 'str:06:00'],
    ],
    ...[
      ['1.0', 'float:1.0'],
      ['1.10', 'float:1.1'],
      ['1.0E9', 'float:1.0E9'],
      ['1e5', 'float:100000.0'],
      ['1E48', 'float:1.0E48'],
      ['-.01', 'float:-0.01'],
      ['.5', 'float:0.5'],
      ['.inf', 'float:Infinity'],
      ['-.INF', 'float:-Infinity'],
      ['.NaN', 'float:NaN'],
    ],
    ...['1.2.3', '127.0.0.1', '50%', '=', '§cHi', 'a & b', 'host:25565', '.', '1e'].map((text) => [
      text,
      `str:${text}`,
    ]),
    ['2024-02-29', 'date:2024-02-29T00:00:00Z'],
    ['2083-04-09 02:13:24.0885 +99', 'date:2083-04-09T02:13:24.088Z'],
    ['2001-12-14t21:59:43.10-05:00', 'date:2001-12-15T02:59:43.100Z'],
  ])('%s is %s', (text, leaf) => {
    expect(leaves(`a: ${text}\n`)).toEqual({ a: leaf });
    expect(leaves(`- ${text}\n`)).toEqual({ '/[0]': leaf });
  });

  it.each(["'yes'", '"yes"', '|-\n  yes', '>-\n  yes'])('%j is text', (text) => {
    expect(leaves(`a: ${text}\n`)).toEqual({ a: 'str:yes' });
  });

  it.each([
    ['on', 'true'],
    ['No', 'false'],
    ['010', '8'],
    ['1.10', '1.1'],
    ['1e9', '1.0E9'],
    ['y', 'y'],
    ['607560977506447921', '607560977506447921'],
  ])('the key %s is called %s', (key, name) => {
    expect(leaves(`${key}: x\n`)).toEqual({ [name]: 'str:x' });
  });

  it('keeps keys in the order of the file, integer-like ones too', () => {
    expect(Object.keys(leaves('b: 1\n"x": 2\na: 3\n'))).toEqual(['b', 'x', 'a']);
    const reading = read('10: a\n2: b\nz: c\n1: d\n');
    expect(
      reading.state === 'ok' && reading.root.kind === 'map' && reading.root.entries.map(({ key }) => key),
    ).toEqual([...['10', '2', 'z', '1']]);
  });
});

describe('structure', () => {
  it.each(['', '\n\n', '# only\n# comments\n', '\ufeff', '---\n', '--- # x\n...\n'])(
    '%j has no keys',
    (text) => {
      expect(read(text).state).toBe('ok');
      expect(Object.values(leaves(text))).toEqual(['null']);
    },
  );

  it('takes the last of equal keys and reports it', () => {
    expect(leaves('a: 1\nb: 2\na: 3\n')).toEqual({ a: 'int:3', b: 'int:2' });
    expect(notices('a: 1\nb: 2\na: 3\n')).toMatchObject([{ code: 'duplicate_key', line: 3 }]);
  });

  it('accepts quoted text that goes on too little indented', () => {
    expect(leaves("a:\n  b: 'one\ntwo'\n  c: 1\n")).toEqual({ 'a/b': 'str:one two', 'a/c': 'int:1' });
  });

  it.each([
    ['a: one\n  two\n\n  three\n', 'str:one two\nthree'],
    ["a: 'one\n  two'\n", 'str:one two'],
    ['a: "one\\\n  two\\u00a7"\n', 'str:onetwo§'],
    ['a: |\n  x\n   y\n', 'str:x\n y\n'],
    ['a: |+\n  x\n\n', 'str:x\n\n'],
    ['a: >-\n  x\n  y\n\n  z\n', 'str:x y\nz'],
    ['a: |2\n    x\n', 'str:  x\n'],
  ])('%j', (text, leaf) => {
    expect(leaves(text)).toEqual({ a: leaf });
  });

  it('reads lists at the indentation of their key, and compact ones', () => {
    expect(leaves('a:\n- 1\n- b: 2\n  c: 3\n- - x\n')).toEqual({
      ...{ 'a/[0]': 'int:1', 'a/[1]/b': 'int:2', 'a/[1]/c': 'int:3', 'a/[2]/[0]': 'str:x' },
    });
  });

  it('resolves aliases and merge keys', () => {
    expect(leaves('a: &x {k: 1, l: 2}\nb: *x\nc: {<<: *x, l: 3}\n')).toEqual({
      ...{ 'a/k': 'int:1', 'a/l': 'int:2', 'b/k': 'int:1', 'b/l': 'int:2', 'c/k': 'int:1', 'c/l': 'int:3' },
    });
  });

  it('lets own keys of a merged map win over what that map merges', () => {
    expect(leaves('a: &a {k: 0}\nb: &b {<<: *a, k: 1}\nc: {<<: *b}\n')).toMatchObject({ 'c/k': 'int:1' });
  });

  it('reads an unknown tag as text and says so', () => {
    expect(leaves('a: !animated\n- x\nb: !table y\n')).toEqual({ 'a/[0]': 'str:x', b: 'str:y' });
    expect(notices('a: !animated\n- x\n')).toMatchObject([{ code: 'unknown_tag', line: 1 }]);
  });

  it('takes a leading & for the anchor that it is', () => {
    expect(leaves('a: &7Efficiency 3\n')).toEqual({ a: 'int:3' });
  });

  it('reads complex keys', () => {
    expect(leaves("? ''\n: 1\n? long key\n: 2\n")).toEqual({ '': 'int:1', 'long key': 'int:2' });
  });

  it.each(['a: 1\r\nb: 2\r\n', 'a: 1\r\nb: 2\n', 'a: 1\rb: 2', '\ufeffa: 1\nb: 2', '---\na: 1\nb: 2'])(
    '%j',
    (text) => {
      expect(leaves(text)).toEqual({ a: 'int:1', b: 'int:2' });
    },
  );

  it('says where characters were lost', () => {
    const reading = readConfig(Uint8Array.from([0x61, 0x3a, 0x20, 0xa7, 0x63, 0x0a]), 'yaml');
    expect(reading).toMatchObject({ state: 'ok', notices: [{ code: 'replacement_character', line: 1 }] });
  });
});

describe('what SnakeYAML refuses', () => {
  it.each([
    ['a: %x%\n', 1, 4],
    ['a: @x\n', 1, 4],
    ['a: `x\n', 1, 4],
    ['a: 1\n  b: 2\n', 2, 4],
    ["a: 1\nb: 'open\n", 3, 1],
    ['a: "\\§"\n', 1, 6],
    ['a: ""x""\n', 1, 6],
    ['a:\n\tb: 1\n', 2, 1],
    ['a: b: c\n', 1, 5],
    ['a: *absent\n', 1, 4],
    ['a: 1\n---\nb: 2\n', 2, 1],
    ['<<<<<<< HEAD\na: 1\n=======\n', 2, 2],
    ['[|]: x\n', 1, 2],
    ['a: \u0007\n', 1, 4],
  ])('%j at line %i, column %i', (text, line, column) => {
    expect(read(text)).toMatchObject({ state: 'unreadable', error: { line, column } });
  });
});

it.each(['a: <<', '- <<', '[<<]', 'a: {b: <<}', 'a: ! <<', 'a: !!merge x', '!!omap [<<: {a: 1}]'])(
  'refuses %j: a merge key that is no key is nothing the server knows',
  (text) =>
    expect(read(text)).toMatchObject({
      state: 'unreadable',
      error: { line: 1, message: expect.stringContaining('!!merge') },
    }),
);

it('takes a quoted << as text, and a plain one as a key', () => {
  expect(leaves('a: "<<"\nb: <<x\n')).toEqual({ a: 'str:<<', b: 'str:<<x' });
  expect(leaves('? <<\n: {a: 1}\n')).toEqual({ a: 'int:1' });
});
