import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modesOnly, noteSyncs, openBelow, pieces } from '../testing/index.js';
import { folderWriter, NotAFile, ReplacedMeanwhile, type FolderWriter } from './folder-writer.js';

let folder: string;
let writer: FolderWriter;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'archivesmp-writer-')));
  writer = folderWriter(folder, modesOnly);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pathOf = (name: string): string => path.join(folder, name);
const put = (name: string, text: string): void => writeFileSync(pathOf(name), text);
const textAt = (name: string): string | undefined =>
  existsSync(pathOf(name)) ? readFileSync(pathOf(name), 'utf8') : undefined;
const modeOf = (name: string): string => (lstatSync(pathOf(name)).mode & 0o7777).toString(8);

async function textOf(name: string): Promise<string | undefined> {
  const content = await writer.openContent(name);
  if (content === undefined) return undefined;
  const parts: Buffer[] = [];
  for await (const piece of content) parts.push(Buffer.from(piece));
  return Buffer.concat(parts).toString();
}

it.each(['.', '..', '', 'a/b', '/etc', '%x2F'])(
  'nothing is reached by %j, which is no name in the folder',
  async (name) => {
    const attempts: (() => Promise<unknown>)[] = [
      () => writer.writeFile(name, pieces('x'), {}),
      () => writer.openContent(name),
      () => writer.exchangeFile(undefined, name, undefined),
      () => writer.exchangeFile(name, 'a', undefined),
      () => writer.exchangeFile(undefined, 'a', name),
      () => writer.renameFile('a', name),
      () => writer.unlinkFile(name),
      () => writer.makeFolder(name, undefined),
      () => writer.removeFolder(name),
      () => writer.setAside('a', name),
    ];
    for (const attempt of attempts)
      await expect((async () => attempt())()).rejects.toThrow('not a name inside this folder');
  },
);

describe('a new file', () => {
  it('has all of its content, and is like the one it replaces', async () => {
    put('old.yml', 'old');
    chmodSync(pathOf('old.yml'), 0o604);
    await writer.writeFile('new.yml', pieces('all of it'), { as: 'old.yml', ending: '.yml' });
    expect([textAt('new.yml'), modeOf('new.yml')]).toEqual(['all of it', '604']);
  });

  it('is as usual beside it where it replaces none, or the one it should be like is gone', async () => {
    put('a.yml', 'a');
    chmodSync(pathOf('a.yml'), 0o644);
    put('b.txt', 'b');
    chmodSync(pathOf('b.txt'), 0o600);
    await writer.writeFile('.new', pieces('x'), { ending: '.yml' });
    await writer.writeFile('new.txt', pieces('x'), { as: 'gone.txt' });
    expect([modeOf('.new'), modeOf('new.txt')]).toEqual(['644', '600']);
  });

  it('is on the disk with its content and its mode, and its name when that is asked for', async () => {
    put('a.yml', 'a');
    chmodSync(pathOf('a.yml'), 0o604);
    const observe = (file: string): unknown => [
      textAt('new.yml'),
      (lstatSync(file).mode & 0o777).toString(8),
    ];
    const syncs = await noteSyncs(observe, () =>
      writer.writeFile('new.yml', pieces('all of it'), { as: 'a.yml' }),
    );
    expect(syncs).toEqual([{ path: realpathSync(pathOf('new.yml')), seen: ['all of it', '604'] }]);
    const names = await noteSyncs(
      () => undefined,
      () => writer.syncFolder(),
    );
    expect(names.map(({ path: file }) => file)).toEqual([realpathSync(folder)]);
  });

  it.runIf(process.getuid!() === 0)(
    'has the owner that is known of it; one that replaces another keeps its own where the agent may not give it away',
    async () => {
      const known = { mode: 0o640, uid: 12_345, gid: 12_346 };
      put('a.yml', 'a');
      await writer.writeFile('new.yml', pieces('x'), { as: 'a.yml', known });
      expect(lstatSync(pathOf('new.yml'))).toMatchObject({ mode: 0o100640, uid: 12_345, gid: 12_346 });
      for (const one of ['.', 'a.yml']) chownSync(pathOf(one), 65_534, 65_534);
      process.setegid!(65_534);
      process.seteuid!(65_534);
      try {
        await writer.writeFile('kept.yml', pieces('x'), { as: 'a.yml', known });
        await expect(writer.writeFile('none.yml', pieces('x'), { known })).rejects.toMatchObject({
          code: 'likeness',
          reason: expect.stringMatching(
            /^it belonged to 12345:12346, .* \(EPERM\); run the agent as root/,
          ) as string,
        });
      } finally {
        process.seteuid!(0);
        process.setegid!(0);
      }
      expect(lstatSync(pathOf('kept.yml'))).toMatchObject({ mode: 0o100640, uid: 65_534, gid: 65_534 });
    },
  );

  it('takes no name that is there, not even that of a link to nowhere', async () => {
    put('a.yml', 'theirs');
    symlinkSync(pathOf('nowhere'), pathOf('link.yml'));
    for (const name of ['a.yml', 'link.yml'])
      await expect(writer.writeFile(name, pieces('x'), {})).rejects.toMatchObject({ code: 'EEXIST' });
    expect([textAt('a.yml'), existsSync(pathOf('nowhere'))]).toEqual(['theirs', false]);
  });
});

describe('what is set aside', () => {
  it('has a second name, and no other file loses its own to it', async () => {
    put('a.yml', 'a');
    await writer.setAside('a.yml', '.kept');
    expect(lstatSync(pathOf('.kept')).ino).toBe(lstatSync(pathOf('a.yml')).ino);
    put('.other', 'theirs');
    await expect(writer.setAside('a.yml', '.other')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(writer.setAside('gone.yml', '.none')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('putting a file in place', () => {
  it('replaces what was set aside, or takes it away', async () => {
    put('a.yml', 'old');
    put('.fresh', 'new');
    await writer.setAside('a.yml', '.kept');
    await writer.exchangeFile('.fresh', 'a.yml', '.kept');
    expect([textAt('a.yml'), textAt('.fresh'), textAt('.kept')]).toEqual(['new', undefined, 'old']);
    await writer.setAside('a.yml', '.kept2');
    await writer.exchangeFile(undefined, 'a.yml', '.kept2');
    expect([textAt('a.yml'), textAt('.kept2')]).toEqual([undefined, 'new']);
  });

  it('goes on where the disk gives no second name', async () => {
    put('a.yml', 'old');
    put('.fresh', 'new');
    await writer.exchangeFile('.fresh', 'a.yml', '.kept');
    expect(textAt('a.yml')).toBe('new');
  });

  it('leaves alone what another program put there meanwhile', async () => {
    put('a.yml', 'old');
    put('.fresh', 'new');
    await writer.setAside('a.yml', '.kept');
    put('theirs', 'theirs');
    renameSync(pathOf('theirs'), pathOf('a.yml'));
    await expect(writer.exchangeFile('.fresh', 'a.yml', '.kept')).rejects.toThrow(ReplacedMeanwhile);
    await expect(writer.exchangeFile(undefined, 'a.yml', '.kept')).rejects.toThrow(ReplacedMeanwhile);
    await expect(writer.exchangeFile('.fresh', 'a.yml', undefined)).rejects.toThrow(ReplacedMeanwhile);
    rmSync(pathOf('a.yml'));
    await expect(writer.exchangeFile('.fresh', 'a.yml', '.kept')).rejects.toThrow(ReplacedMeanwhile);
    expect([textAt('a.yml'), textAt('.fresh')]).toEqual([undefined, 'new']);
    await writer.exchangeFile('.fresh', 'a.yml', undefined);
    expect(textAt('a.yml')).toBe('new');
  });
});

describe('reading', () => {
  it('gives the whole of a file, and nothing where there is none', async () => {
    const text = 'line\n'.repeat(70_000);
    put('large.txt', text);
    put('empty.txt', '');
    expect(await textOf('large.txt')).toBe(text);
    expect([await textOf('empty.txt'), await textOf('gone.txt')]).toEqual(['', undefined]);
    expect(openBelow(folder)).toEqual([]);
  });

  it('follows no link, and opens nothing that is no file', async () => {
    put('a.yml', 'a');
    symlinkSync('a.yml', pathOf('link'));
    mkdirSync(pathOf('folder'));
    execFileSync('mkfifo', [pathOf('pipe')]);
    for (const name of ['link', 'folder', 'pipe'])
      await expect(writer.openContent(name)).rejects.toThrow(NotAFile);
    expect(openBelow(folder)).toEqual([]);
  });
});

describe('removing', () => {
  it('is nothing where there is nothing, and never takes a folder for a file', async () => {
    put('a.yml', 'a');
    mkdirSync(pathOf('folder'));
    await writer.unlinkFile('a.yml');
    await writer.unlinkFile('a.yml');
    await expect(writer.unlinkFile('folder')).rejects.toThrow(/EISDIR|EPERM/);
    expect(readdirSync(folder)).toEqual(['folder']);
  });

  it('of a folder leaves one that holds something, and what is no folder', async () => {
    mkdirSync(pathOf('empty'));
    mkdirSync(pathOf('full/inner'), { recursive: true });
    put('file', 'a');
    for (const name of ['empty', 'full', 'file', 'gone']) await writer.removeFolder(name);
    expect(readdirSync(folder).sort()).toEqual(['file', 'full']);
  });
});

describe('a new folder', () => {
  it('has the mode and the owner of the one that it is in; one that is there keeps what is in it', async () => {
    const { uid, gid } = lstatSync(folder);
    await writer.makeFolder('made', { mode: 0o42771, uid, gid });
    expect(modeOf('made')).toBe('2771');
    writeFileSync(pathOf('made/a.yml'), 'a');
    await writer.makeFolder('made', { mode: 0o40700, uid, gid });
    expect([modeOf('made'), textAt('made/a.yml')]).toEqual(['700', 'a']);
    await writer.makeFolder('plain', undefined);
    expect(modeOf('plain')).toBe((0o750 & ~process.umask()).toString(8));
    if (process.getuid!() !== 0) return;
    await writer.makeFolder('theirs', { mode: 0o40700, uid: 12_345, gid: 12_346 });
    expect(lstatSync(pathOf('theirs'))).toMatchObject({ uid: 12_345, gid: 12_346 });
    await writer.makeFolder('group', { mode: 0o40700, uid, gid: 12_346 });
    expect(lstatSync(pathOf('group'))).toMatchObject({ uid, gid: 12_346 });
  });

  it('is not made in one that is gone', async () => {
    await expect(folderWriter(pathOf('gone'), modesOnly).makeFolder('a', undefined)).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
