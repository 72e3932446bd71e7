import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editConfig } from '../edit-config.js';
import { leavesOf } from '../leaves-of.js';
import { type ConfigNode, type Edit, TypedValue } from '../model.js';
import { readConfig } from '../read-config.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function rootOf(text: string): ConfigNode {
  const reading = readConfig(bytesOf(text), 'json');
  if (reading.state !== 'ok') throw new Error(JSON.stringify(reading.error));
  return reading.root;
}

const leaves = (text: string): Record<string, string> => Object.fromEntries(leavesOf(rootOf(text)));

function edited(text: string, edit: Edit): string {
  const result = editConfig(bytesOf(text), 'json', [edit]);
  if (result.state === 'refused') throw new Error(result.reason);
  return new TextDecoder().decode(result.bytes);
}

function plain(node: ConfigNode): unknown {
  if (node.kind === 'scalar') return typeof node.value === 'bigint' ? Number(node.value) : node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}

describe('JSON', () => {
  it('reads what JSON.parse reads, keys in the order of the file', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(plain(rootOf(text)))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it.each([
    [
      '{"a": 999999999999999999, "b": -9007199254740993}',
      { a: 'int:999999999999999999', b: 'int:-9007199254740993' },
    ],
    ['{"a": 1.0, "b": 1e3, "c": 5}', { a: 'float:1.0', b: 'float:1000.0', c: 'int:5' }],
    ['#version: 1\n{"a": "x"}', { a: 'str:x' }],
    ['// one\n{/* two */"a": // three\n "x"}', { a: 'str:x' }],
    ['{"a": "http://x/#y"}', { a: 'str:http://x/#y' }],
    ['{"a": [1, 2,], }', { 'a\u001f[0]': 'int:1', 'a\u001f[1]': 'int:2' }],
    ["{a: 'x', $b-1: true}", { a: 'str:x', '$b-1': 'bool:true' }],
    ['{"a": {"x": 1}, "a": null}', { a: 'null' }],
    ['{"10": 1, "9": 2, "": 3}', { '10': 'int:1', '9': 'int:2', '': 'int:3' }],
    ['{"a": {}, "b": []}', { a: 'map:{}', b: 'list:[]' }],
    ['\ufeff{"\\u00a7\\/": "\\ud83d\\ude00"}', { '§/': 'str:😀' }],
  ])('%s', (text, expected) => {
    expect(leaves(text)).toEqual(expected);
  });

  it('keeps the order of the file for keys that are numbers', () => {
    expect([...leavesOf(rootOf('{"10": 1, "9": 2, "a": 3}')).keys()]).toEqual(['10', '9', 'a']);
  });

  it('takes __proto__ for a key like any other', () => {
    const root = rootOf('{"__proto__": {"polluted": true}, "constructor": 1}');
    expect([...leavesOf(root).keys()]).toEqual(['__proto__\u001fpolluted', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('reports duplicates and leniency', () => {
    const reading = readConfig(bytesOf('{"a": 1,\n"a": 2,\n}'), 'json');
    expect(reading).toMatchObject({
      notices: [
        { code: 'duplicate_key', line: 2 },
        { code: 'lenient_syntax', line: 2 },
      ],
    });
  });

  it.each([
    ['', 1, 1, /empty/],
    ['{"a": 1\n "b": 2}', 2, 2, /comma/],
    ['{"a": tru}', 1, 7, /no JSON value/],
    ['{"a": "x}', 1, 7, /never closed/],
    ['{"a": 01}', 1, 7, /no JSON value/],
    ['{"a" 1}', 1, 6, /":" is missing/],
    ['{"a": 1', 1, 8, /ends before/],
    ['{"a": 1} x', 1, 10, /after the end/],
    ['{"a": "\\q"}', 1, 8, /no escape/],
    ['{"a": }', 1, 7, /value is missing/],
    ['{,}', 1, 2, /key in quotes/],
    ['[1,,2]', 1, 4, /value is missing/],
    ['/* x', 1, 1, /never closed/],
  ])('says where %j stops making sense', (text, line, column, message) => {
    const reading = readConfig(bytesOf(text), 'json');
    expect(reading).toMatchObject({ state: 'unreadable', error: { line, column } });
    expect(reading.state === 'unreadable' && reading.error.message).toMatch(message);
  });

  it('reads what is no UTF-8 as latin-1, says so, and writes it back as such', () => {
    const latin1 = Uint8Array.from([...bytesOf('{"name": "'), 0xa7, ...bytesOf('a", "x": 1}')]);
    const reading = readConfig(latin1, 'json');
    expect(reading).toMatchObject({ state: 'ok', notices: [{ code: 'latin1' }] });
    expect(reading.state === 'ok' && plain(reading.root)).toEqual({ name: '§a', x: 1 });
    const set = (path: string, value: string | number) =>
      editConfig(latin1, 'json', [{ op: 'set', path: [path], value }]);
    const changed = set('x', 2);
    expect(changed.state === 'edited' && [...changed.bytes]).toEqual([
      ...latin1.with(latin1.length - 2, '2'.charCodeAt(0)),
    ]);
    const escaped = set('name', '€');
    expect(escaped.state === 'edited' && new TextDecoder('latin1').decode(escaped.bytes)).toContain(
      '\\u20ac',
    );
  });

  it('ends with a clear error on depth and size instead of with a full stack', () => {
    const deep = readConfig(bytesOf('['.repeat(10_000) + ']'.repeat(10_000)), 'json');
    expect(deep).toMatchObject({
      state: 'unreadable',
      error: { message: expect.stringMatching(/deeper than 1000/) },
    });
    const many = readConfig(bytesOf(`[${'1,'.repeat(999)}1]`), 'json', { limits: { maxNodes: 500 } });
    expect(many).toMatchObject({
      state: 'unreadable',
      error: { message: expect.stringMatching(/more than 500 values/) },
    });
    const large = readConfig(new Uint8Array(1000), 'json', { limits: { maxBytes: 999 } });
    expect(large.state).toBe('unreadable');
  });
});

describe('edits of JSON', () => {
  it.each([
    ['{"a": 1, "b": 2}', { op: 'set', path: ['a'], value: 'x' }, '{"a": "x", "b": 2}'],
    [
      '{\r\n\t"a": {"b": [1, 2 /*two*/]}\r\n}',
      { op: 'set', path: ['a', 'b', 1], value: 3n ** 40n },
      '{\r\n\t"a": {"b": [1, 12157665459056928801 /*two*/]}\r\n}',
    ],
    ['{"a": "x"}', { op: 'set', path: ['a'], value: '§\n"' }, '{"a": "\\u00a7\\n\\""}'],
    ['{"a": "€"}', { op: 'set', path: ['a'], value: '§' }, '{"a": "§"}'],
    ['{"a": 1, "b": 2}', { op: 'unset', path: ['a'] }, '{"b": 2}'],
    ['{"a": 1, "b": 2}', { op: 'unset', path: ['b'] }, '{"a": 1}'],
    ['{"a": 1}', { op: 'unset', path: ['a'] }, '{}'],
    ['{\n  "a": 1,\n  "b": 2\n}\n', { op: 'unset', path: ['a'] }, '{\n  "b": 2\n}\n'],
    ['{\n  "a": 1, // one\n  "b": 2\n}\n', { op: 'unset', path: ['b'] }, '{\n  "a": 1 // one\n}\n'],
    ['[1, 2, 3]', { op: 'unset', path: [1] }, '[1, 3]'],
    ['{"a": 1, // one\n"b": 2}', { op: 'unset', path: ['b'] }, '{"a": 1 // one\n}'],
    ['[ // none\n1]', { op: 'unset', path: [0] }, '[ // none\n]'],
    ['{\n  "a": 1\n}\n', { op: 'insert', path: ['b'], value: true }, '{\n  "a": 1,\n  "b": true\n}\n'],
    [
      '{\n  "a": 1 // one\n}\n',
      { op: 'insert', path: ['b'], value: 2 },
      '{\n  "a": 1, // one\n  "b": 2\n}\n',
    ],
    ['{"a": 1}', { op: 'insert', path: ['b', 'c'], value: 2 }, '{"a": 1, "b": {"c": 2}}'],
    ['{"a": 1.0}', { op: 'set', path: ['a'], value: 1 }, '{"a": 1}'],
    ['{"a": 1}', { op: 'set', path: ['a'], value: new TypedValue('float', 1) }, '{"a": 1.0}'],
    ['{"a": [1, 2], "b": 3}', { op: 'set', path: ['a'], value: [2, 1] }, '{"a": [2, 1], "b": 3}'],
    ['{"a": 1}', { op: 'set', path: ['a'], value: new Map([['b', [true]]]) }, '{"a": {"b": [true]}}'],
    [
      '{\r\n  "a": [\r\n    1\r\n  ],\r\n  "b": 3\r\n}',
      { op: 'set', path: ['a'], value: [2, 1] },
      '{\r\n  "a": [\r\n    2,\r\n    1\r\n  ],\r\n  "b": 3\r\n}',
    ],
    [
      '{\n\t"a": 1\n}',
      { op: 'insert', path: ['b'], value: new Map([['c', 2]]) },
      '{\n\t"a": 1,\n\t"b": {\n\t\t"c": 2\n\t}\n}',
    ],
    ['{"a": {}}', { op: 'insert', path: ['a', 'c'], value: 2 }, '{"a": {"c": 2}}'],
    ['{\n\t"a": {}\n}', { op: 'insert', path: ['a', 'c'], value: 2 }, '{\n\t"a": {\n\t\t"c": 2\n\t}\n}'],
    ['{"a": [1]}', { op: 'insert', path: ['a', 1], value: 2 }, '{"a": [1, 2]}'],
    ['{"a": 1,}', { op: 'insert', path: ['b'], value: 2 }, '{"a": 1, "b": 2}'],
  ] as [string, Edit, string][])('%j %o', (text, edit, expected) => {
    const result = edited(text, edit);
    // A trailing comma may stay behind the new entry or go: what counts is that it reads the same.
    if (text.includes(',}')) expect(leaves(result)).toEqual(leaves(expected));
    else expect(result).toBe(expected);
  });

  it.each([
    ['{"a": 1}', { op: 'set', path: ['b'], value: 1 }, /not in this file/],
    ['{"a": [1, // one\n2]}', { op: 'set', path: ['a'], value: [2] }, /holds comments/],
    ['{"a": 1}', { op: 'set', path: ['a'], value: new TypedValue('date', '2026-01-01') }, /no dates/],
    ['{"a": 1}', { op: 'set', path: [], value: 1 }, /path is empty/],
    ['{"a": 1}', { op: 'insert', path: ['a'], value: 1 }, /there already/],
    ['{"a": 1}', { op: 'insert', path: ['a', 'b'], value: 1 }, /single value/],
    ['{"a": 1, "a": 2}', { op: 'unset', path: ['a'] }, /more than the addressed key/],
    ['{"a": 1}', { op: 'set', path: ['a'], value: Number.NaN }, /no NaN/],
    ['{"a": ', { op: 'set', path: ['a'], value: 1 }, /is not understood/],
  ] as [string, Edit, RegExp][])('refuses %j %o', (text, edit, reason) => {
    expect(() => edited(text, edit)).toThrow(reason);
  });

  it('set, insert and unset mean what they say for any document', () => {
    const flat = fc.dictionary(
      fc.string({ maxLength: 6 }),
      fc.oneof(fc.string(), fc.integer(), fc.boolean()),
      { minKeys: 1, noNullPrototype: true },
    );
    fc.assert(
      fc.property(flat, fc.string(), fc.constantFrom(0, 2), (map, value, indent) => {
        const keys = Object.keys(map);
        const key = keys[value.length % keys.length]!;
        const text = JSON.stringify({ x: { y: map } }, null, indent);
        const set = edited(text, { op: 'set', path: ['x', 'y', key], value });
        expect(JSON.parse(set)).toEqual({ x: { y: { ...map, [key]: value } } });
        const unset = edited(set, { op: 'unset', path: ['x', 'y', key] });
        const { [key]: _gone, ...rest } = map;
        expect(JSON.parse(unset)).toEqual({ x: { y: rest } });
        const back = edited(unset, { op: 'insert', path: ['x', 'y', key], value: map[key]! });
        expect(JSON.parse(back)).toEqual({ x: { y: map } });
      }),
    );
  });
});
