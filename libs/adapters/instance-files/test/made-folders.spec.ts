import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFolders, OrderApplier } from '../src/index.js';
import { modesOnly, pieces, sources, twelveFiles } from '../src/testing/index.js';

let root: string;
let server: string;
let removals: string[];
let order: number;

beforeEach(() => {
  root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'made-'));
  server = path.join(root, 'SMP101');
  mkdirSync(path.join(server, 'plugins'), { recursive: true });
  removals = [];
  order = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Brings files from one content to another, null for none; every folder that is tried to be removed is noted. */
async function change(files: Record<string, readonly [string | null, string | null]>): Promise<unknown> {
  const noted = localFolders(
    (writer) => ({
      ...writer,
      removeFolder: (name) => {
        removals.push(name);
        return writer.removeFolder(name);
      },
    }),
    modesOnly,
  );
  const hash = (text: string | null): string | null => (text === null ? null : sha256Hex(text));
  const contents = new Map(
    Object.values(files).flatMap(([, after]) => (after === null ? [] : [[sha256Hex(after), after] as const])),
  );
  order += 1;
  return new OrderApplier(path.join(root, 'state'), noted).apply(
    server,
    twelveFiles({
      orderId: `11111111-0000-4000-8000-00000000000${order}`,
      fence: order,
      files: Object.entries(files).map(([name, [before, after]]) => ({
        path: name,
        before: hash(before),
        after: hash(after),
      })),
    }),
    { ...sources(), openContent: async (wanted: string) => pieces(contents.get(wanted)!) },
  );
}
const APPLIED = { state: 'applied' };
const MADE_FOLDERS = 'state/made-folders';

describe('a folder that an order made', () => {
  it('stays as long as only other files are changed, and is not even looked at', async () => {
    expect(await change({ 'plugins/M/l/a.yml': [null, 'a'], 'plugins/b.yml': [null, 'b'] })).toEqual(APPLIED);
    expect(await change({ 'plugins/M/l/a.yml': ['a', 'c'] })).toEqual(APPLIED);
    expect(await change({ 'plugins/M/l/a.yml': ['c', 'd'], 'plugins/b.yml': ['b', null] })).toEqual(APPLIED);
    expect(removals).toEqual([]);
    expect(await change({ 'plugins/M/l/a.yml': ['d', null] })).toEqual(APPLIED);
    expect(removals).toEqual(['l', 'M']);
    expect(readdirSync(path.join(server, 'plugins'))).toEqual([]);
    expect(readdirSync(path.join(root, MADE_FOLDERS))).toEqual([]);
  });

  it('is not taken for the folder of a file whose name only begins like it', async () => {
    await change({ 'plugins/M/a.yml': [null, 'a'] });
    await change({ 'plugins/Mine.yml': [null, 'b'] });
    expect(await change({ 'plugins/Mine.yml': ['b', null] })).toEqual(APPLIED);
    expect(removals).toEqual([]);
  });

  it('is of no interest to an order that makes and takes away nothing', async () => {
    writeFileSync(path.join(server, 'plugins/b.yml'), 'b');
    expect(await change({ 'plugins/b.yml': ['b', 'c'] })).toEqual(APPLIED);
    expect(existsSync(path.join(root, MADE_FOLDERS))).toBe(false);
    writeFileSync(path.join(root, MADE_FOLDERS), 'no folder');
    expect(await change({ 'plugins/b.yml': ['c', 'd'] })).toEqual(APPLIED);
  });
});
