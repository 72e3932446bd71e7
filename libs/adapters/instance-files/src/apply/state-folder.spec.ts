import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assertWritable } from './state-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'asmp-state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('leaves nothing behind where it can write', async () => {
  await assertWritable(path.join(folder, 'new'));
  expect(await readdir(path.join(folder, 'new'))).toEqual([]);
});

it('names the folder and what to do where it cannot', async () => {
  await expect(assertWritable('/dev/full/state')).rejects.toMatchObject({
    code: 'disk',
    reason: expect.stringMatching(/state folder \/dev\/full\/state \(ENOTDIR\); look at its disk/),
  });
});

it('names a file that stands where the folder should be', async () => {
  const file = path.join(folder, 'state');
  await writeFile(file, '');
  await expect(assertWritable(file)).rejects.toMatchObject({
    reason: expect.stringMatching(/EEXIST|ENOTDIR/),
  });
});
