import { describe, expect, it } from 'vitest';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { editConfig } from './edit-config.js';
import { pathInView, treeInView } from './path-in-view.js';
import { readConfig } from './read-config.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function rootOf(text: string) {
  const reading = readConfig(bytesOf(text), 'yaml');
  if (reading.state !== 'ok') throw new Error(reading.error.message);
  return reading.root;
}

const TEXT = 'a.b: 1\nl:\n- c.d: 2\no:\n  ==: Thing\n  e.f: 3\n';

describe('a key path in a view', () => {
  it.each<[KeyPath, KeyPath]>([
    [['a.b'], ['a', 'b']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [
      ['l', 0, 'c.d'],
      ['l', 0, 'c.d'],
    ],
    [
      ['o', 'e.f'],
      ['o', 'e.f'],
    ],
    [
      ['x.y', 'z.'],
      ['x', 'y', 'z'],
    ],
    [
      ['x', '..'],
      ['x', '..'],
    ],
    [
      ['x', ''],
      ['x', ''],
    ],
  ])('%j is %j to Bukkit, and stays as it is to every other reader', (path, bukkit) => {
    const root = rootOf(TEXT);
    expect(pathInView(treeInView(root, { view: 'bukkit' }), path, { view: 'bukkit' })).toEqual(bukkit);
    expect(pathInView(root, path, {})).toEqual(path);
  });

  it('splits at the separator of the plugin only', () => {
    const by = { view: 'bukkit', separator: '/' } as const;
    expect(pathInView(treeInView(rootOf('a.b/c: 1\n'), by), ['a.b/c'], by)).toEqual(['a.b', 'c']);
  });

  it('edits what is meant, whichever way it was written', () => {
    for (const path of [['a.b'], ['a', 'b']]) {
      const edited = editConfig(bytesOf(TEXT), 'yaml', [{ op: 'set', path, value: 5 }], { view: 'bukkit' });
      expect(edited.state === 'edited' && new TextDecoder().decode(edited.bytes)).toBe(
        TEXT.replace('a.b: 1', 'a.b: 5'),
      );
    }
  });

  it('edits a file that Bukkit does not load as it stands', () => {
    const text = "a: 1\n'': 2\nb.: 3\n";
    expect(treeInView(rootOf(text), { view: 'bukkit' })).toEqual(rootOf(text));
    const edits = [
      { op: 'set', path: [''], value: 4 },
      { op: 'set', path: ['b.'], value: 5 },
    ] as const;
    const edited = editConfig(bytesOf(text), 'yaml', edits, { view: 'bukkit' });
    expect(edited.state === 'edited' && new TextDecoder().decode(edited.bytes)).toBe("a: 1\n'': 4\nb.: 5\n");
  });
});
