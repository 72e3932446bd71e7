import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFolders } from './apply/local-folders.js';
import { discoverInstances } from './discover-instances.js';
import { DISK, InstanceFiles } from './list-files.js';
import { modesOnly, openBelow } from './testing/index.js';

let root: string;
let server: string;
const FOLDERS = { instanceId: 'i', directory: '', serverFolder: 'Minecraft' };
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'archivesmp-open-')));
  server = path.join(root, 'instances/SMP101/Minecraft');
  mkdirSync(path.join(server, 'plugins/P/lang'), { recursive: true });
  mkdirSync(path.join(server, 'logs'));
  writeFileSync(path.join(server, 'plugins/P/lang/en.yml'), 'hello: hi\n');
  writeFileSync(path.join(server, 'logs/latest.log'), 'started\n');
  symlinkSync('P', path.join(server, 'plugins/Link'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const folders = () => ({ ...FOLDERS, directory: path.join(root, 'instances/SMP101') });
const select = { extensions: ['yml'], maxBytes: 100, unmanaged: [] };
const within = (relative: string, missing?: 'create', fails = false) =>
  localFolders(undefined, modesOnly).workInFolder(server, relative, missing, async () => {
    if (fails) throw new Error('no');
  });

it.each<[string, () => Promise<unknown>]>([
  ['finding instances', () => discoverInstances('ovh', root)],
  ['listing', () => InstanceFiles.onDisk(undefined, async () => undefined).listFiles(folders(), select)],
  ['reading', () => DISK.readFile(folders(), 'plugins/P/lang/en.yml', 100)],
  ['reading what is too large', () => DISK.readFile(folders(), 'plugins/P/lang/en.yml', 1)],
  ['reading what is not there', () => DISK.readFile(folders(), 'plugins/P/lang/de.yml', 1)],
  ['reading the end of a log', () => DISK.readTail(folders(), 'logs/latest.log', 3)],
  ['looking at a file', () => DISK.stampFile(folders(), 'plugins/P/lang/en.yml')],
  ['asking for the start', () => DISK.startedAt(folders())],
  ['work in a folder', () => within('plugins/P/lang/en.yml')],
  ['work that fails', () => within('plugins/P/lang/en.yml', undefined, true)],
  ['work where there is no folder', () => within('plugins/Q/lang/en.yml')],
  ['making folders', () => within('plugins/Q/lang/en.yml', 'create')],
  ['a link on the way', () => within('plugins/Link/lang/en.yml')],
  ['looking for folders', () => localFolders().missingFolders(server, 'plugins/P/lang/en.yml')],
  ['looking for missing folders', () => localFolders().missingFolders(server, 'plugins/Q/a/b.yml')],
  ['a link among folders', () => localFolders().missingFolders(server, 'plugins/Link/a/b.yml')],
])('%s leaves nothing open', async (_what, work) => {
  await work().catch(() => undefined);
  expect(openBelow(root)).toEqual([]);
});

it('says which folders on the way to a file are missing, outermost first', async () => {
  const missing = (relative: string) => localFolders().missingFolders(server, relative);
  expect(await missing('plugins/P/lang/en.yml')).toEqual([]);
  expect(await missing('server.properties')).toEqual([]);
  expect(await missing('plugins/P/new/er/en.yml')).toEqual(['plugins/P/new', 'plugins/P/new/er']);
  expect(await missing('a/b/c.yml')).toEqual(['a', 'a/b']);
});

describe.each([
  ['work', within],
  ['looking for missing folders', (relative: string) => localFolders().missingFolders(server, relative)],
])('%s', (_what, ask) => {
  it.each(['plugins/Link/a/b.yml', 'logs/latest.log/a/b.yml'])(
    'is refused by the path %s',
    async (unusual) => {
      await expect(ask(unusual)).rejects.toMatchObject({ code: 'outside_instance', path: unusual });
    },
  );

  it.runIf(process.getuid!() === 0)('says so when it may not enter a folder', async () => {
    for (const open of [root, path.join(root, 'instances/SMP101')]) chmodSync(open, 0o755);
    chmodSync(path.join(server, 'plugins/P'), 0o700);
    process.seteuid!(65_534);
    try {
      await expect(ask('plugins/P/lang/en.yml')).rejects.toMatchObject({ code: 'EACCES' });
    } finally {
      process.seteuid!(0);
    }
  });
});
it('gives the end of a log, and when the server began it', async () => {
  const tail = (bytes: number) =>
    DISK.readTail(folders(), 'logs/latest.log', bytes).then(({ bytes: read, whole }) => [
      read.toString(),
      whole,
    ]);
  expect([await tail(3), await tail(8), await tail(9)]).toEqual([
    ['ed\n', false],
    ['started\n', true],
    ['started\n', true],
  ]);
  const startedAt = (await DISK.startedAt(folders()))!;
  expect(Math.abs(Date.now() - startedAt)).toBeLessThan(3_600_000);
  await expect(DISK.startedAt({ ...folders(), serverFolder: 'none' })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
