import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MirrorCount, mirrorFolder } from './mirror-folder.js';

let dir: string;
const pathOf = (...parts: string[]): string => path.join(dir, ...parts);
const put = (file: string, text: string): void => {
  mkdirSync(path.dirname(pathOf('from', file)), { recursive: true });
  writeFileSync(pathOf('from', file), text);
};
const mirror = async (): Promise<MirrorCount> => {
  const count = new MirrorCount();
  await mirrorFolder(pathOf('from'), pathOf('to'), count);
  return count;
};
const listed = (): string[] => (readdirSync(pathOf('to'), { recursive: true }) as string[]).sort();

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-mirror-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('the copy of a fleet', () => {
  it('leaves out worlds, logs, pipes, and follows no link', async () => {
    put('plugins/A/config.yml', 'a: 1\n');
    put('world/region/r.0.0.mca', 'blocks');
    put('logs/latest.log', 'line');
    symlinkSync('/etc/hostname', pathOf('from', 'elsewhere'));
    execFileSync('mkfifo', [pathOf('from', 'pipe')]);
    expect((await mirror()).notes()).toEqual(['1 world files were not copied']);
    expect(listed()).toEqual([
      'elsewhere',
      'plugins',
      'plugins/A',
      'plugins/A/config.yml',
      'world',
      'world/region',
    ]);
    expect(lstatSync(pathOf('to', 'elsewhere')).isSymbolicLink()).toBe(true);
  });

  it('follows the original: what is newer, what is gone, what became something else', async () => {
    put('a.yml', 'one');
    put('b.yml', 'two');
    put('c', 'a file');
    await mirror();
    put('a.yml', 'one, newer');
    utimesSync(pathOf('from', 'a.yml'), new Date(), new Date(Date.now() + 5_000));
    rmSync(pathOf('from', 'b.yml'));
    rmSync(pathOf('from', 'c'));
    put('c/d.yml', 'in a folder now');
    await mirror();
    expect(listed()).toEqual(['a.yml', 'c', 'c/d.yml']);
    expect(readFileSync(pathOf('to', 'a.yml'), 'utf8')).toBe('one, newer');
  });

  it('keeps what the product wrote into the copy until the original changes', async () => {
    put('a.yml', 'one');
    await mirror();
    writeFileSync(pathOf('to', 'a.yml'), 'put right');
    utimesSync(pathOf('to', 'a.yml'), new Date(), new Date(Date.now() + 1_000));
    await mirror();
    expect(readFileSync(pathOf('to', 'a.yml'), 'utf8')).toBe('put right');
  });
});
