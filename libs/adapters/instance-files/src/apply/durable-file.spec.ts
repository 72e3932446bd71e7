import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noteSyncs } from '../testing/index.js';
import { replaceDurably, syncFile, writeDurably } from './durable-file.js';

let dir: string;
let file: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'durable-')));
  file = path.join(dir, 'outcome');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const now = (): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

it('several replace the same file at once: it is wholly one of theirs, and nothing is left beside it', async () => {
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(1_000));
  await Promise.all(texts.map((text) => replaceDurably(file, Buffer.from(text))));
  expect(texts).toContain(now());
  expect(readdirSync(dir)).toEqual(['outcome']);
});

it('the new content is on the disk before it takes the place of the old one, and then its name is', async () => {
  await writeDurably(file, Buffer.from('old'));
  const observe = (synced: string) => [now(), synced === dir ? '' : readFileSync(synced, 'utf8')];
  const syncs = await noteSyncs(observe, () => replaceDurably(file, Buffer.from('new')));
  expect(syncs).toEqual([
    { path: expect.stringMatching(/outcome\.[0-9a-f]{8}\.next$/) as string, seen: ['old', 'new'] },
    { path: dir, seen: ['new', ''] },
  ]);
});

it('a file is written as a whole, readable by its owner only, and is on the disk then', async () => {
  await writeDurably(file, Buffer.from('a longer content'));
  const syncs = await noteSyncs(now, () => writeDurably(file, Buffer.from('short')));
  expect(syncs).toEqual([{ path: file, seen: 'short' }]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await noteSyncs(now, () => syncFile(file))).toEqual([{ path: file, seen: 'short' }]);
});
