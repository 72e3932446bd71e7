import { describe, expect, it } from 'vitest';
import { InstanceFiles, type FileSource } from './list-files.js';
import type { FileStat, WalkedFolder } from './walk.js';

const SELECT = { extensions: ['yml'], maxBytes: 100, unmanaged: [] };
const LONG_AGO = new Date('2026-01-02T03:04:05.678Z');
type Instance = { readonly instanceId: string };
const A: Instance = { instanceId: 'a' };
const B: Instance = { instanceId: 'b' };

const statOf = (more: Partial<FileStat> = {}): FileStat => ({
  size: 5n,
  mtimeNs: BigInt(LONG_AGO.getTime()) * 1_000_000n,
  ctimeNs: BigInt(LONG_AGO.getTime()) * 1_000_000n,
  ino: 1n,
  nlink: 1n,
  mtime: LONG_AGO,
  isFile: () => true,
  ...more,
});

/** Files of a server folder that are nowhere on a disk; `reads` notes whose contents were asked for. */
function filesOf(stats: Record<string, FileStat>, more: Partial<FileSource<Instance>> = {}) {
  const reads: string[] = [];
  const inner = (names: Record<string, FileStat>): WalkedFolder => ({
    listEntries: async () => Object.keys(names).map((name) => ({ name, kind: 'file' as const })),
    openFolder: async () => inner({}),
    statEntry: async (name) => names[name]!,
    close: async () => undefined,
  });
  const root: WalkedFolder = {
    ...inner(stats),
    listEntries: async () => [
      ...Object.keys(stats).map((name) => ({ name, kind: 'file' as const })),
      { name: 'plugins', kind: 'folder' as const },
    ],
    openFolder: async () => inner({ 'A.jar': statOf({ size: 7n }) }),
  };
  const source: FileSource<Instance> = {
    openRoot: async () => root,
    readFile: async (instance, path) => {
      reads.push(`${instance.instanceId} ${path}`);
      return { bytes: Buffer.from('a: 1\n'), sha256: 'its hash', stamp: stats[path]! };
    },
    stampFile: async (_, path) => stats[path]!,
    startedAt: async () => undefined,
    readTail: async () => {
      throw Object.assign(new Error(), { code: 'EACCES' });
    },
    ...more,
  };
  let waits = 0;
  const files = new InstanceFiles(source, undefined, async () => void (waits += 1));
  return { files, reads, waits: () => waits };
}

describe('a listing, wherever the files come from', () => {
  it('has size, time and hash of each file, and of a JAR size and time', async () => {
    const { files } = filesOf({ 'a.yml': statOf() });
    expect(await files.listFiles(A, SELECT)).toEqual({
      files: [
        {
          ...{ path: 'a.yml', size: 5, modifiedAt: '2026-01-02T03:04:05.678Z' },
          ...{ state: 'readable', sha256: 'its hash' },
        },
      ],
      jars: [{ path: 'plugins/A.jar', size: 7, modifiedAt: '2026-01-02T03:04:05.678Z' }],
      pluginFolders: [],
    });
  });

  it('tells mode and owner where all three are known, also of a file that it does not read again', async () => {
    const like = { mode: 0o100640n, uid: 1n, gid: 0n };
    const { files } = filesOf({ 'a.yml': statOf(like) });
    for (let again = 0; again < 2; again++)
      expect((await files.listFiles(A, SELECT)).files[0]).toMatchObject({
        like: { mode: 0o640, uid: 1, gid: 0 },
      });
    for (const missing of ['mode', 'uid', 'gid'] as const) {
      const { [missing]: _, ...known } = like;
      const [file] = (await filesOf({ 'a.yml': statOf(known) }).files.listFiles(A, SELECT)).files;
      expect(file, missing).not.toHaveProperty('like');
    }
  });

  it('reads what is as large as it may be, and nothing that is larger', async () => {
    const { files, reads } = filesOf({ 'a.yml': statOf({ size: 100n }), 'b.yml': statOf({ size: 101n }) });
    const [fits, large] = (await files.listFiles(A, SELECT)).files;
    expect(fits).toMatchObject({ state: 'readable' });
    expect(large).toMatchObject({
      state: 'too_large',
      size: 101,
      reason: expect.stringContaining('101 bytes'),
    });
    expect(reads).toEqual(['a a.yml']);
  });

  it('opens nothing again that has not changed, until the instance is forgotten', async () => {
    const { files, reads, waits } = filesOf({ 'a.yml': statOf() });
    for (const instance of [A, B, A, B]) await files.listFiles(instance, SELECT);
    expect(reads).toEqual(['a a.yml', 'b a.yml']);
    files.forgetAllBut(new Set(['b']));
    for (const instance of [A, B]) await files.listFiles(instance, SELECT);
    expect(reads).toEqual(['a a.yml', 'b a.yml', 'a a.yml']);
    expect(waits()).toBe(0);
  });

  it('of one plugin forgets nothing of the others', async () => {
    const { files, reads } = filesOf({ 'a.yml': statOf() });
    await files.listFiles(A, SELECT);
    await files.listFiles(A, SELECT, 'P');
    await files.listFiles(A, SELECT);
    expect(reads).toEqual(['a a.yml']);
  });

  it('says of each file that cannot be read why, and is as good for the others', async () => {
    const { files } = filesOf(
      { 'a.yml': statOf() },
      {
        readFile: async () => {
          throw Object.assign(new Error(), { code: 'EACCES' });
        },
      },
    );
    expect((await files.listFiles(A, SELECT)).files).toMatchObject([
      { path: 'a.yml', size: 5, state: 'permission_denied', reason: expect.any(String) as string },
    ]);
  });

  it('does not depend on knowing when the server was started', async () => {
    const startedAt = async (): Promise<never> => {
      throw Object.assign(new Error(), { code: 'ENOENT' });
    };
    const { files } = filesOf({ 'a.yml': statOf() }, { startedAt });
    expect((await files.listFiles(A, SELECT)).files).toMatchObject([{ state: 'readable' }]);
  });

  it('and a content are refused in the words of a refusal', async () => {
    const fails = async (): Promise<never> => {
      throw Object.assign(new Error(), { code: 'EIO' });
    };
    const { files } = filesOf({}, { openRoot: fails, readFile: fails });
    for (const asked of [files.listFiles(A, SELECT), files.readBlob(A, 'a.yml', 9)])
      await expect(asked).rejects.toMatchObject({
        state: 'unreadable',
        reason: 'the disk reports an input/output error',
      });
    await expect(files.readTail(A, 'a.log', 9)).rejects.toMatchObject({ state: 'permission_denied' });
  });
});
