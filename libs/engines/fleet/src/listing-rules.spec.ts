import { describe, expect, it } from 'vitest';
import { type EntryKind, isPluginJar, isWorld, listingOf } from './listing-rules.js';

const selection = {
  extensions: new Set(['yml', 'txt']),
  isUnmanaged: (path: string) => path.startsWith('data'),
  isWanted: (path: string) => path === 'menus/main.sk',
};
const of = (path: string, kind: EntryKind, isInWorld = false) =>
  listingOf({ name: path.slice(path.lastIndexOf('/') + 1), path, kind, isInWorld }, selection);

describe('what becomes of an entry of a folder', () => {
  it.each<[string, EntryKind, string]>([
    ['config.yml', 'file', 'file'],
    ['CONFIG.YML', 'file', 'file'],
    ['notes.dat', 'file', 'left_out'],
    ['yml', 'file', 'left_out'],
    ['menus/main.sk', 'file', 'file'],
    ['menus/other.sk', 'file', 'left_out'],
    ['lang', 'folder', 'enter'],
    ['data', 'folder', 'left_out'],
    ['data/a.yml', 'file', 'left_out'],
    ['config.yml', 'link', 'refused'],
    ['config.yml', 'special', 'refused'],
    ['lang', 'link', 'refused'],
    ['lang', 'special', 'left_out'],
    ['some.jar', 'link', 'left_out'],
  ])('%s as %s: %s', (path, kind, listing) => expect(of(path, kind)).toBe(listing));

  it('of a world only what configures it', () => {
    expect(of('world/paper-world.yml', 'file', true)).toBe('file');
    expect(of('world/notes.yml', 'file', true)).toBe('left_out');
    expect(of('world/region', 'folder', true)).toBe('left_out');
    expect(isWorld([{ name: 'region' }, { name: 'level.dat' }])).toBe(true);
    expect(isWorld([{ name: 'level.dat_old' }])).toBe(false);
  });

  it('JARs are told by their ending', () => {
    expect(['Vault.jar', 'VAULT.JAR', 'Vault.jar.old', 'jar'].map(isPluginJar)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
