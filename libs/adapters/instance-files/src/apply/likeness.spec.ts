import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyLikeness, usualIn } from './likeness.js';

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

  it('makes it neither executable nor writable by all', async () => {
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

describe('a file that takes after another', () => {
  let searched: string | undefined;
  beforeEach(() => {
    searched = process.env.PATH;
  });
  afterEach(() => {
    process.env.PATH = searched;
  });

  /** Two open files, and in place of the program that copies attributes a script. */
  async function copies(script?: string): Promise<void> {
    put('from.yml', 0o640);
    put('to.yml', 0o640);
    if (script !== undefined) {
      mkdirSync(path.join(folder, 'bin'));
      writeFileSync(path.join(folder, 'bin/cp'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      process.env.PATH = path.join(folder, 'bin');
    }
    const [from, to] = await Promise.all(['from.yml', 'to.yml'].map((name) => open(path.join(folder, name))));
    try {
      await copyLikeness(from!, to!);
    } finally {
      await from!.close();
      await to!.close();
    }
  }
  const output = (reason: string) => ({
    code: 'likeness',
    reason: `its mode, owner, access list and attributes cannot be kept (${reason}); run the agent as the user that owns the files, or as root`,
  });

  it('is taken for like it when the program says so and mode and owner are the same', async () => {
    await copies('exit 0');
  });

  it('has the first line of what the program says as the reason, in one language everywhere', async () => {
    process.env.LC_ALL = 'de_DE.UTF-8';
    try {
      await expect(
        copies('echo "in $LC_ALL: $1 $2 $3 $4 $5" >&2; echo more >&2; exit 1'),
      ).rejects.toMatchObject(
        output('in C: --attributes-only --preserve=mode,ownership,xattr -- /proc/self/fd/3 /proc/self/fd/4'),
      );
    } finally {
      delete process.env.LC_ALL;
    }
  });

  it('says how the program ended where that said nothing, and what is missing where there is none', async () => {
    for (const [script, end] of [
      ['exit 3', 'cp ended with 3'],
      ['kill -9 $$', 'cp ended with SIGKILL'],
    ] as const) {
      await expect(copies(script)).rejects.toMatchObject(output(end));
      rmSync(path.join(folder, 'bin'), { recursive: true });
    }
    mkdirSync(path.join(folder, 'bin'));
    put('bin/cp', 0o600);
    await expect(copies()).rejects.toMatchObject(output('cp: EACCES'));
    process.env.PATH = path.join(folder, 'nowhere');
    await expect(copies()).rejects.toMatchObject(output('the program cp of the GNU coreutils is missing'));
  });

  it('is not taken for like it when its mode is another, whatever the program says', async () => {
    put('from.yml', 0o640);
    await expect(copies(`/bin/chmod 604 ${path.join(folder, 'to.yml')}`)).rejects.toMatchObject(
      output(`mode 604, owner ${process.getuid!()}:${process.getgid!()} is all it got`),
    );
  });
});
