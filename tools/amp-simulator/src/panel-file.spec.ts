import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPanelFile } from './panel-file.js';

let dir: string;
let file: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'amp-config-'));
  file = path.join(dir, 'panels.json');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('reads panels with folders relative to the file', async () => {
  const panel = {
    name: 'ovh',
    port: 0,
    hostDir: 'ovh/.ampdata',
    users: [{ name: 'a', password: 'b' }],
    voidBody: 'null',
  };
  await writeFile(file, JSON.stringify({ panels: [panel] }));
  expect(await readPanelFile(file)).toEqual([{ ...panel, hostDir: path.join(dir, 'ovh/.ampdata') }]);
});

test('names every mistake and no password', async () => {
  await writeFile(
    file,
    JSON.stringify({ panels: [{ port: 'x', users: [], voidBody: 'what', secretPassword: 'hunter2' }] }),
  );
  const failure = await readPanelFile(file).catch((error: unknown) => String(error));
  for (const word of ['"name"', '"hostDir"', '"port"', '"users"', 'voidBody', 'secretPassword'])
    expect(failure).toContain(word);
  expect(failure).not.toContain('hunter2');
  await writeFile(file, '{}');
  await expect(readPanelFile(file)).rejects.toThrow(/"panels"/);
});
