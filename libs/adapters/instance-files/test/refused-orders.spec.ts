import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rename, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFolders, ApplyError, OrderApplier, type FolderWriter } from '../src/index.js';
import {
  modesOnly,
  isNew,
  isOld,
  NEW,
  OLD,
  OLD_TREE,
  pieces,
  sameTree,
  sources,
  tree,
  twelveFiles,
  writeOld,
} from '../src/testing/index.js';

/** The disk without a program for each file that is replaced. */
const quickFolders = (around?: Parameters<typeof localFolders>[0]): ReturnType<typeof localFolders> =>
  localFolders(around, modesOnly);

let root: string;
let server: string;
let state: string;
const ANOTHER = '33333333-0000-4000-8000-000000000003';

beforeEach(() => {
  root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'refused-'));
  server = path.join(root, 'host/SMP101/Minecraft');
  state = path.join(root, 'state');
  writeOld(server);
  mkdirSync(path.join(root, 'host/outside'));
  writeFileSync(path.join(root, 'host/outside/victim.yml'), 'value: old 0\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const create = (file: string) =>
  twelveFiles({ files: [{ path: file, before: null, after: sha256Hex('hello: hi\n') }] });

/** Runs an order and proves that nothing on the whole host differs afterwards. */
async function refused(order = twelveFiles()): Promise<unknown> {
  const before = tree(path.join(root, 'host'));
  const outcome = await new OrderApplier(state, quickFolders()).apply(server, order, sources());
  expect(sameTree(tree(path.join(root, 'host')), before)).toBe(true);
  return outcome;
}

describe('a path', () => {
  it.each([
    '../outside/x.yml',
    '/etc/archivesmp-test.yml',
    'plugins/../../outside/x.yml',
    'plugins/../../../host/outside/x.yml',
    'plugins//x.yml',
    './x.yml',
    'plugins/.',
    'plugins/..',
    '',
    'plugins/',
    '..\\outside\\x.yml',
    'plugins/a\u0000b.yml',
    'plugins/a\nb.yml',
    `${'a/'.repeat(70)}x.yml`,
    `plugins/${'a'.repeat(5_000)}.yml`,
    'C:/x.yml',
    'start.sh',
    'plugins/P0/native.so',
    'plugins/P0/x.jar',
    'plugins/Evil.jar',
  ])('no. %# is refused', async (file) => {
    expect(await refused(create(file))).toMatchObject({ state: 'refused', code: 'outside_instance' });
  });

  it.each(['plugins/link/x.yml', 'plugins/file-link.yml', 'plugins/P0/config.yml/x.yml', 'plugins/pipe'])(
    '%s over a link, a file or a pipe is refused',
    async (file) => {
      symlinkSync(path.join(root, 'host/outside'), path.join(server, 'plugins/link'));
      symlinkSync(path.join(root, 'host/outside/victim.yml'), path.join(server, 'plugins/file-link.yml'));
      execFileSync('mkfifo', [path.join(server, 'plugins/pipe')]);
      expect(await refused(create(file))).toMatchObject({ state: 'refused', code: 'outside_instance' });
    },
  );

  it('named twice, or as file and folder, is refused', async () => {
    const [one] = create('plugins/a.yml').files;
    for (const other of ['plugins/a.yml', 'plugins/a.yml/b.yml'])
      expect(await refused(twelveFiles({ files: [one!, { ...one!, path: other }] }))).toMatchObject({
        state: 'refused',
        code: 'invalid_order',
      });
  });

  it('inside an instance folder that is a link is refused', async () => {
    symlinkSync(server, path.join(root, 'host/linked'));
    const outcome = await new OrderApplier(state, quickFolders()).apply(
      path.join(root, 'host/linked'),
      twelveFiles(),
      sources(),
    );
    expect(outcome.state).toBe('refused');
    expect(isOld(server)).toBe(true);
  });

  it('as the name of an order or an instance is refused', async () => {
    expect(await refused(twelveFiles({ orderId: '../../host/outside' }))).toMatchObject({ state: 'refused' });
    expect(await refused(twelveFiles({ instanceId: '../../host/outside' }))).toMatchObject({
      state: 'refused',
    });
  });
});

describe('a replayed or overtaken order', () => {
  it('with an older fence is refused, also after a restart', async () => {
    await new OrderApplier(state, quickFolders()).apply(
      server,
      twelveFiles({ orderId: ANOTHER, fence: 5, files: [] }),
      sources(),
    );
    expect(await refused(twelveFiles({ fence: 4 }))).toMatchObject({
      state: 'refused',
      code: 'stale_fence',
    });
  });

  it('is refused when the memory of fences is damaged', async () => {
    mkdirSync(path.join(state, 'fences'), { recursive: true });
    const file = path.join(state, 'fences', twelveFiles().instanceId);
    const applier = new OrderApplier(state, localFolders());
    for (const content of ['', 'x', '7\n', '-1', '9'.repeat(20)]) {
      writeFileSync(file, content);
      const outcome = await refused();
      expect(outcome).toMatchObject({ state: 'refused', code: 'damaged_state' });
      expect(outcome).toHaveProperty(
        'reason',
        expect.stringMatching(new RegExp(`^${file} should hold.*Remedy: asmp host repair on this host$`)),
      );
      await expect(applier.care.assertSound()).rejects.toMatchObject({ code: 'damaged_state' });
    }
    writeFileSync(file, '7');
    await applier.care.assertSound();
  });

  describe('after a damaged fence was repaired', () => {
    const { instanceId } = twelveFiles();
    const damage = (): string => {
      const file = path.join(state, 'fences', instanceId);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, 'rubbish');
      return file;
    };

    it('is refused below the number of the hub, and carried out from there on', async () => {
      const file = damage();
      const applier = new OrderApplier(state, quickFolders());
      expect(await applier.care.listDamagedParts()).toEqual([{ kind: 'fence', file, instanceId }]);
      const { fence, kept: old } = (await applier.care.repairFence(instanceId, async () => 7))!;
      expect([fence, readFileSync(file, 'utf8'), readFileSync(old, 'utf8')]).toEqual([7, '7', 'rubbish']);
      expect(await applier.care.listDamagedParts()).toEqual([]);
      await applier.care.assertSound();
      expect(await refused(twelveFiles({ fence: 6 }))).toMatchObject({ code: 'stale_fence' });
      expect(await applier.apply(server, twelveFiles({ orderId: ANOTHER, fence: 7 }), sources())).toEqual({
        state: 'applied',
      });
    });

    it('is held against a higher fence that was carried out here and of which the hub knows nothing', async () => {
      const applier = new OrderApplier(state, quickFolders());
      await applier.apply(server, twelveFiles({ orderId: ANOTHER, fence: 9, files: [] }), sources());
      damage();
      expect(await applier.care.repairFence(instanceId, async () => 4)).toMatchObject({ fence: 9 });
      expect(await refused(twelveFiles({ fence: 8 }))).toMatchObject({ code: 'stale_fence' });
    });

    it('was not repaired when the hub had no number, and then nothing is moved', async () => {
      const file = damage();
      const applier = new OrderApplier(state, localFolders());
      const unavailable = () => Promise.reject(new Error('away'));
      await expect(applier.care.repairFence(instanceId, unavailable)).rejects.toThrow('away');
      for (const none of [0, -1, 1.5, Number.NaN])
        await expect(applier.care.repairFence(instanceId, async () => none)).rejects.toThrow('no fence');
      expect(readFileSync(file, 'utf8')).toBe('rubbish');
      expect(existsSync(path.join(state, 'damaged'))).toBe(false);
    });

    it('was sound before: it stays, whatever the hub would say', async () => {
      writeFileSync(damage(), '12');
      const applier = new OrderApplier(state, localFolders());
      expect(await applier.care.repairFence(instanceId, async () => 99)).toBeUndefined();
      expect(readFileSync(path.join(state, 'fences', instanceId), 'utf8')).toBe('12');
    });
  });

  it('has no second effect after a manual rollback', async () => {
    const applier = new OrderApplier(state, quickFolders());
    await applier.apply(server, twelveFiles(), sources());
    writeOld(server);
    expect(await applier.apply(server, twelveFiles(), sources())).toEqual({ state: 'applied' });
    expect(isOld(server)).toBe(true);
  });
});

describe('a link swapped in', () => {
  it('between the look and the rename is not written through and stays', async () => {
    const target = path.join(server, 'plugins/P0/config.yml');
    const victim = path.join(root, 'host/outside/victim.yml');
    let swapped = false;
    const racing = quickFolders((writer) => ({
      ...writer,
      setAside: async (name, old) => {
        if (name === 'config.yml' && !swapped) {
          swapped = true;
          await unlink(target);
          await symlink(victim, target);
        }
        await writer.setAside(name, old);
      },
    }));
    const outcome = await new OrderApplier(state, racing).apply(server, twelveFiles(), sources());
    expect(outcome).toMatchObject({ state: 'undone', code: 'changed_meanwhile' });
    expect(readFileSync(victim, 'utf8')).toBe('value: old 0\n');
    expect(tree(server).get('plugins/P0/config.yml')).toBe(`-> ${victim}`);
    expect(tree(server).get('plugins/P1/config.yml')).toBe('value: old 1\n');
  });

  it('for a folder, again and again while orders run, lets no byte out', async () => {
    const folder = path.join(server, 'plugins/P0');
    const outside = path.join(root, 'host/outside');
    writeFileSync(path.join(outside, 'config.yml'), OLD.get('plugins/P0/config.yml')!);
    const before = tree(outside);
    let running = true;
    let swaps = 0;
    const swapper = (async () => {
      while (running) {
        await rename(folder, `${folder}-away`);
        await symlink(outside, folder);
        await unlink(folder);
        await rename(`${folder}-away`, folder);
        swaps++;
      }
    })();
    const file = twelveFiles().files.find((one) => one.path === 'plugins/P0/config.yml')!;
    for (let round = 1; round <= 150 || swaps < 50; round++) {
      const orderId = `44444444-0000-4000-8000-${String(round).padStart(12, '0')}`;
      const order = twelveFiles({ orderId, fence: round, files: [file] });
      const applier = new OrderApplier(path.join(root, `race-${round}`), quickFolders());
      // A link that appears while the order is being finished is refused there, too: its journal waits for the next start.
      await applier.apply(server, order, sources()).catch((error: unknown) => {
        if (!(error instanceof ApplyError)) throw error;
      });
      expect(sameTree(tree(outside), before)).toBe(true);
      writeFileSync(path.join(root, 'old'), OLD.get(file.path)!);
      for (const target of [folder, `${folder}-away`])
        await rename(path.join(root, 'old'), path.join(target, 'config.yml')).catch(() => undefined);
    }
    running = false;
    await swapper;
    expect(sameTree(tree(outside), before)).toBe(true);
  });
});

it.each(['in place', 'by rename'] as const)(
  'what another program writes %s at any moment of an order is never lost',
  async (how) => {
    const target = path.join(server, 'plugins/P3/config.yml');
    const ends = new Set<string>();
    const write = (theirs: string): void => {
      if (how === 'in place') return writeFileSync(target, theirs);
      writeFileSync(`${target}.mine`, theirs);
      renameSync(`${target}.mine`, target);
    };
    for (let step = 1; ; step += 4) {
      writeOld(server);
      let calls = 0;
      const theirs = `theirs: ${step}\n`;
      const racing = quickFolders((writer) =>
        beforeEachCall(writer, () => ++calls === step && write(theirs)),
      );
      const applier = new OrderApplier(path.join(root, `w-${step}`), racing);
      const outcome = await applier.apply(server, twelveFiles(), sources());
      if (calls < step) break;
      ends.add(outcome.state);
      expect(readFileSync(target, 'utf8'), `at call ${step}: ${JSON.stringify(outcome)}`).toBe(theirs);
      writeFileSync(target, (outcome.state === 'applied' ? NEW : OLD).get('plugins/P3/config.yml')!);
      expect(outcome.state === 'applied' ? isNew(server) : isOld(server)).toBe(true);
    }
    expect([...ends].sort()).toEqual(['applied', 'refused', 'undone']);
  },
);

/** Calls `first` before everything a writer does. */
function beforeEachCall(writer: FolderWriter, first: () => unknown): FolderWriter {
  return new Proxy(writer, {
    get: (target, name: keyof FolderWriter) => {
      const method = target[name].bind(target) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        first();
        return method(...args);
      };
    },
  });
}

it('a file with a second name outside is replaced, not written through', async () => {
  const twin = path.join(root, 'host/outside/twin.yml');
  linkSync(path.join(server, 'plugins/P2/config.yml'), twin);
  expect(await new OrderApplier(state, quickFolders()).apply(server, twelveFiles(), sources())).toEqual({
    state: 'applied',
  });
  expect(isNew(server)).toBe(true);
  expect(readFileSync(twin, 'utf8')).toBe('value: old 2\n');
});

/** Mounts that only root may make; where they are not allowed the fault-injecting layer has to do. */
function mounted(options: readonly string[], target: string): boolean {
  mkdirSync(target, { recursive: true });
  return spawnSync('mount', [...options, target]).status === 0;
}

describe('a disk', () => {
  it('that is really full stays as it is, and the order can be repeated', async ({ skip }) => {
    const disk = path.join(root, 'host/full');
    if (!mounted(['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs'], disk))
      skip('skipped: mounting is not allowed here');
    try {
      const small = path.join(disk, 'SMP101/Minecraft');
      writeOld(small);
      const large = 'x'.repeat(200_000);
      const files = ['a', 'b', 'c', 'd'].map((name) => ({
        path: `plugins/${name}.yml`,
        before: null,
        after: sha256Hex(large),
      }));
      const from = { ...sources(), openContent: async () => pieces(large) };
      const order = twelveFiles({ files: [...twelveFiles().files.slice(0, 3), ...files] });
      const both = {
        ...from,
        openContent: (hash: string) => (hash === sha256Hex(large) ? from : sources()).openContent(hash),
      };
      const applier = new OrderApplier(state, quickFolders());
      expect(await applier.apply(small, order, both)).toMatchObject({
        state: 'undone',
        code: 'disk',
        reason: expect.stringContaining('ENOSPC'),
      });
      expect(sameTree(tree(small), OLD_TREE)).toBe(true);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('of the journal that is full refuses, and nothing was touched', async ({ skip }) => {
    const own = path.join(root, 'small-state');
    if (!mounted(['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs'], own))
      skip('skipped: mounting is not allowed here');
    try {
      const outcome = await new OrderApplier(own, quickFolders()).apply(server, twelveFiles(), {
        ...sources(),
        openContent: async () => pieces('y'.repeat(100_000)),
      });
      expect(outcome).toMatchObject({ state: 'refused', code: 'disk' });
      expect(isOld(server)).toBe(true);
    } finally {
      spawnSync('umount', [own]);
    }
  });

  it('that is read-only stays as it is and says so', async ({ skip }) => {
    const plugin = path.join(server, 'plugins/P5');
    if (!mounted(['--bind', plugin], plugin)) skip('skipped: mounting is not allowed here');
    try {
      spawnSync('mount', ['-o', 'remount,bind,ro', plugin]);
      expect(
        await new OrderApplier(state, quickFolders()).apply(server, twelveFiles(), sources()),
      ).toMatchObject({
        state: 'undone',
        code: 'disk',
        path: 'plugins/P5/config.yml',
        reason: expect.stringMatching(/EROFS/),
      });
    } finally {
      spawnSync('umount', [plugin]);
    }
    expect(isOld(server)).toBe(true);
  });
});
