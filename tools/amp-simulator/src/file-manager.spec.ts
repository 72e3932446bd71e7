import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileManager } from './file-manager.js';
import { SessionTable, type PanelSession } from './session-table.js';
import { DEFAULT_SWITCHES, type Switches } from './switches.js';

let base: string;
let root: string;
let switches: Switches;
let files: FileManager;
let mine: PanelSession;
let other: PanelSession;

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'amp-jail-'));
  root = path.join(base, 'Minecraft');
  await mkdir(path.join(root, 'plugins'), { recursive: true });
  await writeFile(path.join(base, 'AMPConfig.conf'), 'secret');
  await writeFile(path.join(root, 'a.yml'), 'a: 1\n');
  switches = structuredClone(DEFAULT_SWITCHES) as Switches;
  files = new FileManager(root, switches);
  const table = new SessionTable();
  [mine, other] = [table.open('x', ['*'], new Set()), table.open('y', ['*'], new Set())];
});
afterEach(() => rm(base, { recursive: true, force: true }));

const bytes = (text: string): Buffer => Buffer.from(text);
const onDisk = (name: string): Promise<string> => readFile(path.join(root, name), 'utf8');

describe('the jail', () => {
  const ways = [
    '../AMPConfig.conf',
    '/etc/passwd',
    'plugins/../../AMPConfig.conf',
    'out/AMPConfig.conf',
    'file',
    'a\\b',
    'a\0b',
    'dangling',
  ];

  test.each(ways)('lets nothing read or write %j', async (way) => {
    await symlink(base, path.join(root, 'out'));
    await symlink(path.join(base, 'AMPConfig.conf'), path.join(root, 'file'));
    await symlink(path.join(base, 'new.txt'), path.join(root, 'dangling'));
    const refused = { body: { Status: false } };
    await expect(files.readChunk(way, 0)).rejects.toMatchObject(refused);
    await expect(files.writeChunk(mine, way, bytes('x'), 0, true)).rejects.toMatchObject(refused);
    await expect(files.trash(way, 'file')).rejects.toMatchObject(refused);
    await expect(files.createDirectory(`${way}/d`)).rejects.toMatchObject(refused);
    expect(await readFile(path.join(base, 'AMPConfig.conf'), 'utf8')).toBe('secret');
  });

  test('a new name is a bare name', async () => {
    for (const name of ['../x', 'a/b', '..', ''])
      await expect(files.rename('a.yml', name, 'file'), name).rejects.toMatchObject({
        body: { Status: false },
      });
  });

  test('the root itself is neither trashed nor renamed', async () => {
    await expect(files.trash('', 'directory')).rejects.toMatchObject({ body: { Status: false } });
    await expect(files.rename('', 'x', 'directory')).rejects.toMatchObject({ body: { Status: false } });
  });
});

describe('uploads', () => {
  test('make the file anew and fill a gap with zeros', async () => {
    await files.writeChunk(mine, 'a.yml', bytes('z'), 3, true);
    expect(await onDisk('a.yml')).toBe('\0\0\0z');
  });

  test('lock the file for others until the final chunk or a release', async () => {
    await files.writeChunk(mine, 'b.txt', bytes('one'), 0, false);
    expect(await files.writeChunk(other, 'b.txt', bytes('two'), 0, true)).toMatchObject({ Status: false });
    await files.writeChunk(mine, 'b.txt', bytes('+'), 3, true);
    expect(await onDisk('b.txt')).toBe('one+');
    await files.writeChunk(mine, 'b.txt', bytes('half'), 0, false);
    expect(await files.releaseLock('b.txt')).toMatchObject({ Status: true });
    expect(await files.writeChunk(other, 'b.txt', bytes('two'), 0, true)).toMatchObject({ Status: true });
    expect(await onDisk('b.txt')).toBe('two');
  });

  test('obey extension limits and want an existing directory', async () => {
    switches.uploadableExtensions = ['.yml'];
    expect(await files.writeChunk(mine, 'x.jar', bytes(''), 0, true)).toMatchObject({ Status: false });
    expect(await files.writeChunk(mine, 'x.yml', bytes(''), 0, true)).toMatchObject({ Status: true });
    expect(await files.writeChunk(mine, 'no/x.yml', bytes(''), 0, true)).toMatchObject({ Status: false });
    switches.allowExtensionChange = false;
    expect(await files.rename('x.yml', 'x.jar', 'file')).toMatchObject({ Status: false });
    switches.downloadableExtensions = ['.txt'];
    await expect(files.readChunk('x.yml', 0)).rejects.toMatchObject({ body: { Status: false } });
  });
});

describe('the tree', () => {
  test('is listed from the root, and empty for a dot', async () => {
    expect(
      (await files.listDirectory('')).map(({ Filename, IsDirectory }) => [Filename, IsDirectory]),
    ).toEqual([
      ['a.yml', false],
      ['plugins', true],
    ]);
    expect(await files.listDirectory('.')).toEqual([]);
    await expect(files.listDirectory('nope')).rejects.toMatchObject({ body: { Status: false } });
  });

  test('gives real checksums and parts of files', async () => {
    const content = randomUUID();
    await files.writeChunk(mine, 'c.txt', bytes(content), 0, true);
    expect((await files.md5('c.txt')).Result).toBe(
      createHash('md5').update(content).digest('hex').toUpperCase(),
    );
    expect((await files.readChunk('c.txt', 4, 6)).toString()).toBe(content.slice(4, 10));
    expect(await files.readChunk('c.txt', 1000, 6)).toHaveLength(0);
  });

  test('never renames over a file, trashes and empties', async () => {
    await files.writeChunk(mine, 'b.yml', bytes('b'), 0, true);
    expect(await files.rename('b.yml', 'a.yml', 'file')).toMatchObject({ Status: false });
    expect(await files.copy('b.yml', 'plugins/')).toMatchObject({ Status: true });
    expect(await onDisk('plugins/b.yml')).toBe('b');
    expect(await files.trash('b.yml', 'file')).toMatchObject({ Status: true });
    expect(await onDisk('.trash/b.yml')).toBe('b');
    await files.emptyTrash();
    await expect(files.listDirectory('.trash')).rejects.toMatchObject({ body: { Status: false } });
    expect(await files.createDirectory('x/y')).toMatchObject({ Status: false });
    expect(await files.createDirectory('x')).toMatchObject({ Status: true });
    expect(await files.rename('x', 'y', 'directory')).toMatchObject({ Status: true });
    expect(await files.trash('y', 'directory')).toMatchObject({ Status: true });
  });
});
