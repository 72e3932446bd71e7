import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Jail } from './jail.js';
import { openBelow } from './testing/index.js';

let base: string;
let root: string;

beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'archivesmp-jail-')));
  root = path.join(base, 'SMP101');
  mkdirSync(path.join(root, 'plugins/P/lang'), { recursive: true });
  writeFileSync(path.join(root, 'plugins/P/config.yml'), 'inside\n');
  writeFileSync(path.join(root, 'plugins/P/lang/en.yml'), 'hello\n');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const refusal = (reason: string) => ({
  name: 'Refusal',
  state: 'unreadable',
  reason: expect.stringContaining(reason) as string,
});
async function textOf(opening: ReturnType<Jail['openFile']>): Promise<string> {
  const file = await opening;
  try {
    return file.readBytes(0, 100).toString();
  } finally {
    file.close();
  }
}
describe('a folder held open', () => {
  const moved = async (to: string) => {
    const jail = await Jail.ofFolder(root);
    const folder = await jail.openFolder('plugins/P');
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(path.join(root, 'plugins/P'), to);
    return folder;
  };

  it.each(['outside/P', 'SMP101-old/P', 'P'])(
    'is empty of everything once it was moved to %s',
    async (to) => {
      const folder = await moved(path.join(base, to));
      try {
        await expect(folder.openFile('config.yml')).rejects.toMatchObject(
          refusal('moved out of the instance'),
        );
        await expect(folder.openFolder('lang')).rejects.toMatchObject(refusal('moved out of the instance'));
      } finally {
        await folder.close();
      }
    },
  );

  it('is the same folder wherever it is moved within the instance', async () => {
    const folder = await moved(path.join(root, 'plugins/Q'));
    try {
      expect(await textOf(folder.openFile('config.yml'))).toBe('inside\n');
      expect((await folder.listEntries()).map(({ name, kind }) => [name, kind]).sort()).toEqual([
        ['config.yml', 'file'],
        ['lang', 'folder'],
      ]);
      const inner = await folder.openFolder('lang');
      expect(await textOf(inner.openFile('en.yml'))).toBe('hello\n');
      await inner.close();
    } finally {
      await folder.close();
    }
  });

  it.each(['.', '..', '', 'lang/en.yml', '%x2E%x2E'])(
    'gives nothing that is not a name in it: %j',
    async (name) => {
      const folder = await (await Jail.ofFolder(root)).openFolder('plugins/P');
      try {
        for (const asked of [folder.openFile(name), folder.openFolder(name), folder.statEntry(name)])
          await expect(asked).rejects.toMatchObject(refusal('not a path of a file inside the instance'));
      } finally {
        await folder.close();
      }
    },
  );

  it('tells files, folders, links and the rest apart', async () => {
    symlinkSync('config.yml', path.join(root, 'plugins/P/link.yml'));
    const folder = await (await Jail.ofFolder(root)).openFolder('plugins/P');
    const kinds = new Map((await folder.listEntries()).map(({ name, kind }) => [name, kind]));
    expect(Object.fromEntries(kinds)).toEqual({ 'config.yml': 'file', lang: 'folder', 'link.yml': 'link' });
    expect((await folder.statEntry('link.yml')).isSymbolicLink()).toBe(true);
    await folder.close();
  });
});

describe('an instance', () => {
  it('is its own folder, reached by no name', async () => {
    const folder = await (await Jail.ofFolder(root)).openFolder('');
    expect((await folder.listEntries()).map(({ name }) => name)).toEqual(['plugins']);
    await folder.close();
  });

  it('is a real folder', async () => {
    symlinkSync(root, path.join(base, 'link'));
    await expect(Jail.ofFolder(path.join(base, 'link'))).rejects.toMatchObject(refusal('symbolic link'));
    await expect(Jail.ofFolder(path.join(root, 'plugins/P/config.yml'))).rejects.toMatchObject(
      refusal('is not a folder'),
    );
    await expect(Jail.ofFolder(path.join(base, 'none'))).rejects.toMatchObject({ state: 'vanished' });
  });

  it('gives files only, says why it gives no other, and keeps nothing open then', async () => {
    const jail = await Jail.ofFolder(root);
    symlinkSync('config.yml', path.join(root, 'plugins/P/link.yml'));
    symlinkSync('P', path.join(root, 'plugins/Link'));
    linkSync(path.join(root, 'plugins/P/config.yml'), path.join(root, 'plugins/P/second.yml'));
    const expectRefusal = async (asked: string, reason: string): Promise<void> => {
      await expect(jail.openFile(asked)).rejects.toMatchObject(refusal(reason));
    };
    await expectRefusal('plugins/P/link.yml', 'it is a symbolic link; links are not followed');
    await expectRefusal('plugins/P', 'it is not a regular file');
    await expectRefusal('plugins/P/second.yml', 'it has 2 names (hard links)');
    await expect(jail.openFile('plugins/P/none.yml')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(jail.openFile('plugins/None/a.yml')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(jail.openFile('plugins/Link/config.yml')).rejects.toThrow(/ELOOP|ENOTDIR/);
    await expect(jail.openFile('plugins/%x2E%x2E/a.yml')).rejects.toMatchObject(refusal('its path'));
    expect(await textOf(jail.openFile('plugins/P/lang/en.yml'))).toBe('hello\n');
    expect(openBelow(base)).toEqual([]);
  });
});
