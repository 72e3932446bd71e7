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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteSyncs, ORDER_ID, pieces, twelveFiles } from '../testing/index.js';
import { ApplyJournal } from './apply-journal.js';

let state: string;
beforeEach(() => {
  state = realpathSync(mkdtempSync(path.join(tmpdir(), 'archivesmp-journal-')));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const begun = () => ApplyJournal.beginJournal(state, '/srv/SMP101', twelveFiles());
const pending = async () => (await ApplyJournal.listPendingJournals(state)).map(({ order }) => order.orderId);
const journalFolder = () => path.join(state, 'apply', ORDER_ID);
const journalFiles = (): string[] => (existsSync(journalFolder()) ? readdirSync(journalFolder()).sort() : []);

describe('a journal', () => {
  it('is gone for a late reader, and fails no caller that asked and does not read', async () => {
    const journal = await begun();
    const sha256 = await journal.stageContent(pieces('kept'));
    const [late, never] = [journal.readStaged(sha256), journal.readStaged(sha256)];
    expect(never).toBeDefined();
    await journal.endJournal();
    await expect(late.next()).rejects.toThrow('ENOENT');
    // An unhandled error is reported by the process after the file system has answered
    await expect(journal.sizeOfStaged(sha256)).rejects.toThrow('ENOENT');
  });

  it('counts from its commit to its end', async () => {
    expect(await pending()).toEqual([]);
    const journal = await begun();
    expect(await pending()).toEqual([]);
    await journal.commitJournal(['plugins/New']);
    const [found] = await ApplyJournal.listPendingJournals(state);
    expect([found!.folder, found!.order, found!.madeFolders]).toEqual([
      '/srv/SMP101',
      twelveFiles(),
      ['plugins/New'],
    ]);
    expect(journal.madeFolders).toEqual(['plugins/New']);
    await journal.endJournal();
    expect(await pending()).toEqual([]);
    expect(existsSync(journalFolder())).toBe(false);
  });

  it('keeps each content under its own hash, and begins with none', async () => {
    const journal = await begun();
    expect(await journal.stageContent(pieces('new content'))).toBe(sha256Hex('new content'));
    expect(await journal.sizeOfStaged(sha256Hex('new content'))).toBe(11);
    const read: Buffer[] = [];
    for await (const piece of journal.readStaged(sha256Hex('new content'))) read.push(Buffer.from(piece));
    expect(Buffer.concat(read).toString()).toBe('new content');
    expect(journalFiles()).toContain(sha256Hex('new content'));
    await begun();
    expect(journalFiles()).toEqual(['instance']);
  });

  it('gives no content that is not what it was', async () => {
    const journal = await begun();
    const hash = await journal.stageContent(pieces('new content'));
    await expect(journal.openVerified(hash)).resolves.toBeDefined();
    writeFileSync(path.join(journalFolder(), hash), 'new c0ntent');
    await expect(journal.openVerified(hash)).rejects.toMatchObject({
      code: 'disk',
      reason: `the journal of ${ORDER_ID} is damaged`,
    });
  });

  it('is swept away where it never counted, and only there', async () => {
    await begun();
    const other = { ...twelveFiles(), orderId: '11111111-0000-4000-8000-000000000009' };
    await (await ApplyJournal.beginJournal(state, '/srv/SMP101', other)).commitJournal([]);
    await ApplyJournal.sweepJournals(state);
    expect(readdirSync(path.join(state, 'apply'))).toEqual([other.orderId]);
    await ApplyJournal.sweepJournals(path.join(state, 'none'));
  });

  it('is on the disk with all it holds before it counts, and gone from it before its contents go', async () => {
    const journal = await begun();
    const journalKinds = (): string[] =>
      journalFiles().map((name) => (name.endsWith('.next') ? 'next' : name));
    const staged = await noteSyncs(journalKinds, () => journal.stageContent(pieces('new content')));
    expect(staged).toEqual([
      { path: path.join(journalFolder(), 'incoming'), seen: ['incoming', 'instance'] },
    ]);
    const held = [sha256Hex('new content'), 'instance'];
    const commit = await noteSyncs(journalKinds, () => journal.commitJournal([]));
    expect(commit).toEqual([
      { path: journalFolder(), seen: held },
      { path: expect.stringContaining('journal.json.') as string, seen: [...held, 'next'] },
      { path: journalFolder(), seen: [...held, 'journal.json'] },
      { path: path.join(state, 'apply'), seen: [...held, 'journal.json'] },
    ]);
    expect(JSON.parse(readFileSync(path.join(journalFolder(), 'journal.json'), 'utf8'))).toMatchObject({
      madeFolders: [],
    });
    expect(await noteSyncs(journalKinds, () => journal.endJournal())).toEqual([
      { path: journalFolder(), seen: held },
    ]);
  });
});
