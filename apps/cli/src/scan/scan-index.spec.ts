import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileReader } from './file-reader.js';
import { type ScanOutcome, scanFolders } from './scan-folders.js';
import { noProgress } from '../terminal/progress.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-index-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const pathOf = (name: string): string => path.join(root, name);
const PLUGINS = 'instances/ovh/A01/Minecraft/plugins';

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(pathOf(name)), { recursive: true });
    writeFileSync(pathOf(name), text);
  }
}

function scan(index?: string): Promise<ScanOutcome> {
  const request = {
    baselines: pathOf('baselines'),
    deviations: pathOf('deviations.yml'),
    instances: pathOf('instances'),
    workers: 1,
    now: '2026-11-21T00:00:00Z',
    mode: 'scan' as const,
  };
  return scanFolders(index === undefined ? request : { ...request, index: pathOf(index) }, () => noProgress);
}

const FLEET = {
  'deviations.yml':
    'deviations: {P: {a.yml: {x: {A01: 2}}}}\nno_desired_state: [Q]\nunmanaged: ["*/data/**"]\n',
  'baselines/P/a.yml': 'x: 1\ny: 1\n',
  'baselines/P/sub/b.yml': 'z: 1\n',
  ...Object.fromEntries(
    ['A01', 'A02', 'A03'].flatMap((name) => [
      [
        `instances/ovh/${name}/Minecraft/plugins/P/a.yml`,
        `x: ${name === 'A01' ? 2 : 1}\ny: ${name === 'A02' ? 7 : 1}\n`,
      ],
      [`instances/ovh/${name}/Minecraft/plugins/P/sub/b.yml`, 'z: 1\n'],
      [`instances/ovh/${name}/Minecraft/plugins/Q/q.yml`, `x: ${name === 'A03' ? 2 : 1}\n`],
    ]),
  ),
};

/** Files that changed a moment ago are read again; waits until the file system's clock has moved on. */
async function untilSettled(): Promise<void> {
  const newest = (folder: string): number =>
    Math.max(
      ...readdirSync(folder, { withFileTypes: true, recursive: true }).map(
        (entry) => statSync(path.join(entry.parentPath, entry.name)).ctimeMs,
      ),
    );
  const last = newest(root);
  while (Date.now() <= last + 110) await pause(10);
}

/** Number of files whose content was read by `work`. */
async function readsOf(work: () => Promise<unknown>): Promise<number> {
  const read = vi.spyOn(FileReader.prototype, 'readIntoBuffer');
  const copy = vi.spyOn(FileReader.prototype, 'copyOf');
  await work();
  const reads = read.mock.calls.length + copy.mock.calls.length;
  vi.restoreAllMocks();
  return reads;
}

describe('an index', () => {
  it('saves every read when nothing changed, and gives the same findings', async () => {
    write(FLEET);
    await untilSettled();
    const first = await scan('index');
    let second: ScanOutcome | undefined;
    const before = readFileSync(pathOf('index'));
    expect(await readsOf(async () => (second = await scan('index')))).toBe(0);
    expect(second).toEqual(first);
    expect(second).toEqual(await scan());
    expect(second!.findings).toHaveLength(2);
    expect(second!.outliers).toHaveLength(1);
    expect(readFileSync(pathOf('index'))).toEqual(before);
  });

  it('reads the file that changed, though size and modification time are the same', async () => {
    write(FLEET);
    await untilSettled();
    await scan('index');
    const file = pathOf(`${PLUGINS}/P/a.yml`);
    const { mtime, atime } = statSync(file);
    writeFileSync(file, 'x: 9\ny: 1\n');
    utimesSync(file, atime, mtime);
    let second: ScanOutcome | undefined;
    expect(await readsOf(async () => (second = await scan('index')))).toBe(2);
    expect(second!.findings).toContainEqual(
      expect.objectContaining({ instance: 'A01', key: 'x', actual: 9 }),
    );
  });

  it('is not believed when it is damaged, of other deviations, or no index at all', async () => {
    write(FLEET);
    await untilSettled();
    const fresh = await scan('index');
    const bytes = readFileSync(pathOf('index'));
    bytes[bytes.length - 20]! ^= 0x55;
    writeFileSync(pathOf('index'), bytes);
    expect(await scan('index')).toEqual(fresh);
    writeFileSync(pathOf('index'), 'asmp scan index 2 {}\n');
    expect(await scan('index')).toEqual(fresh);
    write({ 'deviations.yml': 'no_desired_state: [Q]\n' });
    expect(await scan('index')).toEqual(await scan());
  });

  it('is private, and an index that cannot be written is an error', async () => {
    write(FLEET);
    await scan('index');
    expect(statSync(pathOf('index')).mode & 0o777).toBe(0o600);
    await expect(scan('nowhere/index')).rejects.toThrow(/--index.*cannot be written/);
  });

  it('never changes what is found, whatever happens between two scans', async () => {
    const location = fc.constantFrom(
      'baselines/P/a.yml',
      'baselines/P/c.yml',
      'baselines/R/a.yml',
      ...['A01', 'A02', 'A03'].flatMap((name) =>
        [
          'P/a.yml',
          'P/sub/b.yml',
          'P/c.yml',
          'P/sub/deep/d.yml',
          'P/data/e.yml',
          'Q/q.yml',
          'Q/r.yml',
          'R/a.yml',
        ].map((file) => `instances/ovh/${name}/Minecraft/plugins/${file}`),
      ),
    );
    const content = fc.constantFrom('x: 1\n', 'x: 2\n', 'x: "open', undefined, 'folder');
    const steps = fc.array(fc.tuple(location, content), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 3 }), async (rounds) => {
        rmSync(root, { recursive: true });
        write(FLEET);
        for (const round of [[], ...rounds]) {
          for (const [name, text] of round) {
            if (text === undefined) rmSync(path.dirname(pathOf(name)), { recursive: true, force: true });
            else {
              rmSync(pathOf(name), { recursive: true, force: true });
              if (text === 'folder') mkdirSync(pathOf(name), { recursive: true });
              else write({ [name]: text });
            }
          }
          await untilSettled();
          expect(await scan('index')).toEqual(await scan());
          expect(await scan('index')).toEqual(await scan());
        }
      }),
      { numRuns: 12 },
    );
  });
});
