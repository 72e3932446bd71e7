import { describe, expect, it } from 'vitest';
import { editConfig } from '../edit-config.js';
import { leavesOf } from '../leaves-of.js';
import { type ConfigNode, type Edit, TypedValue } from '../model.js';
import { readConfig } from '../read-config.js';
import { sameValue } from '../same-value.js';
import { writtenOf } from '../with-edit.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string) {
  const reading = readConfig(bytesOf(text), 'hocon');
  if (reading.state !== 'ok') throw new Error(reading.error.message);
  return reading;
}

const leaves = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...leavesOf(read(text).root)].map(([path, leaf]) => [path.replaceAll('\u001f', '.'), leaf]),
  );

function edited(text: string, ...edits: Edit[]): string {
  const result = editConfig(bytesOf(text), 'hocon', edits);
  return result.state === 'edited' ? new TextDecoder().decode(result.bytes) : result.reason;
}

function nodeOf(text: string, key: string): ConfigNode {
  const { root } = read(text);
  return root.kind === 'map' ? root.entries.find((entry) => entry.key === key)!.value : root;
}

// What com.typesafe:config gives without an environment.
describe('a reference that may be missing', () => {
  it.each([
    ['a = ${?UNSET}\nb = 1\n', { b: 'int:1' }],
    ['a = 1\na = ${?UNSET}\n', { a: 'int:1' }],
    ['a = [1, ${?UNSET}, 2]\n', { 'a.[0]': 'int:1', 'a.[1]': 'int:2' }],
    ['a = x${?UNSET}y\n', { a: 'str:xy' }],
    ['a = "x "${?UNSET}\n', { a: 'str:x ' }],
    ['a = {x = 1} ${?UNSET}\n', { 'a.x': 'int:1' }],
    ['a = ${?UNSET} [1]\n', { 'a.[0]': 'int:1' }],
    ['a = ${?UNSET}${?NOR_THIS}\nb = 1\n', { b: 'int:1' }],
    ['b = ${?a}\na = ${?UNSET}\nc = 1\n', { c: 'int:1' }],
    ['b = ${?a}\na = 2\n', { b: 'int:2', a: 'int:2' }],
  ])('%j', (text, expected) => {
    expect(leaves(text)).toEqual(expected);
  });

  it('is told, for the environment of the server may have it', () => {
    expect(read('a = ${?UNSET}\n').notices).toMatchObject([
      { code: 'unset_reference', line: 1, message: expect.stringContaining('environment') },
    ]);
    expect(read('a = ${UNSET}\n').notices).toMatchObject([{ code: 'unresolved_reference' }]);
  });

  it('can be given a value behind it, or what it stands on another one', () => {
    expect(edited('a = ${?UNSET}\n', { op: 'insert', path: ['a'], value: 5 })).toBe('a = ${?UNSET}\na = 5\n');
    expect(edited('a = 1\na = ${?UNSET}\n', { op: 'set', path: ['a'], value: 5 })).toBe(
      'a = 5\na = ${?UNSET}\n',
    );
  });
});

describe('a reference', () => {
  const same = (left: string, right: string): boolean => sameValue(nodeOf(left, 'a'), nodeOf(right, 'a'));

  it('is the same setting as the same reference, whatever it stands for', () => {
    expect(same('a = ${b}\nb = 1\n', 'a = ${b}\nb = 2\n')).toBe(true);
    expect(same('a = ${b}\nb {x = 1}\n', 'a = ${b}\nb {x = 2}\n')).toBe(true);
    expect(same('a = "to "${b}\nb = 1\n', 'a = "to "${b}\nb = 2\n')).toBe(true);
  });

  it('is compared by its value with anything else', () => {
    expect(same('a = ${b}\nb = 1\n', 'a = 1\nb = 1\n')).toBe(true);
    expect(same('a = ${b}\nb = 1\n', 'a = 2\nb = 1\n')).toBe(false);
    expect(same('a = ${b}\nb = 1\n', 'a = ${c}\nc = 2\n')).toBe(false);
    expect(same('a = 1\na = ${a}x\n', 'a = 2\na = ${a}x\n')).toBe(false);
  });

  it('stays one when what it stands for changes', () => {
    expect(edited('a = ${b}\nb = 1\n', { op: 'set', path: ['b'], value: 2 })).toBe('a = ${b}\nb = 2\n');
    expect(edited('a = ${b}\nb { x = 1 }\n', { op: 'set', path: ['b', 'x'], value: 2 })).toBe(
      'a = ${b}\nb { x = 2 }\n',
    );
  });

  it('is written as one', () => {
    const value = writtenOf(nodeOf('a = ${b}\nb = 1\n', 'a'))!;
    expect(value).toEqual(new TypedValue('reference', '${b}'));
    expect(edited('a = 5\nb = 1\n', { op: 'set', path: ['a'], value })).toBe('a = ${b}\nb = 1\n');
    expect(edited('b = 1\n', { op: 'insert', path: ['a'], value })).toBe('b = 1\na = ${b}\n');
    const list = writtenOf(nodeOf('a = [${b}, x]\nb = 1\n', 'a'))!;
    expect(edited('a = [2]\nb = 1\n', { op: 'set', path: ['a'], value: list })).toBe(
      'a = [${b}, "x"]\nb = 1\n',
    );
  });

  it('gives way where a value is set', () => {
    expect(edited('a = ${b}\nb = 1\n', { op: 'set', path: ['a'], value: 3 })).toBe('a = 3\nb = 1\n');
  });
});
