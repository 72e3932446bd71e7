import { sha256Hex } from '@archivesmp/digests';
import type { ConfigFile, ObservedFile } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { nameNotUnderstood } from './name-not-understood.js';

const isData = (name: string): boolean => name.endsWith('/data.yml');
const GOOD = 'limits:\n  homes: 3\n';
const TAB = 'limits:\n\thomes: 3\n';
const file = (path: string, text: string, difference: Partial<ObservedFile> = {}): ObservedFile => ({
  plugin: 'Homes',
  path,
  format: 'yaml',
  size: text.length,
  modifiedAt: new Date(0),
  state: 'readable',
  sha256: sha256Hex(text),
  ...difference,
});
const recorded = (text: string, state: ConfigFile['state']): ConfigFile => ({
  instanceId: 'i',
  plugin: 'Homes',
  path: 'config.yml',
  format: 'yaml',
  sha256: sha256Hex(text),
  size: text.length,
  modifiedAt: '',
  state,
  lastChangedAt: '',
  ...(state === 'readable' ? {} : { reason: 'line 9, column 9: what an older version said' }),
});

function contentsOf(...texts: string[]) {
  const asked: string[] = [];
  const contents = {
    readConfigContents: async (hashes: Iterable<string>) => {
      const wanted = [...hashes];
      asked.push(...wanted);
      return new Map(
        wanted.map((hash) => [hash, Buffer.from(texts.find((text) => sha256Hex(text) === hash)!)]),
      );
    },
  };
  return { contents, asked };
}

describe('files that can be opened and say nothing', () => {
  it('are named with line and column; the others stay as they are', async () => {
    const { contents } = contentsOf(GOOD, TAB);
    const files = [
      file('good.yml', GOOD),
      file('broken.yml', TAB),
      file('notes.txt', TAB, { format: 'text' }),
    ];
    const named = await nameNotUnderstood(files, [], contents, isData);
    expect(named[0]).toBe(files[0]);
    expect(named[1]).toMatchObject({ state: 'not_understood', sha256: sha256Hex(TAB) });
    expect(named[1]!.reason).toMatch(/^line 2, column 1: .*\\t/);
    expect(named[2]).toBe(files[2]);
  });

  it('are each read once, and not at all where the same content was understood before', async () => {
    const { contents, asked } = contentsOf(GOOD, TAB);
    const files = [file('a.yml', GOOD), file('b.yml', TAB), file('c.yml', TAB)];
    const named = await nameNotUnderstood(files, [recorded(GOOD, 'readable')], contents, isData);
    expect(asked).toEqual([sha256Hex(TAB)]);
    expect(named.map(({ state }) => state)).toEqual(['readable', 'not_understood', 'not_understood']);
  });

  it('are judged anew when an earlier reading did not understand them', async () => {
    const { contents } = contentsOf(GOOD);
    const [named] = await nameNotUnderstood(
      [file('a.yml', GOOD)],
      [recorded(GOOD, 'not_understood')],
      contents,
      isData,
    );
    expect(named).toMatchObject({ state: 'readable' });
    expect(named).not.toHaveProperty('reason');
  });

  it('are not looked for in what could not be opened, and in data that servers write', async () => {
    const { contents, asked } = contentsOf(TAB);
    const files = [
      file('closed.yml', TAB, { state: 'permission_denied', reason: 'not ours' }),
      file('data.yml', TAB),
    ];
    expect(await nameNotUnderstood(files, [], contents, isData)).toEqual(files);
    expect(asked).toEqual([]);
  });
});
