import { type ConfigNode, nodeOf, type PlainValue, readConfig } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTrees, type ListReading } from './diff-trees.js';

function tree(text: string): ConfigNode {
  const reading = readConfig(new TextEncoder().encode(text), 'yaml');
  if (reading.state !== 'ok') throw new Error(`${reading.error.message} in ${text}`);
  return reading.root;
}

const kinds = (expected: string, actual: string, list?: ListReading) =>
  diffTrees(tree(expected), tree(actual), list && { listAt: () => list }).map(
    ({ kind, path }) => `${kind} ${path.join('.')}`,
  );

describe('differences of two trees', () => {
  it('are none where named items stand in one order, and one where the order matters and is another', () => {
    const list: ListReading = { keyedBy: 'id', order: 'matters' };
    const [one, other] = ['l: [{id: a, n: 1}, {id: b}]', 'l: [{id: b}, {id: a, n: 1}]'];
    const listAt = (path: readonly unknown[]): ListReading =>
      path.length === 1 ? list : { order: 'ignore' };
    expect(diffTrees(tree(one), tree(one), { listAt })).toEqual([]);
    expect(diffTrees(tree(one), tree(other), { listAt }).map(({ kind }) => kind)).toEqual(['list_order']);
  });

  it.each([
    ['a: 1', 'a: 2', 'wrong_value a'],
    ['a: true', 'a: "true"', 'type_change a'],
    ['a: true', "a: 'yes'", 'type_change a'],
    ['a: 5', "a: '5'", 'type_change a'],
    ['a: 5', 'a: [5]', 'type_change a'],
    ['a: {b: 1}', 'a: text', 'type_change a'],
    ['a: 1', 'a: null', 'wrong_value a'],
    ['a: null', 'a: 1', 'wrong_value a'],
    ['a: [1]', 'a: ~', 'wrong_value a'],
    ['a: ~', 'a: {b: 1}', 'wrong_value a'],
    ['a: [1]', 'a: {b: 1}', 'type_change a'],
    ['a: 1', 'a: 2.5', 'wrong_value a'],
    ['a: 1', 'a: x', 'type_change a'],
    ['a: 1\nb: 2', 'a: 1', 'missing_key b'],
    ['a: 1', 'a: 1\nb: 2', 'extra_key b'],
    ['m: {a: {x: 1, y: 2}}', 'm: {}', 'missing_key m.a'],
    ['a: [x, y]', 'a: [y, x]', 'list_order a'],
    ['a: [x, y]', 'a: [x, z]', 'wrong_value a'],
    ['a: [x, x, y]', 'a: [x, y, y]', 'wrong_value a'],
    ['a: 18446744073709551616', 'a: 18446744073709551617', 'wrong_value a'],
    ['y: 1', 'true: 1', 'missing_key y'],
    ['a: {}', 'b: 1', 'missing_key a'],
  ])('%j became %j: %s', (expected, actual, found) => {
    expect(kinds(expected, actual)).toContain(found);
  });

  it.each([
    ['a: yes', 'a: true'],
    ['a: 010', 'a: 8'],
    ['a: 1', 'a: 1.0'],
    ['a: ~', 'a: null'],
    ['a: text', "a: 'text'"],
    ['a: 1\nb: 2', 'b: 2\na: 1\n# note'],
    ['a: {b: 1}', 'a.b: 1'],
    ['a: {b: {c: 1, d: [2]}}', 'a.b: {c: 1, d: [2]}'],
    ['a: |\n  x', 'a: "x"'],
  ])('%j and %j mean the same', (expected, actual) => {
    expect(kinds(expected, actual)).toEqual([]);
  });

  it('do not confuse a dotted key with a different one', () => {
    expect(kinds('a: {b: 1}', 'a.b: 2')).toEqual(['missing_key a', 'extra_key a.b']);
    expect(kinds('ab: {c: 1, d: 2}', 'ab: {d: 2}\na.b.c: 1')).toEqual([
      'missing_key ab.c',
      'extra_key a.b.c',
    ]);
  });

  it('know a dotted key again at any depth, and only where its value is the same everywhere', () => {
    expect(kinds('m: {a: 1, c: 2}', 'm: {c: 2}\nm.a: 1')).toEqual([]);
    expect(kinds('m: {a: {b: 1}, c: 2}', 'm: {c: 2, a.b: 1}')).toEqual([]);
    expect(kinds('m: {a: {b: 1, d: 1}, c: 2}', 'm: {c: 2, a.b: 1, a.d: 2}')).toEqual([
      'missing_key m.a',
      'extra_key m.a.d',
    ]);
  });

  it('tell a wrong value also where the right one is missing in another spelling', () => {
    expect(kinds('a.b: 1\na: {b: 1}', 'a: {b: 2}\nx: 5')).toEqual([
      'missing_key a.b',
      'wrong_value a.b',
      'extra_key x',
    ]);
  });

  it('of what the same reference brings in are told once, at what it stands for', () => {
    const hocon = (text: string): ConfigNode => {
      const reading = readConfig(new TextEncoder().encode(text), 'hocon');
      if (reading.state !== 'ok') throw new Error(text);
      return reading.root;
    };
    const found = diffTrees(hocon('b { x = 1 }\na = ${b}\n'), hocon('b { x = 2 }\na = ${b}\n'));
    expect(found.map(({ kind, path }) => `${kind} ${path.join('.')}`)).toEqual(['wrong_value b.x']);
  });

  it('follow named items where the data says that position does not count', () => {
    const before = 'l: [{id: a, v: 1}, {id: b, v: 2}]';
    const after = 'l: [{id: b, v: 3}, {id: a, v: 1}, {id: c}]';
    const byId = { keyedBy: 'id', order: 'ignore' } as const;
    expect(kinds(before, after, byId)).toEqual(['wrong_value l.0.v', 'extra_key l.2']);
    expect(kinds(before, 'l: [{id: b, v: 2}]', byId)).toEqual(['missing_key l.a']);
    expect(kinds(before, 'l: [{id: b, v: 2}, {id: a, v: 1}]', byId)).toEqual([]);
    expect(kinds(before, 'l: [{id: b, v: 2}, {id: a, v: 1}]', { ...byId, order: 'matters' })).toEqual([
      'list_order l',
    ]);
    expect(kinds(before, 'l: [{id: a}, {id: a}]', byId)).toEqual(['wrong_value l']);
    expect(kinds('l: [x, y]', 'l: [y, x]', { order: 'ignore' })).toEqual([]);
  });
});

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'y', 'on', 'x.y', '__proto__', 'constructor'),
  fc.string({ maxLength: 6 }),
);
const leaf = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('yes', 'true', '1', '1.0', 'null', '~', '', '0x10', '2020-01-01', null),
);
const { value: anyValue } = fc.letrec<{ value: PlainValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
}));
const anyMap = fc.array(fc.tuple(key, anyValue), { maxLength: 5 }).map((entries) => new Map(entries));

/** Flow YAML with every text quoted: another spelling of the same value. Keys in reverse order. */
function flow(value: PlainValue): string {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, PlainValue>)].reverse();
    return `{${entries.map(([name, item]) => `? ${JSON.stringify(name)} : ${flow(item)}`).join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'number' && !Number.isInteger(value))
    return value
      .toExponential()
      .replace(/^(-?\d+)e/, '$1.0e')
      .replace(/e(\d)/, 'e+$1');
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

describe('any tree', () => {
  it('never differs from itself, nor from another spelling of itself', () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        const node = nodeOf(map);
        expect(diffTrees(node, nodeOf(map))).toEqual([]);
        expect(diffTrees(node, tree(flow(map)))).toEqual([]);
        expect(diffTrees(tree(flow(map)), node)).toEqual([]);
      }),
    );
  });

  it('differs from another one exactly when the other differs from it', () => {
    const mirrored: Record<string, string> = { missing_key: 'extra_key', extra_key: 'missing_key' };
    fc.assert(
      fc.property(anyMap, anyMap, (left, right) => {
        const there = diffTrees(nodeOf(left), nodeOf(right));
        const back = diffTrees(nodeOf(right), nodeOf(left));
        const locations = (found: typeof there) =>
          found.map(({ kind, path }) => `${kind} ${JSON.stringify(path)}`).sort();
        const flipped = back
          .map(({ kind, path }) => `${mirrored[kind] ?? kind} ${JSON.stringify(path)}`)
          .sort();
        expect(locations(there)).toEqual(flipped);
      }),
    );
  });
});
