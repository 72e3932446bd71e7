import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { nodeOf, type PlainValue } from '@archivesmp/config-text';
import { describe, expect, it } from 'vitest';
import { capturedLeaves, isSecretLeaf } from './captured-leaves.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const READING = { format: 'yaml', view: 'plain', separator: '.' } as const;
const pathsOf = (text: string) => capturedLeaves(bytes(text), READING)?.paths;
const isSecret = (value: PlainValue, ...path: (string | number)[]): boolean =>
  isSecretLeaf(nodeOf(value), path, BY_NAME_AND_SHAPE);

describe('the values of a file', () => {
  it('are found at any depth; a list and an empty map are one each', () => {
    expect(pathsOf('a: 1\nb: {c: {d: 2}, e: [1, {f: 3}]}\ng: {}\nh: []\n')).toEqual([
      ['a'],
      ['b', 'c', 'd'],
      ['b', 'e'],
      ['g'],
      ['h'],
    ]);
  });

  it('are none where the file as a whole is one, or nothing', () => {
    for (const text of ['', '{}\n', 'text\n', '[1, 2]\n', '~\n']) expect(pathsOf(text), text).toEqual([]);
    expect(pathsOf('a: [\n')).toBeUndefined();
  });

  it('stand where the plugin sees them', () => {
    const seen = capturedLeaves(bytes('a.b: 1\n'), { ...READING, view: 'bukkit' });
    expect(seen!.paths).toEqual([['a', 'b']]);
  });
});

describe('a value that must not be seen', () => {
  it('is one by its key, however deep it stands below', () => {
    expect(isSecret('hunter2', 'db', 'password')).toBe(true);
    expect(isSecret(5, 'password')).toBe(true);
    expect(isSecret(['hunter2'], 'password')).toBe(true);
    expect(isSecret([['hunter2']], 'password')).toBe(true);
    expect(isSecret([{ user: 'a', password: 'hunter2' }], 'users')).toBe(true);
    expect(isSecret({ db: { password: 'hunter2' } }, 'a')).toBe(true);
    expect(isSecret({ a: 1, b: ['x'] }, 'c')).toBe(false);
    expect(isSecret('a', 'motd')).toBe(false);
  });

  it('is one by its text', () => {
    expect(isSecret('jdbc:mysql://mia:hunter2@db1/x', 'url')).toBe(true);
    expect(isSecret(['a', 'jdbc:mysql://mia:hunter2@db1/x'], 'urls')).toBe(true);
  });

  it('is not one that gives nothing away', () => {
    for (const nothing of ['', null, true, false, [], {}] as PlainValue[])
      expect(isSecret(nothing, 'password'), JSON.stringify(nothing)).toBe(false);
  });
});
