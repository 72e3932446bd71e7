import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modesOnly, noteSyncs, pieces } from '../testing/index.js';
import { folderWriter, type FolderWriter } from './folder-writer.js';
import { cleanUp, putBack, readBack, stageFresh, swapIn, swapNames } from './swap-file.js';

const ORDER = '12345678-0000-4000-8000-000000000001';

describe('the names that an order uses beside a file', () => {
  it('are hidden, name the order, and end as the access asks', () => {
    expect(swapNames('config.yml', ORDER, false)).toEqual({
      name: 'config.yml',
      fresh: '.config.yml.archivesmp-12345678-new',
      old: '.config.yml.archivesmp-12345678-old',
    });
    expect(swapNames('config.yml', ORDER, true)).toEqual({
      name: 'config.yml',
      fresh: '.archivesmp-12345678-new-config.yml',
      old: '.archivesmp-12345678-old-config.yml',
    });
  });

  it('fit into a file name, and are others for every file and every order', () => {
    const long = 'n'.repeat(250);
    const name = fc.oneof(
      fc.constantFrom(
        `${long}a.yml`,
        `b${long}.yml`,
        `c${long}.yml`,
        'ä.yml',
        'ö.yml',
        '_.yml',
        'a b.yml',
        'a_b.yml',
      ),
      fc.string({ minLength: 1, maxLength: 255, unit: 'binary' }),
    );
    fc.assert(
      fc.property(name, name, fc.boolean(), (one, other, preservesExtension) => {
        const mine = swapNames(one, ORDER, preservesExtension);
        expect(new Set([one, mine.fresh, mine.old]).size).toBe(3);
        for (const made of [mine.fresh, mine.old]) {
          expect(Buffer.byteLength(made)).toBeLessThanOrEqual(255);
          expect(made).toMatch(/^\.[A-Za-z0-9._-]+$/);
          expect(made.endsWith('.yml')).toBe(preservesExtension && one.endsWith('.yml'));
        }
        const another = swapNames(one, ORDER.replace('1', '2'), preservesExtension);
        expect([mine.fresh, mine.old]).not.toContain(another.fresh);
        if (one === other) return;
        const theirs = swapNames(other, ORDER, preservesExtension);
        expect(new Set([mine.fresh, mine.old, theirs.fresh, theirs.old]).size).toBe(4);
      }),
    );
  });
});

let folder: string;
let writer: FolderWriter;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'archivesmp-swap-')));
  writer = folderWriter(folder, modesOnly);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type SwapName = 'name' | 'old' | 'fresh';
type Contents = Partial<Record<SwapName, string>>;
const NAMES = swapNames('a.yml', ORDER, false);

function put(contents: Contents): void {
  for (const [name, text] of Object.entries(contents))
    writeFileSync(path.join(folder, NAMES[name as SwapName]), text);
}
function found(): Contents {
  const names = readdirSync(folder).sort();
  expect(names.every((one) => Object.values(NAMES).includes(one))).toBe(true);
  const present = (['name', 'old', 'fresh'] as const).filter((name) =>
    existsSync(path.join(folder, NAMES[name])),
  );
  return Object.fromEntries(
    present.map((name) => [name, readFileSync(path.join(folder, NAMES[name]), 'utf8')]),
  );
}
const file = (before: string | null, after: string | null) => ({
  path: 'plugins/P/a.yml',
  before: before === null ? null : sha256Hex(before),
  after: after === null ? null : sha256Hex(after),
});
const THEIRS = { code: 'changed_meanwhile', path: 'plugins/P/a.yml' };

describe('a new content beside a file', () => {
  it('takes the place of what an earlier try left, and is not written where the file has it already', async () => {
    const stage = () => stageFresh(writer, NAMES, file('old', 'new'), async () => pieces('new'));
    put({ name: 'old', fresh: 'half' });
    await stage();
    expect(found()).toEqual({ name: 'old', fresh: 'new' });
    put({ name: 'new', fresh: 'half' });
    await stage();
    expect(found()).toEqual({ name: 'new' });
  });

  it('has its name on the disk', async () => {
    put({ name: 'old' });
    const syncs = await noteSyncs(found, () =>
      stageFresh(writer, NAMES, file('old', 'new'), async () => pieces('new')),
    );
    expect(syncs.at(-1)).toEqual({ path: folder, seen: { name: 'old', fresh: 'new' } });
  });
});

describe('bringing a file from one content to the other', () => {
  it.each<[string, string | null, string | null, Contents, Contents]>([
    ['replaces it', 'old', 'new', { name: 'old', fresh: 'new' }, { name: 'new', old: 'old' }],
    ['makes it', null, 'new', { fresh: 'new' }, { name: 'new' }],
    ['takes it away', 'old', null, { name: 'old' }, { old: 'old' }],
    ['is done already', 'old', 'new', { name: 'new', old: 'old' }, { name: 'new', old: 'old' }],
    [
      'drops what is left',
      'old',
      'new',
      { name: 'old', old: 'x', fresh: 'new' },
      { name: 'new', old: 'old' },
    ],
  ])('%s', async (_what, before, after, there, then) => {
    put(there);
    const syncs = await noteSyncs(found, () => swapIn(writer, NAMES, file(before, after)));
    expect(found()).toEqual(then);
    if (JSON.stringify(there) !== JSON.stringify(then))
      expect(syncs.at(-1)).toEqual({ path: folder, seen: then });
  });

  it('goes on where a file manager was cut off between its two renames', async () => {
    const manager: FolderWriter = {
      ...writer,
      setAside: (name, old) => writer.renameFile(name, old),
      exchangeFile: (fresh, name) =>
        fresh === undefined ? writer.unlinkFile(name) : writer.renameFile(fresh, name),
    };
    put({ old: 'old', fresh: 'new' });
    await swapIn(manager, NAMES, file('old', 'new'));
    expect(found()).toEqual({ name: 'new', old: 'old' });
    rmSync(path.join(folder, 'a.yml'));
    await swapIn(manager, NAMES, file('old', null));
    expect(found()).toEqual({ old: 'old' });
    put({ old: 'other', fresh: 'new' });
    await expect(swapIn(manager, NAMES, file('old', 'new'))).rejects.toMatchObject(THEIRS);
    expect(found()).toEqual({ old: 'other', fresh: 'new' });
  });

  it.each<[string, string | null, string | null, Contents, Contents]>([
    ['was changed before', 'old', 'new', { name: 'theirs', fresh: 'new' }, { name: 'theirs', fresh: 'new' }],
    ['was taken away before', 'old', 'new', { fresh: 'new' }, { fresh: 'new' }],
    ['was made before', null, 'new', { name: 'theirs', fresh: 'new' }, { name: 'theirs', fresh: 'new' }],
    [
      'was written to after it was set aside',
      'old',
      'new',
      { name: 'new', old: 'theirs' },
      { name: 'theirs' },
    ],
  ])('leaves theirs where the file %s', async (_what, before, after, there, then) => {
    put(there);
    await expect(swapIn(writer, NAMES, file(before, after))).rejects.toMatchObject(THEIRS);
    expect(found()).toEqual(then);
  });
});

describe('looking at a file once more', () => {
  it('is content with what was written, and with nothing where nothing was to be', async () => {
    put({ name: 'new', old: 'old' });
    await readBack(writer, NAMES, file('old', 'new'));
    expect(found()).toEqual({ name: 'new', old: 'old' });
    rmSync(path.join(folder, 'a.yml'));
    await readBack(writer, NAMES, file('old', null));
  });

  it.each<[string, Contents, Contents, string]>([
    [
      'another content',
      { name: 'theirs', old: 'old' },
      { name: 'theirs', old: 'old' },
      'right after it was written',
    ],
    ['no file', { old: 'old' }, { old: 'old' }, 'right after it was written'],
    [
      'another content aside',
      { name: 'new', old: 'theirs' },
      { name: 'theirs' },
      'while the change was under way',
    ],
  ])('says so where it finds %s', async (_what, there, then, reason) => {
    put(there);
    await expect(readBack(writer, NAMES, file('old', 'new'))).rejects.toMatchObject({
      ...THEIRS,
      reason: expect.stringContaining(reason) as string,
    });
    expect(found()).toEqual(then);
  });
});

describe('cleaning up', () => {
  it.each<Contents>([{}, { old: 'old' }, { fresh: 'new' }, { old: 'old', fresh: 'new' }])(
    'leaves the file alone of %j, and is on the disk',
    async (beside) => {
      put({ name: 'new', ...beside });
      const syncs = await noteSyncs(found, () => cleanUp(writer, NAMES));
      expect(syncs).toEqual([{ path: folder, seen: { name: 'new' } }]);
    },
  );
});

describe('making a file old again', () => {
  it.each<[string, string | null, string | null, Contents, Contents]>([
    ['that was not touched', 'old', 'new', { name: 'old' }, { name: 'old' }],
    ['beside which the new one lies', 'old', 'new', { name: 'old', fresh: 'new' }, { name: 'old' }],
    ['by its second name', 'old', 'new', { name: 'new', old: 'old' }, { name: 'old' }],
    ['without a second name', 'old', 'new', { name: 'new' }, { name: 'old' }],
    ['whose second name was written to', 'old', 'new', { name: 'new', old: 'x' }, { name: 'old' }],
    ['that is nowhere but aside', 'old', 'new', { old: 'old', fresh: 'new' }, { name: 'old' }],
    [
      'that a person or another program changed',
      'old',
      'new',
      { name: 'theirs', old: 'old' },
      { name: 'theirs' },
    ],
    ['that another program took away', 'old', 'new', {}, {}],
    ['that the order made', null, 'new', { name: 'new' }, {}],
    ['that another program made', null, 'new', { name: 'theirs', fresh: 'new' }, { name: 'theirs' }],
    ['that the order took away', 'old', null, { old: 'old' }, { name: 'old' }],
    ['that the order took away for good', 'old', null, {}, { name: 'old' }],
  ])('%s', async (_what, before, after, there, then) => {
    put(there);
    const syncs = await noteSyncs(found, () =>
      putBack(writer, NAMES, file(before, after), async () => pieces('old')),
    );
    expect(found()).toEqual(then);
    if (JSON.stringify(there) === JSON.stringify(then)) expect(syncs).toEqual([]);
    else expect(syncs.at(-1)).toEqual({ path: folder, seen: then });
  });
});
