import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApplyOrder, OrderedFile } from './apply-order.js';
import { contentHash } from './content-hash.js';
import type { FolderWriter } from './folder-writer.js';
import { OrderApplier, type ApplySources } from './order-applier.js';
import { jailedFolders } from './target-folders.js';

let root: string;
let server: string;
let state: string;

beforeEach(() => {
  // Memory instead of a disk: the test makes some thousand fsync calls.
  root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'apply-'));
  server = path.join(root, 'SMP101', 'Minecraft');
  state = path.join(root, 'state');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sha = (text: string): string => contentHash(Buffer.from(text))!;

/** Twelve files: eight replaced, two created (one in a folder that is not there yet), two deleted. */
const OLD = new Map<string, string>();
const NEW = new Map<string, string>();
for (let i = 0; i < 8; i++) {
  OLD.set(`plugins/P${i}/config.yml`, `value: old ${i}\n`);
  NEW.set(`plugins/P${i}/config.yml`, `value: new ${i}\n`);
}
NEW.set('plugins/P0/extra.yml', 'created: true\n');
NEW.set('plugins/New/lang/en.yml', 'hello: hi\n');
OLD.set('plugins/P1/obsolete.yml', 'gone: soon\n');
OLD.set('server.properties', 'motd=old\n');

function writeOld(): void {
  rmSync(server, { recursive: true, force: true });
  for (const [file, text] of OLD) {
    mkdirSync(path.dirname(path.join(server, file)), { recursive: true });
    writeFileSync(path.join(server, file), text);
  }
  writeFileSync(path.join(server, 'plugins/untouched.txt'), 'not part of it\n');
}

function order(overrides: Partial<ApplyOrder> = {}): ApplyOrder {
  const paths = [...new Set([...OLD.keys(), ...NEW.keys()])];
  const hash = (text: string | undefined): string | null => (text === undefined ? null : sha(text));
  const files: OrderedFile[] = paths.map((file) => ({
    path: file,
    before: hash(OLD.get(file)),
    after: hash(NEW.get(file)),
  }));
  return {
    operationId: '11111111-0000-4000-8000-000000000001',
    instanceId: 'i1',
    fence: 1,
    files,
    ...overrides,
  };
}

const backups = new Map<string, Uint8Array>();
const sources: ApplySources = {
  content: (wanted) => {
    for (const text of NEW.values()) if (sha(text) === wanted) return Promise.resolve(Buffer.from(text));
    return Promise.reject(new Error('no such content'));
  },
  backUp: (hash, bytes) => Promise.resolve(void backups.set(hash, bytes)),
};

/** Every file below the server folder with its content. */
function tree(): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(server, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    files.set(path.relative(server, full), readFileSync(full, 'utf8'));
  }
  files.delete('plugins/untouched.txt');
  return files;
}
const isOld = (): boolean => sameMap(tree(), OLD);
const isNew = (): boolean => sameMap(tree(), NEW);
const sameMap = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

class Kill extends Error {
  readonly kill = true;
}

/** Counts the steps inside the instance and lets the given one end badly: before it, after it, or half way through a write. */
function misbehaving(
  at: number,
  how: 'before' | 'after' | 'half',
  error: () => Error,
  count: { steps: number },
): (writer: FolderWriter) => FolderWriter {
  return (writer) => {
    const step =
      <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const mine = ++count.steps;
        if (mine === at && how === 'before') throw error();
        const result = await run(...args);
        if (mine === at) throw error();
        return result;
      };
    return {
      create: async (name, bytes, like) => {
        if (++count.steps === at) {
          if (how !== 'before')
            await writer.create(name, how === 'half' ? bytes.subarray(0, bytes.length >> 1) : bytes, like);
          throw error();
        }
        await writer.create(name, bytes, like);
      },
      link: step((from, to) => writer.link(from, to)),
      rename: step((from, to) => writer.rename(from, to)),
      unlink: step((name) => writer.unlink(name)),
      makeFolder: step((name, like) => writer.makeFolder(name, like)),
      sync: step(() => writer.sync()),
      read: (name) => writer.read(name),
      likeness: (name) => writer.likeness(name),
    };
  };
}

async function stepsOfARun(): Promise<number> {
  const count = { steps: 0 };
  writeOld();
  await new OrderApplier(
    path.join(root, 'count'),
    jailedFolders(misbehaving(-1, 'before', () => new Kill(), count)),
  ).apply(server, order(), sources);
  return count.steps;
}

describe('applying an order', () => {
  it('makes every file new, keeps owner and mode, leaves nothing beside them', async () => {
    writeOld();
    chmodSync(path.join(server, 'plugins/P3/config.yml'), 0o604);
    expect(await new OrderApplier(state, jailedFolders()).apply(server, order(), sources)).toEqual({
      state: 'applied',
    });
    expect(isNew()).toBe(true);
    expect(statSync(path.join(server, 'plugins/P3/config.yml')).mode & 0o777).toBe(0o604);
    expect(existsSync(path.join(state, 'apply', order().operationId))).toBe(false);
  });

  it('killed at any step, is wholly old or wholly new after the next start, with a backup of every replaced file', async () => {
    const steps = await stepsOfARun();
    expect(steps).toBeGreaterThan(40);
    for (let at = 1; at <= steps; at++)
      for (const how of ['before', 'after', 'half'] as const) {
        writeOld();
        backups.clear();
        const own = path.join(root, `state-${at}-${how}`);
        const killed = new OrderApplier(
          own,
          jailedFolders(misbehaving(at, how, () => new Kill(), { steps: 0 })),
        );
        await expect(killed.apply(server, order(), sources)).rejects.toThrow(Kill);
        const next = new OrderApplier(own, jailedFolders());
        await next.recover();
        expect(isNew() || isOld(), `step ${at} ${how}`).toBe(true);
        for (const text of OLD.values()) expect(backups.has(sha(text))).toBe(true);
        // The queue delivers the job again: one effect, the same answer.
        expect(await next.apply(server, order(), sources)).toEqual({ state: 'applied' });
        expect(isNew()).toBe(true);
      }
  });

  it('with a full disk at any step puts everything back and says so', async () => {
    const steps = await stepsOfARun();
    for (let at = 1; at <= steps; at++) {
      writeOld();
      const full = (): Error => Object.assign(new Error('no space'), { code: 'ENOSPC' });
      const applier = new OrderApplier(
        path.join(root, `full-${at}`),
        jailedFolders(misbehaving(at, 'half', full, { steps: 0 })),
      );
      const outcome = await applier.apply(server, order(), sources);
      expect(outcome, `step ${at}`).toMatchObject({ state: 'undone', code: 'disk' });
      expect(isOld(), `step ${at}`).toBe(true);
    }
  });

  it('refuses when one file moved, and touches nothing', async () => {
    writeOld();
    writeFileSync(path.join(server, 'plugins/P7/config.yml'), 'value: edited by hand\n');
    const outcome = await new OrderApplier(state, jailedFolders()).apply(server, order(), sources);
    expect(outcome).toMatchObject({ state: 'refused', code: 'base_moved', path: 'plugins/P7/config.yml' });
    expect(tree().get('plugins/P0/config.yml')).toBe('value: old 0\n');
  });

  it('keeps what somebody writes between the check and the rename, and undoes the rest', async () => {
    writeOld();
    const racing = jailedFolders((writer) => ({
      ...writer,
      rename: async (from, to) => {
        if (to === 'config.yml' && from.endsWith('-new') && !existsSync(path.join(root, 'raced'))) {
          writeFileSync(path.join(root, 'raced'), '');
          writeFileSync(path.join(server, 'plugins/P0/config.yml'), 'value: from the plugin\n');
        }
        await writer.rename(from, to);
      },
    }));
    const outcome = await new OrderApplier(state, racing).apply(server, order(), sources);
    expect(outcome).toMatchObject({
      state: 'undone',
      code: 'changed_meanwhile',
      path: 'plugins/P0/config.yml',
    });
    expect(sameMap(tree(), new Map([...OLD, ['plugins/P0/config.yml', 'value: from the plugin\n']]))).toBe(
      true,
    );
  });

  it('refuses an older fence', async () => {
    writeOld();
    const applier = new OrderApplier(state, jailedFolders());
    await applier.apply(
      server,
      order({ operationId: '22222222-0000-4000-8000-000000000002', fence: 5, files: [] }),
      sources,
    );
    expect(await applier.apply(server, order({ fence: 4 }), sources)).toMatchObject({
      state: 'refused',
      code: 'stale_fence',
    });
    expect(isOld()).toBe(true);
  });

  it.each([
    '../outside.txt',
    '/etc/passwd',
    'plugins/../../outside.txt',
    'plugins//x',
    'plugins/link/x.yml',
    'plugins/P0/config.yml/x',
  ])('refuses the path %s and writes nothing outside', async (file) => {
    writeOld();
    const outside = path.join(root, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, path.join(server, 'plugins/link'));
    const outcome = await new OrderApplier(state, jailedFolders()).apply(
      server,
      order({ files: [{ path: file, before: null, after: sha('hello: hi\n') }] }),
      sources,
    );
    expect(outcome).toMatchObject({ state: 'refused', code: 'outside_instance' });
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync(path.join(root, 'outside.txt'))).toBe(false);
    expect(isOld()).toBe(true);
  });

  it('does not write through a target that is a link', async () => {
    writeOld();
    const victim = path.join(root, 'victim.yml');
    writeFileSync(victim, 'value: old 0\n');
    rmSync(path.join(server, 'plugins/P0/config.yml'));
    symlinkSync(victim, path.join(server, 'plugins/P0/config.yml'));
    const outcome = await new OrderApplier(state, jailedFolders()).apply(server, order(), sources);
    expect(outcome.state).toBe('refused');
    expect(readFileSync(victim, 'utf8')).toBe('value: old 0\n');
  });

  it('starts nothing without a verified backup, and may be tried again', async () => {
    writeOld();
    const applier = new OrderApplier(state, jailedFolders());
    const failing: ApplySources = {
      ...sources,
      backUp: () => Promise.reject(new Error('storage answered 503')),
    };
    expect(await applier.apply(server, order(), failing)).toMatchObject({
      state: 'refused',
      code: 'backup_failed',
    });
    expect(isOld()).toBe(true);
    expect(await applier.apply(server, order(), sources)).toEqual({ state: 'applied' });
  });

  it('refuses content that is not what the plan names', async () => {
    writeOld();
    const wrong: ApplySources = { ...sources, content: () => Promise.resolve(Buffer.from('something else')) };
    expect(await new OrderApplier(state, jailedFolders()).apply(server, order(), wrong)).toMatchObject({
      state: 'refused',
      code: 'content_unavailable',
    });
    expect(isOld()).toBe(true);
  });
});
