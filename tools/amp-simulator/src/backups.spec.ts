import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedBackups } from './backups.js';
import { ConsoleLog } from './console-log.js';
import { SessionTable } from './session-table.js';
import { DEFAULT_SWITCHES, type Switches } from './switches.js';
import { TaskList } from './task-list.js';

let dir: string;
let app: string;
let tasks: TaskList;
let console: ConsoleLog;
let backups: SimulatedBackups;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'amp-backup-'));
  app = path.join(dir, 'Minecraft');
  await mkdir(path.join(app, 'plugins/Ä b'), { recursive: true });
  await writeFile(path.join(app, 'plugins/Ä b/config.yml'), 'a: 1\n');
  const switches: Switches = {
    ...structuredClone(DEFAULT_SWITCHES),
    backupMs: 1,
    backupLimit: 2,
  } as Switches;
  tasks = new TaskList();
  console = new ConsoleLog();
  backups = new SimulatedBackups(dir, app, switches, tasks, console);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('come as tasks, are null when there are none, and are refused with a yes at the limit', async () => {
  expect(await backups.listBackups()).toBeNull();
  for (const title of ['one', 'two', 'three'])
    expect(backups.takeBackup(title, '', false, 'svc')).toMatchObject({ Status: true });
  expect(tasks.listTasks()).toHaveLength(3);
  await backups.settled();
  expect(tasks.listTasks()).toEqual([]);
  expect((await backups.listBackups())?.map(({ Name }) => Name)).toEqual(['one', 'two']);
  const session = new SessionTable().open('x', ['*'], new Set());
  expect(console.readOn(session).at(-1)?.Contents).toBe('Backup not taken: Backup count limit reached.');
});

test('are real archives that restore what was there', async () => {
  backups.takeBackup('one', '', true, 'svc');
  await backups.settled();
  const [manifest] = (await backups.listBackups())!;
  const [zip] = (await readdir(path.join(dir, 'Backups'))).filter((name) => name.endsWith('.zip'));
  const listing = execFileSync('python3', [
    '-m',
    'zipfile',
    '-l',
    path.join(dir, 'Backups', zip!),
  ]).toString();
  expect(listing).toContain('config.yml');
  await writeFile(path.join(app, 'plugins/Ä b/config.yml'), 'a: 2\n');
  await writeFile(path.join(app, 'new.txt'), '');
  await backups.restore(manifest!.Id, true);
  await backups.settled();
  expect(await readFile(path.join(app, 'plugins/Ä b/config.yml'), 'utf8')).toBe('a: 1\n');
  expect(await readdir(app)).toEqual(['plugins']);
  await backups.delete(manifest!.Id);
  expect(await backups.listBackups()).toHaveLength(1);
  await backups.setSticky(manifest!.Id, false);
  await backups.delete(manifest!.Id);
  expect(await backups.listBackups()).toBeNull();
  expect(await backups.restore(manifest!.Id, false)).toMatchObject({ Status: false });
});

test('a failed one stays in the list of tasks until it is dismissed', async () => {
  await writeFile(path.join(dir, 'Backups'), 'in the way');
  backups.takeBackup('one', '', false, 'svc');
  await backups.settled();
  expect(tasks.listTasks()).toMatchObject([{ State: 3 }]);
  tasks.dismissAll();
  expect(tasks.listTasks()).toEqual([]);
});
