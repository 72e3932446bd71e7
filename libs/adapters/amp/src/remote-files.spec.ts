import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAmpPanel, VOID_BODIES, type RunningPanel } from '@archivesmp/amp-simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AmpPanel } from './amp-panel.js';
import type { RemoteFiles } from './remote-files.js';

let dir: string;
let server: string;
let simulated: RunningPanel;
let files: RemoteFiles;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'amp-files-'));
  server = path.join(dir, 'instances/BENT01/Minecraft');
  await mkdir(path.join(server, 'plugins/CMI'), { recursive: true });
  await writeFile(path.join(server, 'server.properties'), 'motd=hi\n');
  await writeFile(path.join(server, 'plugins/CMI/config.yml'), 'old: true\n');
  simulated = await startAmpPanel({
    port: 0,
    name: 'hetzner',
    hostDir: dir,
    users: [{ name: 'svc', password: 'pw' }],
  });
  const panel = new AmpPanel({ url: simulated.url, username: 'svc', password: 'pw', callsPerSecond: 1000 });
  files = panel.instance(simulated.controller.byName('BENT01')!.record.InstanceID).files;
});
afterEach(async () => {
  await simulated.close();
  await rm(dir, { recursive: true, force: true });
});

const locks = (): number => simulated.controller.byName('BENT01')!.files.locks.size;
const onDisk = (name: string): Promise<string> => readFile(path.join(server, name), 'utf8');

test.each(['current', '2.5'] as const)('lists folders with sizes and dates, format %s', async (format) => {
  await simulated.control({ switches: { format } });
  const entries = await files.listFolder('');
  expect(entries.map(({ name }) => name)).toEqual(['plugins', 'server.properties']);
  expect(entries[1]).toMatchObject({ directory: false, size: 8 });
  expect(Math.abs(entries[1]!.modifiedAt!.getTime() - Date.now())).toBeLessThan(60_000);
  expect(await files.listFolder('plugins/CMI/')).toHaveLength(1);
});

test.each([0, 1, 1024 * 1024, 2 * 1024 * 1024 + 17])('writes and reads back %i bytes', async (size) => {
  const content = randomBytes(size);
  await files.overwriteFile('plugins/big.jar', content);
  expect(content.equals(await files.readFile('plugins/big.jar'))).toBe(true);
  expect(await readdir(path.join(server, 'plugins'))).toEqual(['CMI', 'big.jar']);
});

describe.each(VOID_BODIES)('with void answers "%s"', (voidBody) => {
  test('replaces a file as a whole and leaves nothing behind', async () => {
    await simulated.control({ switches: { voidBody } });
    await files.overwriteFile('plugins/CMI/config.yml', Buffer.from('new: 1\n'));
    expect(await onDisk('plugins/CMI/config.yml')).toBe('new: 1\n');
    expect(await readdir(path.join(server, 'plugins/CMI'))).toEqual(['config.yml']);
    expect(locks()).toBe(0);
  });
});

test('makes folders level by level, renames and trashes', async () => {
  await files.createFolder('plugins/a/b/c');
  await files.overwriteFile('plugins/a/b/c/x.yml', Buffer.from('x: 1\n'));
  await files.renameFile('plugins/a/b/c/x.yml', 'y.yml');
  expect(await onDisk('plugins/a/b/c/y.yml')).toBe('x: 1\n');
  await files.trashFile('plugins/a/b/c/y.yml');
  expect(await files.listFolder('plugins/a/b/c')).toEqual([]);
  await expect(files.readFile('plugins/a/b/c/y.yml')).rejects.toMatchObject({ code: 'amp.refused' });
});

test('keeps its paths below the server folder', async () => {
  for (const bad of ['', '/etc/passwd', '../AMPConfig.conf', 'a//b', 'a/./b', 'a\\b', 'a\u0000b'])
    await expect(files.readFile(bad), bad).rejects.toMatchObject({ code: 'amp.refused' });
  await expect(files.renameFile('server.properties', '../x')).rejects.toMatchObject({ code: 'amp.refused' });
});

test('a file larger than allowed is not read to its end', async () => {
  await writeFile(path.join(server, 'latest.log'), Buffer.alloc(3 * 1024 * 1024));
  await expect(files.readFile('latest.log', 1024)).rejects.toThrow(/larger than 1024 bytes/);
});

describe('a failing upload', () => {
  const content = randomBytes(1024 * 1024 + 5);

  test.each(['htmlFaults', 'cutFaults'] as const)(
    'in the middle (%s) keeps the old file and frees the lock',
    async (fault) => {
      // The third chunk fails: by then the file is locked.
      await simulated.control({ switches: { faultsOn: 'WriteFileChunk', faultsAfter: 2, [fault]: 1 } });
      await expect(files.overwriteFile('plugins/CMI/config.yml', content)).rejects.toMatchObject({
        code: fault === 'cutFaults' ? 'amp.unreachable' : 'amp.bad-answer',
      });
      expect(await onDisk('plugins/CMI/config.yml')).toBe('old: true\n');
      expect(locks()).toBe(0);
    },
  );

  test('at the rename puts the old file back', async () => {
    let renames = 0;
    const manager = simulated.controller.byName('BENT01')!.files;
    const rename = manager.rename.bind(manager);
    manager.rename = (from, name, what) => {
      renames += 1;
      return renames === 2
        ? Promise.resolve({ Status: false, Reason: 'The name is taken already.' })
        : rename(from, name, what);
    };
    await expect(files.overwriteFile('plugins/CMI/config.yml', content)).rejects.toThrow(/taken already/);
    expect(await onDisk('plugins/CMI/config.yml')).toBe('old: true\n');
    expect(await readdir(path.join(server, 'plugins/CMI'))).toEqual(['config.yml']);
  });

  test('that arrives damaged is not put in place', async () => {
    const manager = simulated.controller.byName('BENT01')!.files;
    const write = manager.writeChunk.bind(manager);
    manager.writeChunk = (session, file, data, offset, final) =>
      write(session, file, Buffer.concat([data, Buffer.from('!')]), offset, final);
    await expect(files.overwriteFile('plugins/CMI/config.yml', content)).rejects.toThrow(/arrived damaged/);
    expect(await onDisk('plugins/CMI/config.yml')).toBe('old: true\n');
    expect(await readdir(path.join(server, 'plugins/CMI'))).toEqual(['config.yml']);
  });

  test('with a forbidden extension says so', async () => {
    await simulated.control({ switches: { uploadableExtensions: ['.yml'] } });
    await expect(files.overwriteFile('plugins/x.jar', content)).rejects.toThrow(/extension/);
    await files.overwriteFile('plugins/CMI/config.yml', Buffer.from('ok: 1\n'));
    expect(await onDisk('plugins/CMI/config.yml')).toBe('ok: 1\n');
  });
});

test('finds the server folder one level below a higher base path', async () => {
  const outer = await mkdtemp(path.join(tmpdir(), 'amp-base-'));
  await mkdir(path.join(outer, 'instances/X/Minecraft/Minecraft/plugins'), { recursive: true });
  await writeFile(path.join(outer, 'instances/X/Minecraft/Minecraft/server.properties'), 'a=b\n');
  const other = await startAmpPanel({
    port: 0,
    name: 'h',
    hostDir: outer,
    users: [{ name: 'svc', password: 'pw' }],
  });
  const panel = new AmpPanel({ url: other.url, username: 'svc', password: 'pw' });
  const { id } = (await panel.listInstances())[0]!;
  expect((await panel.instance(id).files.readFile('server.properties')).toString()).toBe('a=b\n');
  await other.close();
  await rm(outer, { recursive: true });
});
