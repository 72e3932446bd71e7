import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sha256Hex, sha256OfStream } from '@archivesmp/digests';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFolders, OrderApplier } from '../src/index.js';
import { modesOnly, misbehaving, noSpace } from '../src/testing/index.js';
import {
  INSTANCE_ID,
  isNew,
  isOld,
  NEW,
  OLD,
  ORDER_ID,
  pieces,
  sources,
  twelveFiles,
  writeOld,
} from '../src/testing/index.js';

/** The disk without a program for each file that is replaced. */
const quickFolders = (around?: Parameters<typeof localFolders>[0]): ReturnType<typeof localFolders> =>
  localFolders(around, modesOnly);

let root: string;
let server: string;
let state: string;

beforeEach(() => {
  // Memory instead of a disk: the test makes some thousand fsync calls.
  root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'apply-'));
  server = path.join(root, 'SMP101', 'Minecraft');
  state = path.join(root, 'state');
  writeOld(server);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A folder that keeps access lists and attributes; undefined without one, or the programs to see them (Debian: acl, attr). */
const ATTRIBUTED = ['/dev/shm', tmpdir(), import.meta.dirname].find((candidate) => {
  if (!existsSync(candidate)) return false;
  const folder = mkdtempSync(path.join(candidate, 'attributes-'));
  const commands = [
    ['setfacl', '-m', 'u:12345:r', folder],
    ['setfattr', '-n', 'user.x', '-v', '1', folder],
    ['getfacl', folder],
    ['getfattr', folder],
  ].every(([program, ...args]) => spawnSync(program!, args).status === 0);
  rmSync(folder, { recursive: true });
  return commands;
});

/** Mode, owner, access list and attributes of a file. */
const likenessOf = (file: string): string => {
  const outputOf = (program: string, ...args: string[]): string =>
    execFileSync(program, [...args, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return `${outputOf('stat', '-c', '%a %u:%g')}${outputOf('getfacl', '-pn')}${outputOf('getfattr', '-d')}`;
};

const oldContent = (hash: string): string => [...OLD.values()].find((text) => sha256Hex(text) === hash)!;

const ANOTHER = '33333333-0000-4000-8000-000000000003';

/** The steps of an undisturbed run: how many, and which of them write a file. */
async function stepsOfARun(): Promise<{ steps: number; creates: number[] }> {
  const count = { steps: 0, creates: [] as number[] };
  writeOld(server);
  const folders = quickFolders(misbehaving(-1, 'before', noSpace, count));
  await new OrderApplier(path.join(root, 'count'), folders).apply(server, twelveFiles(), sources());
  return count;
}

// A kill and a start at each of its steps takes as long as the machine is busy
describe('applying an order', { timeout: 180_000 }, () => {
  it('takes names that are not UTF-8, and tells apart what is alike but for its letters', async () => {
    const folder = Buffer.from(`${server}/plugins/P0/`);
    const latin = Buffer.concat([folder, Buffer.from([0xe9]), Buffer.from('.yml')]);
    writeFileSync(latin, 'old latin\n');
    writeFileSync(path.join(server, 'plugins/P0/ä.yml'), 'old ä\n');
    const contents = new Map(['new latin\n', 'new ä\n', 'new ö\n'].map((text) => [sha256Hex(text), text]));
    const files = [
      { path: 'plugins/P0/%xE9.yml', before: sha256Hex('old latin\n'), after: sha256Hex('new latin\n') },
      { path: 'plugins/P0/ä.yml', before: sha256Hex('old ä\n'), after: sha256Hex('new ä\n') },
      { path: 'plugins/P0/ö.yml', before: null, after: sha256Hex('new ö\n') },
    ];
    const applier = new OrderApplier(state, quickFolders());
    const old = new Map<string, string>();
    const from = { ...sources(old), openContent: async (hash: string) => pieces(contents.get(hash)!) };
    expect(await applier.apply(server, twelveFiles({ files }), from)).toEqual({ state: 'applied' });
    expect(readFileSync(latin, 'utf8')).toBe('new latin\n');
    expect(readFileSync(path.join(server, 'plugins/P0/ä.yml'), 'utf8')).toBe('new ä\n');
    expect(readFileSync(path.join(server, 'plugins/P0/ö.yml'), 'utf8')).toBe('new ö\n');
    expect(old.get(sha256Hex('old latin\n'))).toBe('old latin\n');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('makes every file new, keeps owner and mode, leaves nothing beside them', async () => {
    chmodSync(path.join(server, 'plugins/P3/config.yml'), 0o604);
    chownSync(path.join(server, 'plugins/P3/config.yml'), process.getuid!(), process.getgid!());
    const applier = new OrderApplier(state, quickFolders());
    expect(await applier.apply(server, twelveFiles(), sources())).toEqual({ state: 'applied' });
    expect(isNew(server)).toBe(true);
    expect(statSync(path.join(server, 'plugins/P3/config.yml')).mode & 0o777).toBe(0o604);
    expect(readdirSync(path.join(state, 'apply'))).toEqual([]);
    expect(await applier.ended.listUndelivered()).toMatchObject([
      { orderId: ORDER_ID, instanceId: INSTANCE_ID, fence: 1, outcome: { state: 'applied' } },
    ]);
  });

  it.runIf(ATTRIBUTED)(
    'keeps access lists and attributes, forward and back, and gives no access that was not there before',
    async () => {
      rmSync(root, { recursive: true });
      root = mkdtempSync(path.join(ATTRIBUTED!, 'apply-'));
      [server, state] = [path.join(root, 'SMP101', 'Minecraft'), path.join(root, 'state')];
      writeOld(server);
      const file = path.join(server, 'plugins/P3/config.yml');
      chmodSync(file, 0o640);
      execFileSync('setfacl', ['-m', 'u:12345:rw', file]);
      execFileSync('setfattr', ['-n', 'user.note', '-v', 'by hand', file]);
      const before = likenessOf(file);
      expect(before).toMatch(/group::r--[^]*user.note="by hand"/);
      const applier = new OrderApplier(state, localFolders());
      expect(await applier.apply(server, twelveFiles(), sources())).toEqual({ state: 'applied' });
      expect(isNew(server)).toBe(true);
      expect(likenessOf(file)).toBe(before);
      const files = twelveFiles().files.map((one) => ({ ...one, before: one.after, after: one.before }));
      const back = { ...sources(), openContent: async (hash: string) => pieces(oldContent(hash)) };
      const undo = twelveFiles({ orderId: ANOTHER, fence: 2, files });
      expect(await applier.apply(server, undo, back)).toEqual({ state: 'applied' });
      expect(likenessOf(file)).toBe(before);
    },
  );

  it('gives a file that comes back the mode and owner that the order names', async () => {
    const mine = { uid: process.getuid!(), gid: process.getgid!() };
    const [fresh, there] = ['plugins/P0/extra.yml', 'plugins/P1/config.yml'];
    chmodSync(path.join(server, there), 0o600);
    const files = twelveFiles().files.map((one) =>
      one.path === fresh || one.path === there ? { ...one, like: { mode: 0o4764, ...mine } } : one,
    );
    await new OrderApplier(state, quickFolders()).apply(server, twelveFiles({ files }), sources());
    expect(isNew(server)).toBe(true);
    for (const file of [fresh, there])
      expect(statSync(path.join(server, file)), file).toMatchObject({ mode: 0o100764, ...mine });
  });

  it('gives new files the mode that is usual beside them, and never makes them writable by all', async () => {
    chmodSync(path.join(server, 'plugins/P0'), 0o777);
    const [config, other] = ['config.yml', 'other.yml'].map((name) => path.join(server, 'plugins/P0', name));
    writeFileSync(other!, 'a: 1\n');
    writeFileSync(path.join(server, 'plugins/P0/run.sh'), '');
    chmodSync(path.join(server, 'plugins/P0/run.sh'), 0o755);
    for (const file of [config, other]) chmodSync(file!, 0o666);
    await new OrderApplier(state, quickFolders()).apply(server, twelveFiles(), sources());
    expect(statSync(path.join(server, 'plugins/P0/extra.yml')).mode & 0o7777).toBe(0o664);
    expect(statSync(config!).mode & 0o7777).toBe(0o666);
  });

  it.each([
    [0o755, 0o644],
    [0o775, 0o644],
    [0o777, 0o644],
    [0o700, 0o600],
    [0o2770, 0o660],
  ])('gives a new file without neighbours in a folder of mode %o the mode %o', async (folder, mode) => {
    rmSync(path.join(server, 'plugins/P0/config.yml'));
    chmodSync(path.join(server, 'plugins/P0'), folder);
    const files = [
      { path: 'plugins/P0/extra.yml', before: null, after: sha256Hex(NEW.get('plugins/P0/extra.yml')!) },
    ];
    await new OrderApplier(state, quickFolders()).apply(server, twelveFiles({ files }), sources());
    expect(statSync(path.join(server, 'plugins/P0/extra.yml')).mode & 0o7777).toBe(mode);
  });

  it('puts nothing in place when a likeness cannot be kept, and says why and what to do', async () => {
    const searched = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      const outcome = await new OrderApplier(state, localFolders()).apply(server, twelveFiles(), sources());
      expect(outcome).toMatchObject({ state: 'undone', code: 'likeness', path: expect.any(String) });
      expect((outcome as { reason: string }).reason).toMatch(
        /cp of the GNU coreutils is missing.*run the agent as/,
      );
      expect(isOld(server)).toBe(true);
    } finally {
      process.env.PATH = searched;
    }
  });

  it('gives new files to whom the folder belongs', async () => {
    if (process.getuid!() !== 0) return;
    chownSync(path.join(server, 'plugins/P0'), 12_345, 12_346);
    chownSync(path.join(server, 'plugins'), 12_345, 12_346);
    await new OrderApplier(state, quickFolders()).apply(server, twelveFiles(), sources());
    for (const made of ['plugins/P0/extra.yml', 'plugins/New', 'plugins/New/lang/en.yml'])
      expect(statSync(path.join(server, made)), made).toMatchObject({ uid: 12_345, gid: 12_346 });
  });

  it('gives new files and folders the mode of the folder they come into, without execution', async () => {
    chmodSync(path.join(server, 'plugins'), 0o2770);
    await new OrderApplier(state, quickFolders()).apply(server, twelveFiles(), sources());
    expect(statSync(path.join(server, 'plugins/New')).mode & 0o7777).toBe(0o2770);
    expect(statSync(path.join(server, 'plugins/New/lang/en.yml')).mode & 0o7777).toBe(0o660);
  });

  it('takes away again the folders it made, and neither others nor one that is in use', async () => {
    const applier = new OrderApplier(state, quickFolders());
    mkdirSync(path.join(server, 'plugins/Empty'));
    const text = OLD.values().next().value!;
    const made = ['plugins/Empty/a.yml', 'plugins/Mine/lang/b.yml', 'plugins/Used/c.yml'];
    const order = (orderId: string, before: string | null, after: string | null) => ({
      ...twelveFiles(),
      orderId,
      files: made.map((one) => ({ path: one, before, after })),
    });
    const bytes = { ...sources(), openContent: () => Promise.resolve(pieces(text)) };
    expect(await applier.apply(server, order(ORDER_ID, null, sha256Hex(text)), bytes)).toEqual({
      state: 'applied',
    });
    writeFileSync(path.join(server, 'plugins/Used/data.db'), 'by the plugin');
    // The order comes after a restart of the agent: what it made is not forgotten.
    const later = new OrderApplier(state, quickFolders());
    expect(await later.apply(server, order(ANOTHER, sha256Hex(text), null), bytes)).toEqual({
      state: 'applied',
    });
    expect(
      readdirSync(path.join(server, 'plugins'))
        .filter((one) => /^[EMU]/.test(one))
        .sort(),
    ).toEqual(['Empty', 'Used']);
    expect(readdirSync(path.join(server, 'plugins/Used'))).toEqual(['data.db']);
  });

  it('killed at any step, is wholly old or wholly new after the next start, with a backup of every replaced file', async () => {
    const { steps, creates } = await stepsOfARun();
    expect(steps).toBeGreaterThan(80);
    expect(creates).toHaveLength(10);
    // Dead after step n is dead before step n + 1; only a write can also end half way.
    const deaths = [
      ...Array.from({ length: steps }, (_, index) => ({ step: index + 1, how: 'before' as const })),
      ...creates.map((step) => ({ step, how: 'half' as const })),
    ];
    for (const { step, how } of deaths) {
      writeOld(server);
      const backups = new Map<string, string>();
      const own = path.join(root, `state-${step}-${how}`);
      const count = { steps: 0, creates: [] };
      const killed = new OrderApplier(own, quickFolders(misbehaving(step, how, noSpace, count, true)));
      await killed.apply(server, twelveFiles(), sources(backups)).catch(() => undefined);
      const next = new OrderApplier(own, quickFolders());
      await next.recover();
      // Once the journal is written the order goes forward: whatever was killed is finished.
      expect(isNew(server), `step ${step} ${how}`).toBe(true);
      for (const text of OLD.values()) expect(backups.get(sha256Hex(text))).toBe(text);
      // The queue delivers the job again: one effect, the same answer.
      expect(await next.apply(server, twelveFiles(), sources())).toEqual({ state: 'applied' });
      expect(isNew(server), `step ${step} ${how}`).toBe(true);
    }
  });

  it('with a full disk at any step puts everything back and says so', async () => {
    const { steps } = await stepsOfARun();
    for (let step = 1; step <= steps; step++) {
      writeOld(server);
      const own = path.join(root, `full-${step}`);
      const applier = new OrderApplier(
        own,
        quickFolders(misbehaving(step, 'half', noSpace, { steps: 0, creates: [] })),
      );
      const outcome = await applier.apply(server, twelveFiles(), sources()).catch(() => undefined);
      // What fails after every file was read back is only the tidying up; the next start does it.
      await new OrderApplier(own, quickFolders()).recover();
      if (outcome === undefined) expect(isNew(server), `step ${step}`).toBe(true);
      else {
        expect(outcome, `step ${step}`).toMatchObject({ state: 'undone', code: 'disk' });
        expect(isOld(server), `step ${step}`).toBe(true);
      }
    }
  });

  it('that can neither be finished nor undone says so, holds back later orders and is tried again', async () => {
    const stuck = new OrderApplier(
      state,
      quickFolders(misbehaving(60, 'before', noSpace, { steps: 0, creates: [] }, true)),
    );
    expect(await stuck.apply(server, twelveFiles(), sources())).toMatchObject({
      state: 'stuck',
      code: 'disk',
    });
    expect(isOld(server) || isNew(server)).toBe(false);
    const later = twelveFiles({ orderId: ANOTHER, fence: 2 });
    expect(await stuck.apply(server, later, sources())).toMatchObject({
      state: 'refused',
      code: 'unfinished_order',
    });
    expect([...(await stuck.finishPending()).keys()]).toMatchObject([{ orderId: ORDER_ID }]);
    expect((await new OrderApplier(state, quickFolders()).finishPending()).size).toBe(0);
    expect(isNew(server)).toBe(true);
  });

  it('waits for another order of the same instance', async () => {
    const applier = new OrderApplier(state, quickFolders());
    const back = twelveFiles();
    const undo = {
      orderId: ANOTHER,
      instanceId: INSTANCE_ID,
      fence: 2,
      files: back.files.map(({ path, before, after }) => ({ path, before: after, after: before })),
    };
    const oldContents = {
      ...sources(),
      openContent: async (wanted: string) =>
        pieces([...OLD.values()].find((text) => sha256Hex(text) === wanted)!),
    };
    const both = await Promise.all([
      applier.apply(server, back, sources()),
      applier.apply(server, undo, oldContents),
    ]);
    expect(both).toEqual([{ state: 'applied' }, { state: 'applied' }]);
    for (const [file, text] of OLD) expect(readFileSync(path.join(server, file), 'utf8')).toBe(text);
    for (const file of NEW.keys()) expect(existsSync(path.join(server, file))).toBe(OLD.has(file));
  });

  it('keeps what another program writes between the check and the rename, and undoes the rest', async () => {
    const racing = quickFolders((writer) => ({
      ...writer,
      exchangeFile: async (fresh, name, old) => {
        if (name === 'config.yml' && !existsSync(path.join(root, 'raced'))) {
          writeFileSync(path.join(root, 'raced'), '');
          writeFileSync(path.join(server, 'plugins/P0/config.yml'), 'value: from the plugin\n');
        }
        await writer.exchangeFile(fresh, name, old);
      },
    }));
    const outcome = await new OrderApplier(state, racing).apply(server, twelveFiles(), sources());
    expect(outcome).toMatchObject({
      state: 'undone',
      code: 'changed_meanwhile',
      path: 'plugins/P0/config.yml',
    });
    expect(readFileSync(path.join(server, 'plugins/P0/config.yml'), 'utf8')).toBe('value: from the plugin\n');
    writeFileSync(path.join(server, 'plugins/P0/config.yml'), OLD.get('plugins/P0/config.yml')!);
    expect(isOld(server)).toBe(true);
  });

  it('starts nothing without a verified backup, and may be tried again', async () => {
    const applier = new OrderApplier(state, quickFolders());
    const failing = { ...sources(), backUp: () => Promise.reject(new Error('storage answered 503')) };
    expect(await applier.apply(server, twelveFiles(), failing)).toMatchObject({
      state: 'refused',
      code: 'backup_failed',
    });
    expect(isOld(server)).toBe(true);
    expect(await applier.apply(server, twelveFiles(), sources())).toEqual({ state: 'applied' });
  });

  it('refuses content that is not what the plan names, or that breaks off', async () => {
    const applier = new OrderApplier(state, quickFolders());
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('value: ');
      throw new Error('terminated');
    };
    for (const content of [() => pieces('something else'), broken])
      expect(
        await applier.apply(server, twelveFiles(), { ...sources(), openContent: async () => content() }),
      ).toMatchObject({ state: 'refused', code: 'content_unavailable' });
    expect(isOld(server)).toBe(true);
    expect(readdirSync(path.join(state, 'apply'))).toEqual([]);
  });

  it('tells the same outcome when the order comes again, also after a restart', async () => {
    const moved = path.join(server, 'plugins/P7/config.yml');
    writeFileSync(moved, 'value: edited by hand\n');
    const refused = await new OrderApplier(state, quickFolders()).apply(server, twelveFiles(), sources());
    expect(refused).toMatchObject({
      state: 'refused',
      code: 'base_moved',
      path: 'plugins/P7/config.yml',
    });
    writeFileSync(moved, OLD.get('plugins/P7/config.yml')!);
    expect(await new OrderApplier(state, quickFolders()).apply(server, twelveFiles(), sources())).toEqual(
      refused,
    );
    expect(isOld(server)).toBe(true);
  });

  it('refuses to overwrite a JAR that a process holds open; plugins/update/ is free', async () => {
    const jar = path.join(server, 'plugins/X.jar');
    writeFileSync(jar, 'old jar');
    const content = { ...sources(), openContent: async () => pieces('PK\u0003\u0004 new jar') };
    const swap = {
      path: 'plugins/X.jar',
      before: sha256Hex('old jar'),
      after: sha256Hex('PK\u0003\u0004 new jar'),
    };
    const staged = { path: 'plugins/update/X.jar', before: null, after: sha256Hex('PK\u0003\u0004 new jar') };
    const applier = new OrderApplier(state, quickFolders());
    const { open } = await import('node:fs/promises');
    const held = await open(jar);
    expect(await applier.apply(server, twelveFiles({ files: [swap] }), content)).toMatchObject({
      state: 'refused',
      code: 'server_running',
      path: 'plugins/X.jar',
    });
    expect(await applier.apply(server, twelveFiles({ orderId: ANOTHER, files: [staged] }), content)).toEqual({
      state: 'applied',
    });
    await held.close();
    // The same order again: a running server is no final answer.
    expect(await applier.apply(server, twelveFiles({ files: [swap] }), content)).toEqual({
      state: 'applied',
    });
    expect(readFileSync(jar, 'utf8')).toBe('PK\u0003\u0004 new jar');
  });

  it('holds no JAR in memory as a whole', async () => {
    const size = 96 * 1024 * 1024;
    const piece = Buffer.alloc(1024 * 1024, 7);
    const big = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('PK\u0003\u0004');
      for (let sent = 0; sent < size; sent += piece.length) yield piece;
    };
    const file = { path: 'plugins/update/Big.jar', before: null, after: await sha256OfStream(big()) };
    mkdirSync(path.join(server, 'plugins/update'));
    // What is not held any more counts until it is collected, and when that is depends on the tests before this one
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = (): number => {
      // Buffers are given back beside the program, and the second collection waits for what the first has found
      collect();
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let most = 0;
    const watching = quickFolders((writer) => ({
      ...writer,
      syncFolder: async () => {
        most = Math.max(most, held());
        await writer.syncFolder();
      },
    }));
    expect(
      await new OrderApplier(state, watching).apply(server, twelveFiles({ files: [file] }), {
        ...sources(),
        openContent: async () => big(),
      }),
    ).toEqual({ state: 'applied' });
    expect(statSync(path.join(server, file.path)).size).toBe(size + 4);
    expect(most - before).toBeLessThan(size * 0.8);
  });
});
