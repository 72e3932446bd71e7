import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AmpPanel } from '@archivesmp/amp';
import { startAmpPanel, type RunningPanel } from '@archivesmp/amp-simulator';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import { sha256Hex } from '@archivesmp/digests';
import { OrderApplier, type FolderWriter, type TargetFolders } from '@archivesmp/instance-files';
import {
  isNew,
  isOld,
  misbehaving,
  NEW,
  noSpace,
  OLD,
  pieces,
  sameTree,
  sources,
  tree,
  twelveFiles,
  writeOld,
} from '@archivesmp/instance-files/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileAccess } from '../src/access/host-access.js';
import { LocalAccess } from '../src/access/local-access.js';
import { PanelAccess } from '../src/access/panel-access.js';

// An order through a panel is many calls, and every step of one is tried.
vi.setConfig({ testTimeout: 300_000 });

let root: string;
let server: string;
let simulated: RunningPanel;
let access: FileAccess;
let instance: FoundInstance;

const SELECT = { extensions: ['yml', 'properties'], maxBytes: 100_000, unmanaged: ['plugins/P7/**'] };

/** One panel over one real folder: what both accesses do can be seen on the disk. */
async function start(how: 'files' | 'panel'): Promise<void> {
  root = mkdtempSync(path.join(tmpdir(), 'access-'));
  server = path.join(root, 'instances/SMP101/Minecraft');
  writeOld(server);
  simulated = await startAmpPanel({
    port: 0,
    name: 'ovh',
    hostDir: root,
    users: [{ name: 'svc', password: 'pw' }],
  });
  access = how === 'files' ? new LocalAccess('ovh', root) : new PanelAccess(panel());
  const { instanceId } = (await access.findInstances()).instances.find((found) => found.name === 'SMP101')!;
  instance = (await access.findInstance(instanceId, 'SMP101'))!;
}

const panel = (): AmpPanel =>
  new AmpPanel({
    url: simulated.url,
    username: 'svc',
    password: 'pw',
    callsPerSecond: 10_000,
    clock: { now: Date.now, sleep: () => Promise.resolve(), random: () => 0 },
  });

afterEach(async () => {
  await simulated.close();
  rmSync(root, { recursive: true, force: true });
});

/** The panel's trash and what its servers log are their own business. */
function tidy(): void {
  for (const folder of ['.trash', 'logs'])
    rmSync(path.join(server, folder), { recursive: true, force: true });
}
const order = (overrides = {}) => twelveFiles({ instanceId: instance.instanceId, ...overrides });
const apply = (applier: OrderApplier, one = order(), from = sources()) =>
  applier.apply(access.serverFolder(instance), one, from);
const state = (name = 'state'): string => path.join(root, name);

/** The same folders with a layer around their writers. */
const around = (folders: TargetFolders, layer: (writer: FolderWriter) => FolderWriter): TargetFolders => ({
  ...folders,
  workInFolder: (folder, relative, missing, work) =>
    folders.workInFolder(folder, relative, missing, (writer, name) => work(layer(writer), name)),
});

/** Two replaced, one created in a new folder, one deleted. */
const fourFiles = () => {
  const wanted = [
    'plugins/P0/config.yml',
    'plugins/P1/config.yml',
    'plugins/New/lang/en.yml',
    'server.properties',
  ];
  return order({ files: order().files.filter((file) => wanted.includes(file.path)) });
};
const managed = (): (string | undefined)[] => {
  const now = tree(server);
  return fourFiles().files.map((file) => now.get(file.path));
};
const old4 = (): (string | undefined)[] => fourFiles().files.map(({ path: file }) => OLD.get(file));
const new4 = (): (string | undefined)[] => fourFiles().files.map(({ path: file }) => NEW.get(file));

describe.each(['files', 'panel'] as const)('access by %s', (how) => {
  beforeEach(() => start(how));

  it('shows instances, files and contents alike', async () => {
    expect(instance).toMatchObject({ name: 'SMP101', folder: 'SMP101', platform: 'paper', identified: true });
    const listing = await access.listFiles(instance, SELECT);
    const shown = listing.files.map(({ path: file, sha256, state }) => ({ file, sha256, state }));
    const expected = [...OLD.keys()].filter((file) => !file.includes('/P7/')).sort();
    expect(shown).toEqual(
      expected.map((file) => ({ file, sha256: sha256Hex(OLD.get(file)!), state: 'readable' })),
    );
    expect(listing.pluginFolders).toContain('P0');
    expect((await access.listFiles(instance, SELECT, 'P1')).files.map((file) => file.path)).toEqual([
      'plugins/P1/config.yml',
      'plugins/P1/obsolete.yml',
    ]);
    const read = await access.readBlob(instance, 'server.properties', 100);
    expect(read).toMatchObject({ sha256: sha256Hex('motd=old\n'), bytes: Buffer.from('motd=old\n') });
    await expect(access.readBlob(instance, '../../instances.json', 100_000)).rejects.toThrow();
    await expect(access.readBlob(instance, 'server.properties', 3)).rejects.toMatchObject({
      state: 'too_large',
    });
  });

  it('reads the end of a log', async () => {
    mkdirSync(path.join(server, 'logs'), { recursive: true });
    writeFileSync(path.join(server, 'logs/latest.log'), 'x'.repeat(5_000) + 'the end\n');
    const tail = await access.readTail(instance, 'logs/latest.log', 8);
    expect(tail).toMatchObject({ bytes: Buffer.from('the end\n'), whole: false });
    expect(Math.abs(tail.modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
    await expect(access.readTail(instance, 'logs/none.log', 8)).rejects.toThrow();
  });

  it('applies an order and leaves nothing beside it', async () => {
    const backups = new Map<string, string>();
    const applier = new OrderApplier(state(), access.targets);
    const outcome = await apply(applier, order(), sources(backups));
    const lost = access.targets.promises.preservesLikeness
      ? {}
      : { reason: expect.stringContaining('cannot keep') };
    expect(outcome).toEqual({ state: 'applied', ...lost });
    tidy();
    expect(isNew(server)).toBe(true);
    for (const text of OLD.values()) expect(backups.get(sha256Hex(text))).toBe(text);
    expect(await apply(applier)).toMatchObject({ state: 'applied' });
  });

  it('refuses what moved, what lies outside and what is overtaken, and touches nothing', async () => {
    const applier = new OrderApplier(state(), access.targets);
    const ours = (): Map<string, string> =>
      new Map([...tree(root)].filter(([name]) => !/^state\/|\/logs\//.test(name)));
    const before = ours();
    const refusals = [
      [{ path: 'plugins/P0/config.yml', before: sha256Hex('else'), after: sha256Hex('x') }, 'base_moved'],
      [{ path: 'plugins/P0/config.yml', before: null, after: sha256Hex('hello: hi\n') }, 'base_moved'],
      [{ path: '../outside.yml', before: null, after: sha256Hex('hello: hi\n') }, 'outside_instance'],
      [
        { path: 'plugins/P0/config.yml/x.yml', before: null, after: sha256Hex('hello: hi\n') },
        'outside_instance',
      ],
      [{ path: 'plugins/P0', before: null, after: sha256Hex('hello: hi\n') }, 'outside_instance'],
    ] as const;
    for (const [index, [file, code]] of refusals.entries()) {
      const orderId = `44444444-0000-4000-8000-00000000000${index}`;
      expect(await apply(applier, order({ orderId, fence: 5, files: [file] })), code).toMatchObject({
        state: 'refused',
        code,
      });
    }
    expect(await apply(applier, order({ fence: 4 }))).toMatchObject({ code: 'stale_fence' });
    expect(sameTree(ours(), before)).toBe(true);
  });

  it('keeps what somebody wrote meanwhile and undoes the rest', async () => {
    const racing = around(access.targets, (writer) => ({
      ...writer,
      writeFile: async (name, content, like) => {
        await writer.writeFile(name, content, like);
        if (name.includes('extra')) writeFileSync(path.join(server, 'plugins/P4/config.yml'), 'theirs\n');
      },
    }));
    expect(await apply(new OrderApplier(state(), racing))).toMatchObject({
      state: 'undone',
      code: 'changed_meanwhile',
      path: 'plugins/P4/config.yml',
    });
    expect(readFileSync(path.join(server, 'plugins/P4/config.yml'), 'utf8')).toBe('theirs\n');
    writeFileSync(path.join(server, 'plugins/P4/config.yml'), OLD.get('plugins/P4/config.yml')!);
    tidy();
    expect(isOld(server)).toBe(true);
  });

  it('dead at any step, is wholly old or wholly new after the next start', async () => {
    const count = { steps: 0, creates: [] as number[] };
    const counting = around(access.targets, misbehaving(-1, 'before', noSpace, count));
    await apply(new OrderApplier(state('count'), counting), fourFiles());
    expect(count.steps).toBeGreaterThan(20);
    for (let step = 1; step <= count.steps; step++) {
      writeOld(server);
      const dead = misbehaving(step, 'before', noSpace, { steps: 0, creates: [] }, true);
      await apply(new OrderApplier(state(`s${step}`), around(access.targets, dead)), fourFiles()).catch(
        () => undefined,
      );
      const next = new OrderApplier(state(`s${step}`), access.targets);
      await next.recover();
      const now = managed();
      expect([old4(), new4()], `step ${step}`).toContainEqual(now);
      expect(await apply(next, fourFiles()), `step ${step}`).toMatchObject({ state: 'applied' });
      expect(managed(), `step ${step}`).toEqual(new4());
      expect(leftBeside(), `step ${step}`).toEqual([]);
    }
  });

  it('with a disk that is full at any step is old again', async () => {
    const count = { steps: 0, creates: [] as number[] };
    await apply(
      new OrderApplier(state('count'), around(access.targets, misbehaving(-1, 'before', noSpace, count))),
      fourFiles(),
    );
    for (const step of count.creates) {
      writeOld(server);
      const full = around(access.targets, misbehaving(step, 'half', noSpace, { steps: 0, creates: [] }));
      expect(await apply(new OrderApplier(state(`f${step}`), full), fourFiles())).toMatchObject({
        state: 'undone',
        code: 'disk',
      });
      expect(managed()).toEqual(old4());
      expect(leftBeside()).toEqual([]);
    }
  });

  it('refuses to replace a JAR of a running server', async () => {
    const jar = path.join(server, 'plugins/X.jar');
    writeFileSync(jar, 'old jar');
    const files = [{ path: 'plugins/X.jar', before: sha256Hex('old jar'), after: sha256Hex('new jar') }];
    const from = { ...sources(), openContent: async () => pieces('new jar') };
    const { open } = await import('node:fs/promises');
    const held = await open(jar);
    const applier = new OrderApplier(state(), access.targets);
    expect(await apply(applier, order({ files }), from)).toMatchObject({ code: 'server_running' });
    await held.close();
    await panel().instance(instance.instanceId).stopServer();
    while ((await panel().instance(instance.instanceId).readPanelServerState()).state !== 'stopped');
    expect(await apply(applier, order({ files }), from)).toMatchObject({ state: 'applied' });
    expect(readFileSync(jar, 'utf8')).toBe('new jar');
  });
});

/** Names an order uses while it swaps; none may stay. */
const leftBeside = (): string[] =>
  [...tree(server).keys()].filter((name) => name.includes('archivesmp-') && !name.startsWith('.trash/'));

describe('a panel that fails', () => {
  beforeEach(() => start('panel'));

  it('after any number of calls: the order ends by itself when the panel is back', async () => {
    const ends = new Set<string>();
    for (let calls = 1; calls <= 150; calls += 5) {
      writeOld(server);
      const applier = new OrderApplier(state(`p${calls}`), access.targets);
      await simulated.control({ switches: { faultsAfter: calls, cutFaults: -1 } });
      const outcome = await apply(applier, fourFiles()).catch((error: Error) => ({ state: error.message }));
      ends.add(outcome.state);
      await simulated.control({ switches: { faultsAfter: 0, cutFaults: 0 } });
      await applier.finishPending();
      expect([old4(), new4()], `after ${calls} calls`).toContainEqual(managed());
      const again = await apply(applier, fourFiles());
      expect(['applied', 'undone'], `after ${calls} calls`).toContain(again.state);
      expect(managed()).toEqual(again.state === 'applied' ? new4() : old4());
      expect(leftBeside(), `after ${calls} calls`).toEqual([]);
    }
    expect([...ends]).toEqual(expect.arrayContaining(['refused', 'stuck', 'applied']));
  });

  it('says what it cannot promise', () => {
    expect(access.targets.promises).toEqual({
      atomic: false,
      durable: false,
      preservesLikeness: false,
      preservesExtension: true,
    });
    expect(readdirSync(server)).not.toContain('.trash');
  });
});
