import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { chmod, link, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { sha256Hex } from '@archivesmp/digests';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DISK, InstanceFiles, type InstanceFolders } from './list-files.js';
import type { ReadFile } from './read-file.js';
import { FileRefusal } from './refusal.js';
import { StatCache } from './stat-cache.js';

const SELECT = {
  extensions: ['yml', 'toml', 'properties', 'json'],
  maxBytes: 1000,
  unmanaged: ['logs/**', 'plugins/*/data/**'],
};
/** Runs beside the reader, so that it comes between any two of its system calls. */
const SWAPPING = `
  const { renameSync } = require('node:fs');
  const { workerData: plugins } = require('node:worker_threads');
  const move = (from, to) => { try { renameSync(plugins + from, plugins + to); } catch {} };
  for (;;) { move('/A', '/A-away'); move('/link', '/A'); move('/A', '/link'); move('/A-away', '/A'); }
`;

let base: string;
let outside: string;
let instance: InstanceFolders;
const pathOf = (relative: string): string => path.join(instance.directory, 'Minecraft', relative);

async function put(relative: string, content = 'a: 1\n'): Promise<void> {
  await mkdir(path.dirname(pathOf(relative)), { recursive: true });
  await writeFile(pathOf(relative), content);
}

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'archivesmp-files-'));
  await chmod(base, 0o755);
  outside = path.join(base, 'outside');
  await mkdir(outside);
  await writeFile(path.join(outside, 'secret.yml'), 'password: canary\n');
  instance = {
    instanceId: 'a5b7e0a6-7f3f-4c3e-9d9e-0f2b6a4e6a01',
    directory: path.join(base, 'BENT01'),
    serverFolder: 'Minecraft',
  };
  await put('server.properties', 'motd=hi\n');
});

afterEach(() => rm(base, { recursive: true, force: true }));

/** Without the pause before the second look. */
const onDisk = (cache?: StatCache, settling = async (): Promise<void> => {}): InstanceFiles =>
  InstanceFiles.onDisk(cache, settling);
const list = async (files = onDisk(), plugin?: string) => {
  const listing = await files.listFiles(instance, SELECT, plugin);
  return { ...listing, byPath: new Map(listing.files.map((file) => [file.path, file])) };
};

/** What was read, as if it had not been touched since. */
function aged(read: ReadFile, since: Date): ReadFile {
  const ns = BigInt(since.getTime()) * 1_000_000n;
  const { size, ino, nlink } = read.stamp;
  return { ...read, stamp: { size, ino, nlink, mtime: since, mtimeNs: ns, ctimeNs: ns, isFile: () => true } };
}

describe('a file that was changed a moment ago', () => {
  const CONFIG = 'plugins/Shop/stock.yml';

  it('is read once more, and counts when it was not touched meanwhile', async () => {
    await put(CONFIG, 'apples: 3\n');
    let pauses = 0;
    const files = onDisk(undefined, async () => void pauses++);
    const { byPath } = await list(files);
    expect(byPath.get(CONFIG)).toMatchObject({ state: 'readable', sha256: sha256Hex('apples: 3\n') });
    expect(pauses).toBe(1);
  });

  it.each([
    ['written to', () => put(CONFIG, 'apples: 3\npears: 4\n')],
    [
      'replaced by the same content',
      async () => {
        await put(`${CONFIG}.new`, 'apples: 3\n');
        await rename(pathOf(`${CONFIG}.new`), pathOf(CONFIG));
      },
    ],
  ])('is unsettled when it is %s meanwhile, and the next look finds it settled', async (_line, change) => {
    await put(CONFIG, 'apples: 3\n');
    const files = onDisk(undefined, change);
    const { byPath } = await list(files);
    expect(byPath.get(CONFIG)).toMatchObject({
      state: 'unsettled',
      reason: expect.stringContaining('being written'),
    });
    expect(byPath.get(CONFIG)).not.toHaveProperty('sha256');
    expect((await list()).byPath.get(CONFIG)).toMatchObject({ state: 'readable' });
  });

  it('is gone when it went meanwhile', async () => {
    await put(CONFIG);
    const { byPath } = await list(onDisk(undefined, () => rm(pathOf(CONFIG))));
    expect(byPath.get(CONFIG)).toMatchObject({ state: 'vanished' });
  });

  it('is one that a server wrote after its start, too', async () => {
    await put('logs/latest.log', '[12:00:00] starting\n');
    await put(CONFIG);
    const since = new Date(Date.now() - 30_000);
    await utimes(pathOf(CONFIG), since, since);
    let pauses = 0;
    await list(onDisk(undefined, async () => void pauses++));
    expect(pauses).toBe(1);
  });

  it('does not hold up a listing in which nothing moves', async () => {
    let pauses = 0;
    const still = new Date(Date.now() - 60_000);
    const settling = async (): Promise<void> => void pauses++;
    const files = new InstanceFiles(
      { ...DISK, readFile: async (...asked) => aged(await DISK.readFile(...asked), still) },
      undefined,
      settling,
    );
    await list(files);
    expect(pauses).toBe(0);
  });
});

describe('listing an instance', () => {
  it('lists names that are not UTF-8, escaped, each with its own content, and reads them back', async () => {
    const folder = pathOf('plugins/Warps');
    await mkdir(folder, { recursive: true });
    const unusual = (...parts: (string | number)[]): Buffer =>
      Buffer.concat(
        parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
      );
    const inFolder = (name: Buffer): Buffer => Buffer.concat([Buffer.from(`${folder}/`), name]);
    await writeFile(inFolder(unusual('caf', 0xe9, '.yml')), 'latin: 1\n');
    await writeFile(inFolder(unusual('caf%xE9.yml')), 'looks: escaped\n');
    await writeFile(inFolder(unusual('caf', 0xc3, 0xa9, '.yml')), 'utf: 8\n');
    await mkdir(inFolder(unusual(0xff)));
    await writeFile(inFolder(unusual(0xff, '/a\tb.yml')), 'in: a folder\n');
    const { files, byPath } = await list();
    expect(files.map(({ path: file, sha256 }) => [file, sha256])).toEqual([
      ['plugins/Warps/%xFF/a%x09b.yml', sha256Hex('in: a folder\n')],
      ['plugins/Warps/caf%x25xE9.yml', sha256Hex('looks: escaped\n')],
      ['plugins/Warps/caf%xE9.yml', sha256Hex('latin: 1\n')],
      ['plugins/Warps/café.yml', sha256Hex('utf: 8\n')],
      ['server.properties', sha256Hex('motd=hi\n')],
    ]);
    for (const file of byPath.keys()) {
      const read = await onDisk().readBlob(instance, file, 1000);
      expect(read.sha256).toBe(byPath.get(file)!.sha256);
    }
  });

  it('names the folder of what has a path too long to be named, and lists the rest', async () => {
    const deep = `plugins/Deep/${Array.from({ length: 5 }, () => 'd'.repeat(200)).join('/')}`;
    await put(`${deep}/short.yml`);
    await put(`${deep}/${'f'.repeat(200)}.yml`);
    const { byPath } = await list();
    expect(byPath.get(deep)).toMatchObject({
      state: 'unreadable',
      reason: 'it holds a file whose path has more than 1024 characters',
    });
    expect(byPath.get('server.properties')).toMatchObject({ state: 'readable' });
  });

  it('lists configuration files with their sha256, jars without, and the plugin folders', async () => {
    await put('plugins/LuckPerms/config.yml', 'server: x\n');
    await put('plugins/LuckPerms/libs/a.class');
    await put('plugins/LuckPerms-5.4.jar', 'PK');
    const { files, jars, pluginFolders } = await list();
    expect(files.map((file) => [file.path, file.state, file.sha256])).toEqual([
      ['plugins/LuckPerms/config.yml', 'readable', sha256Hex('server: x\n')],
      ['server.properties', 'readable', sha256Hex('motd=hi\n')],
    ]);
    expect(jars).toMatchObject([{ path: 'plugins/LuckPerms-5.4.jar', size: 2 }]);
    expect(pluginFolders).toEqual(['LuckPerms']);
  });

  it('lists one plugin only when asked, but still names all plugin folders', async () => {
    await put('plugins/CMI/config.yml');
    await put('plugins/CMI/Settings/a.yml');
    await put('plugins/CMILib/config.yml');
    const { byPath, pluginFolders } = await list(onDisk(), 'CMI');
    expect([...byPath.keys()]).toEqual(['plugins/CMI/Settings/a.yml', 'plugins/CMI/config.yml']);
    expect(pluginFolders).toEqual(['CMI', 'CMILib']);
  });

  it('leaves out what the hub does not manage, and worlds except their configuration', async () => {
    await put('logs/latest.yml');
    await put('plugins/A/data/x.yml');
    await put('plugins/A/config.yml');
    await put('myworld/level.dat');
    await put('myworld/paper-world.yml');
    await put('myworld/stats/player.json');
    const { byPath } = await list();
    expect([...byPath.keys()]).toEqual([
      'myworld/paper-world.yml',
      'plugins/A/config.yml',
      'server.properties',
    ]);
  });

  it('names files that are too large, with their size and without a hash', async () => {
    await put('plugins/A/big.yml', 'x'.repeat(1001));
    const { byPath } = await list();
    const big = byPath.get('plugins/A/big.yml')!;
    expect(big).toMatchObject({ state: 'too_large', size: 1001 });
    expect(big.sha256).toBeUndefined();
  });

  it('refuses an instance that is not there', async () => {
    await rm(instance.directory, { recursive: true });
    await expect(list()).rejects.toMatchObject({ state: 'vanished' });
  });
});

describe('the jail', () => {
  it('follows no link: to a file, to a folder, to itself, or in place of the instance', async () => {
    await mkdir(pathOf('plugins'), { recursive: true });
    await symlink(path.join(outside, 'secret.yml'), pathOf('plugins/stolen.yml'));
    await symlink(outside, pathOf('plugins/Folder'));
    await symlink('.', pathOf('plugins/Loop'));
    const { byPath } = await list();
    for (const name of ['plugins/stolen.yml', 'plugins/Folder', 'plugins/Loop']) {
      expect(byPath.get(name)).toMatchObject({
        state: 'unreadable',
        reason: expect.stringContaining('link'),
      });
      expect(byPath.get(name)?.sha256).toBeUndefined();
    }
    expect([...byPath.keys()].filter((name) => name.includes('secret'))).toEqual([]);
    await rename(instance.directory, `${instance.directory}-real`);
    await symlink(`${instance.directory}-real`, instance.directory);
    await expect(list()).rejects.toMatchObject({
      state: 'unreadable',
      reason: expect.stringContaining('symbolic link'),
    });
  });

  it('does not wait at a pipe and does not open a socket', async () => {
    await mkdir(pathOf('plugins/A'), { recursive: true });
    execFileSync('mkfifo', [pathOf('plugins/A/pipe.yml')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(pathOf('plugins/A/socket.yml'), resolve));
    try {
      const { byPath } = await list();
      expect(byPath.get('plugins/A/pipe.yml')).toMatchObject({ state: 'unreadable' });
      expect(byPath.get('plugins/A/socket.yml')).toMatchObject({ state: 'unreadable' });
      await expect(onDisk().readBlob(instance, 'plugins/A/pipe.yml', 100)).rejects.toBeInstanceOf(
        FileRefusal,
      );
    } finally {
      server.close();
    }
  });

  it('refuses a device and a hard link to something outside', async () => {
    await mkdir(pathOf('plugins'), { recursive: true });
    if (process.getuid?.() === 0) {
      execFileSync('mknod', [pathOf('plugins/device.yml'), 'c', '1', '5']);
      expect((await list()).byPath.get('plugins/device.yml')).toMatchObject({ state: 'unreadable' });
      await rm(pathOf('plugins/device.yml'));
    }
    await link(path.join(outside, 'secret.yml'), pathOf('plugins/hard.yml'));
    expect((await list()).byPath.get('plugins/hard.yml')).toMatchObject({
      state: 'unreadable',
      reason: expect.stringContaining('hard links'),
    });
    await expect(onDisk().readBlob(instance, 'plugins/hard.yml', 100)).rejects.toBeInstanceOf(FileRefusal);
  });

  it.each([
    '../../outside/secret.yml',
    'plugins/../../../outside/secret.yml',
    '/etc/passwd',
    'plugins//x.yml',
    './server.properties',
    '',
    'server.properties\0.yml',
    '..',
  ])('refuses to read %j', async (escape) => {
    await expect(onDisk().readBlob(instance, escape, 1000)).rejects.toBeInstanceOf(FileRefusal);
  });

  it('reads no byte from outside while a folder is swapped for a link again and again', async () => {
    await put('plugins/A/secret.yml', 'inside\n');
    await mkdir(pathOf('plugins/B'), { recursive: true });
    await symlink(outside, pathOf('plugins/link'));
    const files = onDisk();
    const swap = new Worker(SWAPPING, { eval: true, workerData: pathOf('plugins') });
    await once(swap, 'online');
    const seen = new Set<string>();
    const read = async (): Promise<void> => {
      const outcome = await files.readBlob(instance, 'plugins/A/secret.yml', 1000).then(
        (found) => found.bytes.toString(),
        (error: unknown) => (error as FileRefusal).state,
      );
      seen.add(outcome);
    };
    for (let index = 0; index < 3000 || (seen.size < 2 && index < 300_000); index++) await read();
    await swap.terminate();
    expect(seen.size).toBeGreaterThan(1);
    expect(seen).toContain('inside\n');
    expect([...seen].filter((outcome) => outcome.includes('canary'))).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)('names what it has no permission to read, file or folder', async () => {
    await put('plugins/A/closed.yml');
    await put('plugins/Closed/config.yml');
    await put('plugins/B/open.yml');
    await chmod(pathOf('plugins/A/closed.yml'), 0o000);
    await chmod(pathOf('plugins/Closed'), 0o000);
    process.seteuid!(65534);
    try {
      const { byPath } = await list();
      expect(byPath.get('plugins/A/closed.yml')).toMatchObject({ state: 'permission_denied' });
      expect(byPath.get('plugins/Closed')).toMatchObject({ state: 'permission_denied' });
      expect(byPath.get('plugins/B/open.yml')).toMatchObject({ state: 'readable' });
    } finally {
      process.seteuid!(0);
    }
  });
});

describe('hashes remembered by stat', () => {
  const old = new Date('2026-01-01T00:00:00Z');

  it('does not trust a stamp that is younger than its clock step', async () => {
    const cache = new StatCache();
    await list(onDisk(cache));
    expect(cache.size).toBe(0);
  });

  it('sees a change that keeps size and modification time (ctime and inode tell)', async () => {
    const stamp = { size: 5n, mtimeNs: 1n, ctimeNs: 2n, ino: 3n };
    const cache = new StatCache();
    cache.rememberHash('i', 'a.yml', stamp, 'hash');
    expect(cache.findHash('i', 'a.yml', stamp)).toBe('hash');
    expect(cache.findHash('i', 'a.yml', { ...stamp, ctimeNs: 9n })).toBeUndefined();
    expect(cache.findHash('i', 'a.yml', { ...stamp, ino: 9n })).toBeUndefined();
    expect(cache.findHash('other', 'a.yml', stamp)).toBeUndefined();
    cache.forgetOtherFiles('i', new Set());
    expect(cache.size).toBe(0);
  });

  it('reports the new hash after a rewrite in place that restores the modification time', async () => {
    const files = onDisk();
    await put('plugins/A/config.yml', 'a: 1\n');
    await utimes(pathOf('plugins/A/config.yml'), old, old);
    await list(files);
    await writeFile(pathOf('plugins/A/config.yml'), 'a: 2\n');
    await utimes(pathOf('plugins/A/config.yml'), old, old);
    expect((await list(files)).byPath.get('plugins/A/config.yml')?.sha256).toBe(sha256Hex('a: 2\n'));
  });
});
