import { isUuid } from '@archivesmp/contracts/uuid';
import { PLATFORMS } from '@archivesmp/contracts/vocabulary';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { FOLDER_NAME, parseInstancesJson, parseKvp } from './amp-records.js';
import { compileGlobs } from './glob.js';
import { derivedInstanceId } from './instance-id.js';
import { Jail } from './jail.js';
import { isServerFolder, detectPlatform } from '@archivesmp/fleet';
import { hardLinked, FileRefusal, fileRefusalOf } from './refusal.js';
import { walk, type FileStat, type WalkedFolder, type WalkSelection } from './walk.js';

const ID = '0A1B2C3D-0000-4000-8000-000000000001';

describe('what AMP says of its instances', () => {
  const read = (...records: unknown[]) => parseInstancesJson(JSON.stringify(records));
  const record = { InstanceID: ID, InstanceName: 'BENT01', FriendlyName: 'Bent', Module: 'Minecraft' };

  it('is id, name, friendly name and module', () => {
    expect(read(record)).toEqual([
      { instanceId: ID.toLowerCase(), name: 'BENT01', friendlyName: 'Bent', module: 'Minecraft' },
    ]);
    expect(parseInstancesJson(`\uFEFF${JSON.stringify([record])}`)).toHaveLength(1);
    expect(read({ ...record, FriendlyName: '' })[0]!.friendlyName).toBe('BENT01');
    expect(read({ ...record, FriendlyName: 5, Module: 5 })).toMatchObject([
      { friendlyName: 'BENT01', module: '' },
    ]);
    expect(read({ ...record, FriendlyName: 'x'.repeat(300) })[0]!.friendlyName).toHaveLength(255);
  });

  it.each([
    null,
    5,
    {},
    { ...record, InstanceID: 5 },
    { ...record, InstanceID: `${ID}0` },
    { ...record, InstanceID: `x${ID}` },
    { ...record, InstanceName: 5 },
    { ...record, InstanceName: '../x' },
  ])('%j is left out, and the others are not', (unusual) => expect(read(unusual, record)).toHaveLength(1));

  it('is refused when it is no list', () => {
    expect(() => parseInstancesJson('{}')).toThrow(SyntaxError);
    expect(() => parseInstancesJson('[')).toThrow(SyntaxError);
  });

  it('stands under names of one part', () => {
    for (const name of ['a', 'BENT01', 'a b', 'a.b_c-d', '9', 'a'.repeat(128)])
      expect(FOLDER_NAME.test(name), name).toBe(true);
    for (const name of ['', '.a', ' a', '-a', 'a/b', 'a\\b', 'a\n', 'ä', 'a'.repeat(129)])
      expect(FOLDER_NAME.test(name), name).toBe(false);
  });

  it('in key files is a line each', () => {
    expect([...parseKvp('A.B=1\r\n C = x=y \n# D=2\n  #E=3\n=4\nF\nG=\n')]).toEqual([
      ['A.B', '1'],
      ['C', 'x=y'],
      ['G', ''],
    ]);
  });
});

describe('the platform of a folder', () => {
  const of = (names: string[], config = '', type?: string) => detectPlatform(new Set(names), config, type);
  it.each([
    [['velocity.toml', 'plugins'], '', undefined, 'velocity'],
    [[], '', 'Velocity', 'velocity'],
    [[], '', 'Velocity2', 'unknown'],
    [[], '', 'NotVelocity', 'unknown'],
    [[], '', 'BungeeCord', 'bungeecord'],
    [[], '', 'waterfall', 'bungeecord'],
    [[], '', 'Travertine', 'bungeecord'],
    [[], '', 'xwaterfall', 'unknown'],
    [[], '', 'waterfall2', 'unknown'],
    [['waterfall.yml'], '', undefined, 'bungeecord'],
    [['plugins'], 'listeners:\n- x\nservers : {}\n', undefined, 'bungeecord'],
    [['plugins'], 'listeners:\n', undefined, 'paper'],
    [['plugins'], 'servers:\n', undefined, 'paper'],
    [[], 'bedrock:\n  port: 1\nremote:\n', undefined, 'geyser'],
    [[], 'bedrock:\njava:\n', undefined, 'geyser'],
    [[], 'bedrock:\n', undefined, 'unknown'],
    [['Geyser-Standalone.jar'], '', undefined, 'geyser'],
    [['notgeyser.jar', 'geyser.jar.old'], '', undefined, 'unknown'],
    [[], 'remote:\njava:\n', undefined, 'unknown'],
    [[], '  bedrock:\n  remote:\n', undefined, 'unknown'],
    [[], '', undefined, 'unknown'],
    [['readme.md'], '', 'Paper', 'unknown'],
  ] as const)('%j, %j, %s: %s', (names, config, type, platform) =>
    expect(of([...names], config, type)).toBe(platform),
  );

  it.each([
    'bukkit.yml',
    'spigot.yml',
    'paper.yml',
    'purpur.yml',
    'server.properties',
    'eula.txt',
    'config',
    'plugins',
  ])('%s marks a Bukkit server', (mark) => {
    expect(of([mark])).toBe('paper');
    expect(isServerFolder(new Set([mark]))).toBe(mark !== 'config');
  });

  it('is one of those there are', () => {
    expect(PLATFORMS).toContain(of(['plugins']));
    expect([isServerFolder(new Set(['velocity.toml'])), isServerFolder(new Set(['x']))]).toEqual([
      true,
      false,
    ]);
  });
});

describe('an id for a folder that AMP has not named', () => {
  it('is always the same, a UUID of version 5, and another for another folder or host', () => {
    expect(derivedInstanceId('hetzner', 'BENT01')).toBe(derivedInstanceId('hetzner', 'BENT01'));
    expect(isUuid(derivedInstanceId('hetzner', 'BENT01'))).toBe(true);
    expect(derivedInstanceId('hetzner', 'BENT01')).toMatch(/^.{14}5.{4}[89ab]/);
    // An id that comes out otherwise is another instance; these are those of any UUID library
    expect(derivedInstanceId('hetzner', 'BENT01')).toBe('8a2eb110-bd56-5bdd-a296-f4703c821e0d');
    expect(derivedInstanceId('ovh', 'Über')).toBe('f285384c-efbc-517f-ad47-7be94cb380ea');
    const ids = ['a/b', 'b/a'].map((one) => derivedInstanceId(...(one.split('/') as [string, string])));
    expect(new Set([...ids, derivedInstanceId('a', 'c')]).size).toBe(3);
  });
});

describe('a path inside an instance', () => {
  it.each(['', '/a', 'a/', 'a//b', '.', '..', 'a/../b', 'a/./b', 'a\0b', 'x'.repeat(4097)])(
    '%j is refused before anything is looked at',
    async (folder) => {
      const jail = await Jail.ofFolder(realpathSync(tmpdir()));
      await expect(jail.openFile(folder)).rejects.toMatchObject({
        state: 'unreadable',
        reason: expect.stringMatching(/^its path /) as string,
      });
    },
  );
});

describe('why a file is not read', () => {
  it.each([
    ['ENOENT', 'vanished', 'it was gone when it was about to be read'],
    ['ENOTDIR', 'unreadable', 'a part of its path is a link or no folder; links are not followed'],
    ['EACCES', 'permission_denied', 'the agent has no permission to read it'],
    ['EPERM', 'permission_denied', 'the agent has no permission to read it'],
    ['ELOOP', 'unreadable', 'it is a symbolic link; links are not followed'],
    ['EMLINK', 'unreadable', 'it is a symbolic link; links are not followed'],
    ['ENXIO', 'unreadable', 'it is a socket or a pipe'],
    ['EIO', 'unreadable', 'the disk reports an input/output error'],
    ['ENAMETOOLONG', 'unreadable', 'its name is too long'],
    ['EMFILE', 'unreadable', 'too many files are open on this host'],
    ['EODD', 'unreadable', 'the file system refused it (EODD)'],
  ])('%s is said in words', (code, state, reason) =>
    expect(fileRefusalOf({ code })).toMatchObject({ name: 'Refusal', state, reason, message: reason }),
  );

  it('is kept when it is known, and unknown when it is not given', () => {
    const known = new FileRefusal('vanished', 'x');
    expect(fileRefusalOf(known)).toBe(known);
    for (const unusual of [null, undefined, 5, { code: 5 }, new Error('x')])
      expect(fileRefusalOf(unusual).reason).toBe('the file system refused it (unknown reason)');
    expect(hardLinked(3n).reason).toMatch(/^it has 3 names \(hard links\)/);
  });
});

type Tree = { readonly [name: string]: Tree | 'file' | 'link' | 'special' | 'twice' | 'gone' | 'closed' };

/** A folder in memory. `twice`: a file with a second name; `gone`: listed, and not there; `closed`: a folder that may not be opened. */
function folderOf(tree: Tree, opened: string[] = [], folderPath = ''): WalkedFolder {
  const kind = (entry: Tree[string]) =>
    typeof entry === 'object' || entry === 'closed'
      ? ('folder' as const)
      : entry === 'link' || entry === 'special'
        ? entry
        : ('file' as const);
  return {
    listEntries: () =>
      Promise.resolve(Object.entries(tree).map(([name, entry]) => ({ name, kind: kind(entry) }))),
    openFolder: (name) => {
      const entry = tree[name]!;
      if (entry === 'closed') return Promise.reject(Object.assign(new Error(), { code: 'EACCES' }));
      opened.push(`${folderPath}${name}`);
      return Promise.resolve(folderOf(entry as Tree, opened, `${folderPath}${name}/`));
    },
    statEntry: (name) => {
      const entry = tree[name]!;
      if (entry === 'gone') return Promise.reject(Object.assign(new Error(), { code: 'ENOENT' }));
      const stamp = {
        size: 1n,
        mtimeNs: 1n,
        ctimeNs: 1n,
        ino: 1n,
        mtime: new Date(0),
        nlink: entry === 'twice' ? 2n : 1n,
        isFile: () => kind(entry) === 'file',
      };
      return Promise.resolve(stamp as FileStat);
    },
    close: () => Promise.resolve(),
  };
}

describe('a walk', () => {
  const walked = async (tree: Tree, more: Partial<WalkSelection> = {}) => {
    const opened: string[] = [];
    const found = await walk(() => Promise.resolve(folderOf(tree, opened)), {
      extensions: ['yml', 'json'],
      unmanaged: [],
      ...more,
    });
    const shown = (list: typeof found.files) =>
      list.map(({ path, refusal }) =>
        refusal === undefined ? path : `${path}: ${refusal.state}, ${refusal.reason}`,
      );
    return { files: shown(found.files), jars: shown(found.jars), folders: found.pluginFolders, opened };
  };

  it('finds files by their ending, in order of name, in every folder', async () => {
    expect(
      (
        await walked({
          'b.yml': 'file',
          'a.YML': 'file',
          'c.txt': 'file',
          yml: 'file',
          'x.': 'file',
          d: { 'e.json': 'file' },
        })
      ).files,
    ).toEqual(['a.YML', 'b.yml', 'd/e.json']);
  });

  it('finds JARs directly below plugins, and the folders there', async () => {
    const { jars, folders, files } = await walked({
      plugins: {
        'CMI.jar': 'file',
        'X.JAR': 'file',
        'Y.jar.json': 'file',
        CMI: { 'in.jar': 'file', 'config.yml': 'file', sub: {} },
      },
      'a.jar': 'file',
      other: { CMI: {}, plugins: { Shop: {}, 'Shop.jar': 'file' } },
    });
    expect(jars).toEqual(['plugins/CMI.jar', 'plugins/X.JAR']);
    expect(folders).toEqual(['CMI']);
    expect(files).toEqual(['plugins/CMI/config.yml', 'plugins/Y.jar.json']);
  });

  it('of one plugin enters its folder only, and names all', async () => {
    const tree: Tree = {
      'a.yml': 'file',
      plugins: {
        CMI: { 'c.yml': 'file', d: { 'e.yml': 'file' } },
        CMILib: { 'c.yml': 'file' },
        'p.yml': 'file',
      },
      world: { 'w.yml': 'file' },
    };
    const { files, folders, opened } = await walked(tree, { plugin: 'CMI' });
    expect([files, folders, opened]).toEqual([
      ['plugins/CMI/c.yml', 'plugins/CMI/d/e.yml'],
      ['CMI', 'CMILib'],
      ['plugins', 'plugins/CMI', 'plugins/CMI/d'],
    ]);
  });

  it('leaves out what is unmanaged, and of worlds everything but their configuration', async () => {
    expect(
      (await walked({ logs: { 'a.yml': 'file' }, 'b.yml': 'file' }, { unmanaged: ['logs/**'] })).opened,
    ).toEqual([]);
    expect(
      (
        await walked({
          world: {
            'level.dat': 'file',
            'paper-world.yml': 'file',
            'other.yml': 'file',
            data: { 'x.yml': 'file' },
          },
        })
      ).files,
    ).toEqual(['world/paper-world.yml']);
  });

  it('names links and pipes that could stand for configuration', async () => {
    const link = 'unreadable, it is a symbolic link; links are not followed';
    const { files } = await walked({
      'a.yml': 'link',
      'b.txt': 'link',
      folder: 'link',
      'c.yml': 'special',
      pipe: 'special',
      'd.x': 'link',
    });
    expect(files).toEqual([
      `a.yml: ${link}`,
      'c.yml: unreadable, it is a socket or a pipe',
      `folder: ${link}`,
    ]);
    expect(
      (await walked({ plugins: { CMI: 'link', Other: 'link' }, folder: 'link' }, { plugin: 'CMI' })).files,
    ).toEqual([`plugins/CMI: ${link}`]);
  });

  it('names what has a second name, what it may not enter and what is too deep, and not what is gone', async () => {
    const { files } = await walked({ 'a.yml': 'twice', 'b.yml': 'gone', c: 'closed' });
    expect(files[0]).toMatch(/^a\.yml: unreadable, it has 2 names/);
    expect(files.slice(1)).toEqual(['c: permission_denied, the agent has no permission to read it']);
    const deep = (levels: number): Tree => (levels === 0 ? { 'x.yml': 'file' } : { d: deep(levels - 1) });
    expect((await walked(deep(40))).files).toEqual([`${'d/'.repeat(40)}x.yml`]);
    expect((await walked(deep(41))).files).toEqual([
      `${'d/'.repeat(40)}d: unreadable, it lies more than 40 folders deep`,
    ]);
  });
});

describe('a glob over paths', () => {
  it.each([
    ['**', 'a/b', true],
    ['**/x', 'x', true],
    ['**/x', 'a/b/x', true],
    ['**/x', 'ax', false],
    ['a/**', 'a', true],
    ['a/**', 'a/b/c', true],
    ['a/**', 'ab', false],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/b/b/c', true],
    ['a/**/c', 'a/bc', false],
    ['a/*', 'a/b', true],
    ['a/*', 'a/b/c', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a.c', 'abc', false],
    ['(a)', '(a)', true],
    ['a', 'ab', false],
    ['b', 'ab', false],
    ['a/b', 'a/b', true],
  ])('%s over %s: %s', (glob, path, answer) => expect(compileGlobs([glob])(path)).toBe(answer));
  it('matches when one does', () => {
    expect([compileGlobs(['a', 'b'])('b'), compileGlobs([])('a')]).toEqual([true, false]);
  });
});
