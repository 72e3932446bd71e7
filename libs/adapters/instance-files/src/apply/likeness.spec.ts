import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usualIn } from './likeness.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'archivesmp-usual-'));
  chmodSync(folder, 0o700);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, mode: number): void {
  writeFileSync(path.join(folder, name), '');
  chmodSync(path.join(folder, name), mode);
}
const usual = async (ending = '.yml'): Promise<string> => (await usualIn(folder, ending)).mode.toString(8);

describe('the mode of a new file', () => {
  it('is the one that most files of its kind beside it have', async () => {
    put('a.yml', 0o640);
    put('b.yml', 0o644);
    put('c.yml', 0o644);
    for (const other of ['x.sh', 'y.sh', 'z.sh']) put(other, 0o604);
    expect(await usual()).toBe('644');
    expect(await usual('.sh')).toBe('604');
  });

  it('lets fewer in where as many files say one thing as the other', async () => {
    put('a.yml', 0o644);
    put('b.yml', 0o600);
    expect(await usual()).toBe('600');
  });

  it('lets nobody run it, and not everybody write it', async () => {
    put('a.yml', 0o777);
    expect(await usual()).toBe('664');
  });

  it('is not learnt from hidden files, links and folders', async () => {
    put('a.yml', 0o640);
    for (const hidden of ['.b.yml', '.c.yml']) put(hidden, 0o666);
    for (const link of ['d.yml', 'e.yml']) symlinkSync('x.sh', path.join(folder, link));
    put('x.sh', 0o666);
    for (const inner of ['f.yml', 'g.yml']) mkdirSync(path.join(folder, inner), { mode: 0o666 });
    expect(await usual()).toBe('640');
  });

  it.each([
    [0o700, '600'],
    [0o750, '640'],
    [0o755, '644'],
    [0o777, '644'],
    [0o2775, '664'],
    [0o2770, '660'],
    [0o2750, '640'],
  ])('follows the folder of mode %o where there is nothing to learn from', async (mode, wanted) => {
    chmodSync(folder, mode);
    expect(await usual()).toBe(wanted);
  });
});
