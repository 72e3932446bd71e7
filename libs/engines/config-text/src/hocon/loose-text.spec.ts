import { describe, expect, it } from 'vitest';
import { editConfig } from '../edit-config.js';
import { leavesOf } from '../leaves-of.js';
import type { Edit } from '../model.js';
import { readConfig } from '../read-config.js';

function leaves(text: string) {
  const reading = readConfig(new TextEncoder().encode(text), 'hocon');
  if (reading.state !== 'ok') return reading.error.message;
  return Object.fromEntries(
    [...leavesOf(reading.root)].map(([key, leaf]) => [key.replaceAll('\u001f', '/'), leaf]),
  );
}

// what com.typesafe:config 1.3.1 and later do, found by test/unseen-hocon.corpus.spec.ts
describe('text beside a section or a list', () => {
  it.each([
    ['a = {b = 1})', { 'a/b': 'int:1' }],
    ['a = [1]x', { 'a/[0]': 'int:1' }],
    ['a = {b = 1} x y\n', { 'a/b': 'int:1' }],
    ['a = {b = 1} x {c = 2}', { 'a/b': 'int:1', 'a/c': 'int:2' }],
    ['a = [] 1.2.3', { a: 'list:[]' }],
    ['a = [] 99999999999999999999', { a: 'list:[]' }],
    ['c = [1]\na = ${c}x', { 'c/[0]': 'int:1', 'a/[0]': 'int:1' }],
    ['c = [1]\na = [2] x y ${c}', { 'c/[0]': 'int:1', 'a/[0]': 'int:2', 'a/[1]': 'int:1' }],
  ])('%j is dropped where the library drops it', (text, expected) => {
    expect(leaves(text)).toEqual(expected);
  });

  it.each([
    'a = x [1]',
    'a = [1] "x"',
    'a = [1] 5',
    'a = [1] 5s',
    'a = {} true',
    'a = {} truex',
    'a = {} []',
    'c = [1]\na = ${c} x',
  ])('%j is a mistake', (text) => {
    expect(leaves(text)).toContain('cannot be joined');
  });
});

describe('+=', () => {
  it('adds to a list only, unless a later value makes that pointless', () => {
    expect(leaves('a = 1\na += 2\n')).toContain('"+=" adds to a list, but "a" holds something else');
    expect(leaves('a = {b = 1}\na += 2\n')).toContain('"+=" adds to a list');
    expect(leaves('a = 1\na += 2\na = [3]\n')).toEqual({ 'a/[0]': 'int:3' });
  });

  it('begins a list where an optional reference has no target', () => {
    expect(leaves('a = ${?nowhere}\na += 2\n')).toEqual({ 'a/[0]': 'int:2' });
  });
});

it('a section that is added to a list is an item of its own', () => {
  const edit: Edit = { op: 'insert', path: ['a', 1, 'b', 'c'], value: 2 };
  const result = editConfig(new TextEncoder().encode('a = [1] # c\n'), 'hocon', [edit]);
  expect(result.state === 'edited' && new TextDecoder().decode(result.bytes)).toBe(
    'a = [1, { b = { c = 2 } }] # c\n',
  );
});
