import { sha256Hex } from '@archivesmp/digests';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { Problem } from '@archivesmp/contracts/problem';
import type { FileChange } from '@archivesmp/change-plan';
import type { FileNow } from '@archivesmp/hub-wiring';
import { describe, expect, it } from 'vitest';
import { fitChange, type FileGoal } from './fit-change.js';

/** Contents by their text: what is named anywhere is stored. */
function store(...texts: string[]) {
  const stored = new Map<string, Buffer>(texts.map((text) => [sha256Hex(text), Buffer.from(text)]));
  return {
    stored,
    readContent: async (hash: string): Promise<Buffer> => {
      const bytes = stored.get(hash);
      if (bytes === undefined) throw new Problem('resource.not-found', 'no such content');
      return bytes;
    },
    store: async (bytes: Buffer): Promise<void> => void stored.set(sha256Hex(bytes.toString()), bytes),
    written: async () => [],
  };
}

const PLANNED = new Date('2026-11-29T08:00:00Z');

const edit: FileChange = {
  path: 'server.properties',
  plugin: '_server',
  kind: 'config',
  before: null,
  after: null,
  keys: [{ path: ['a'], because: 'baseline' }],
  format: 'properties',
};
const goal = (bases: string[], target: string, change: Partial<FileChange> = {}): FileGoal => ({
  change: { ...edit, ...change },
  bases: bases.map(sha256Hex),
  basesAt: PLANNED,
  target: sha256Hex(target),
  way: 'forward',
});
const present = (text: string): FileNow => ({ state: 'present', sha256: sha256Hex(text) });
const found = (now: FileNow, path = edit.path): ReadonlyMap<string, FileNow> => new Map([[path, now]]);
const line = (before: string | null, after: string | null) => ({
  path: edit.path,
  plugin: edit.plugin,
  before: before && sha256Hex(before),
  after: after && sha256Hex(after),
});

describe('a change that is about to be ordered', () => {
  it('goes from what is found to what is planned, without reading anything where nothing moved', async () => {
    const fit = await fitChange(
      [goal(['a=1\n'], 'a=2\n')],
      found(present('a=1\n')),
      store(),
      () => BY_NAME_AND_SHAPE,
    );
    expect(fit).toEqual({
      state: 'fits',
      files: [line('a=1\n', 'a=2\n')],
      rewritten: [],
      ownSaves: new Set(),
    });
  });

  it('leaves out what is so already', async () => {
    expect(
      await fitChange([goal(['a=1\n'], 'a=2\n')], found(present('a=2\n')), store(), () => BY_NAME_AND_SHAPE),
    ).toEqual({
      state: 'fits',
      files: [],
      rewritten: [],
      ownSaves: new Set(),
    });
    const contents = store('a=1\n', 'a=2\n', '#x\na=2\n');
    expect(
      await fitChange(
        [goal(['a=1\n'], 'a=2\n')],
        found(present('#x\na=2\n')),
        contents,
        () => BY_NAME_AND_SHAPE,
      ),
    ).toMatchObject({
      files: [],
    });
  });

  it('says which of those their own server saved, by the date in them and the time at which they were changed', async () => {
    const saved = (second: string) => `#Mon Nov 30 14:41:${second} UTC 2026\na=2\n`;
    const changedAt = new Date('2026-11-30T14:41:50.700Z');
    const ownSaves = async (text: string, when: { changedAt?: Date }, change: Partial<FileChange> = {}) => {
      const now = { ...present(text), ...when } as FileNow;
      const fit = await fitChange(
        [goal(['a=1\n'], 'a=2\n', change)],
        found(now),
        store('a=1\n', 'a=2\n', text),
        () => BY_NAME_AND_SHAPE,
      );
      return fit.state === 'fits' && fit.files.length === 0 ? [...fit.ownSaves] : fit;
    };
    expect(await ownSaves(saved('50'), { changedAt })).toEqual(['server.properties']);
    expect(await ownSaves(saved('40'), { changedAt })).toEqual([]);
    expect(await ownSaves(saved('50'), {})).toEqual([]);
    expect(await ownSaves('a=2\n', { changedAt })).toEqual([]);
    const yaml = '#Mon Nov 30 14:41:50 UTC 2026\na: 2\n';
    const asYaml = { format: 'yaml', path: 'server.properties' } as const;
    expect(await ownSaves(yaml, { changedAt }, asYaml)).not.toEqual(['server.properties']);
  });

  it('is made again on a rewritten file, and its new content is stored', async () => {
    const contents = store('a=1\nb=1\n', 'a=2\nb=1\n', '#x\nb=1\na=1\n');
    const fit = await fitChange(
      [goal(['a=1\nb=1\n'], 'a=2\nb=1\n')],
      found(present('#x\nb=1\na=1\n')),
      contents,
      () => BY_NAME_AND_SHAPE,
    );
    expect(fit).toEqual({
      state: 'fits',
      files: [line('#x\nb=1\na=1\n', '#x\nb=1\na=2\n')],
      rewritten: ['server.properties'],
      ownSaves: new Set(),
    });
    expect(contents.stored.has(sha256Hex('#x\nb=1\na=2\n'))).toBe(true);
  });

  it('is refused as a whole when one file cannot be changed, and says why of each', async () => {
    const contents = store('a=1\n', 'a=2\n', 'a=3\n');
    const reasonOf = async (now: FileNow | undefined, change: Partial<FileChange> = {}): Promise<string> => {
      const all = now === undefined ? new Map<string, FileNow>() : found(now);
      const fit = await fitChange([goal(['a=1\n'], 'a=2\n', change)], all, contents, () => BY_NAME_AND_SHAPE);
      return fit.state === 'refused' ? fit.reason : fit.state;
    };
    expect(await reasonOf(present('a=3\n'))).toBe(
      'a person or another program changed a in server.properties (from "1" to "3")',
    );
    expect(await reasonOf({ state: 'absent' })).toContain('was deleted');
    expect(await reasonOf({ state: 'unreadable', reason: 'no permission' })).toContain('no permission');
    expect(await reasonOf({ state: 'too-large', sha256: sha256Hex('huge') })).toContain(
      'too large to compare',
    );
    expect(await reasonOf(undefined)).toContain('did not say');
    expect(await reasonOf(present('other'), { kind: 'jar' })).toContain('another JAR');
    expect(await reasonOf(present('a=1\n'), { kind: 'jar' })).toBe('fits');
  });

  it('is refused with the deployment that changed the key since the plan was made, where our record knows it', async () => {
    const asked: unknown[] = [];
    const written = async (...change: unknown[]) => {
      asked.push(change);
      return [{ deploymentId: 'd7', before: Buffer.from('a=1\n'), after: Buffer.from('a=3\n') }];
    };
    const contents = { ...store('a=1\n', 'a=2\n', '#saved\na=3\n', 'a=4\n'), written };
    const reasonOf = (text: string) =>
      fitChange([goal(['a=1\n'], 'a=2\n')], found(present(text)), contents, () => BY_NAME_AND_SHAPE);
    expect(await reasonOf('#saved\na=3\n')).toEqual({
      state: 'refused',
      reason: 'deployment d7 changed a in server.properties (from "1" to "3")',
    });
    expect(await reasonOf('a=4\n')).toMatchObject({
      reason: expect.stringMatching(/^a person or another program changed a /),
    });
    expect(asked).toContainEqual(['server.properties', PLANNED]);
  });

  it('never shows a secret that somebody changed', async () => {
    const contents = store('rcon.password=one\n', 'rcon.password=two\n', 'rcon.password=hunter2\n');
    const change = { keys: [{ path: ['rcon.password'], because: 'baseline' }] };
    const goals = [goal(['rcon.password=one\n'], 'rcon.password=two\n', change)];
    const fit = await fitChange(
      goals,
      found(present('rcon.password=hunter2\n')),
      contents,
      () => BY_NAME_AND_SHAPE,
    );
    expect(JSON.stringify(fit)).toContain('rcon.password');
    expect(JSON.stringify(fit)).not.toMatch(/hunter2|one|two/);
  });
});
