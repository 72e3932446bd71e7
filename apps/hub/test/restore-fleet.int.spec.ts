import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BackupDifference, BackupView } from '@archivesmp/contracts/backup';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { sha256Hex } from '@archivesmp/digests';
import { campaignOf } from '@archivesmp/testing/campaign';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AsmpCommand } from './asmp-command.js';
import { BrokenByHand, COMPLAINS, DAMAGE_KINDS } from './broken-by-hand.js';
import { ChangeClient } from './change-client.js';
import { Dice } from './dice.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const { size, isFull, seed } = campaignOf({ small: 1, full: DAMAGE_KINDS.length });

interface OperationAnswer {
  readonly id: string;
  readonly state: string;
  readonly reason?: string;
  readonly finishedAt?: string;
  readonly result?: Record<string, unknown>;
}

let product: TestProduct;
let changeClient: ChangeClient;
let command: AsmpCommand;
let byHand: BrokenByHand;
beforeAll(async () => {
  // More backups are taken within an hour than are kept of one, and the first is compared with all along
  product = await TestProduct.start(isFull ? { backup: { keep_last: 1_000 } } : {});
  const unusual = Buffer.from('caf\xe9.yml', 'latin1');
  const folder = path.join(product.serverDir('hetzner', 'BENT01'), 'plugins/CMI/');
  await writeFile(Buffer.concat([Buffer.from(folder), unusual]), 'name: is no UTF-8\n');
  changeClient = await ChangeClient.open(product);
  command = new AsmpCommand(product);
  byHand = new BrokenByHand(product, changeClient, command);
  await product.discovered(DEMO_INSTANCES.length);
});
afterAll(() => product?.close());

/** An operation asked for, once it has ended. */
async function did(address: string, body: object = {}): Promise<OperationAnswer> {
  const { id } = await product.call<OperationAnswer>('POST', address, body);
  return product.eventually('the operation to end', async () => {
    const operation = await product.call<OperationAnswer>('GET', `/api/v1/operations/${id}`);
    return operation.finishedAt === undefined ? undefined : operation;
  });
}

const backups = async (query: string): Promise<BackupView[]> =>
  (await product.call<{ backups: BackupView[] }>('GET', `/api/v1/backups?${query}`)).backups;

/** The one of before anything was broken: lists begin with the newest. */
const soundBackup = async (query: string): Promise<BackupView> =>
  (await backups(`${query}&limit=1000`)).findLast(({ cause }) => cause !== 'before-change')!;

const CMI = 'plugins/CMI/config.yml';
const BROKEN = 'plugins/WorldGuard/config.yml';
const GAME_SERVERS = DEMO_INSTANCES.filter(
  ({ name, platform }) => platform === 'paper' && name !== COMPLAINS,
).map(({ name }) => name);

describe('backups of a fleet', () => {
  it('hold every configuration file of every instance, as it lies on the disk', async () => {
    const operation = await did('/api/v1/backups', { reason: 'the first one' });
    expect(operation).toMatchObject({
      state: 'succeeded',
      result: { instances: DEMO_INSTANCES.length, ended: DEMO_INSTANCES.length, troubles: [] },
    });
    const all = await backups('limit=1000');
    expect(all).toHaveLength(operation.result!['taken'] as number);
    expect(new Set(all.map(({ instance }) => instance)).size).toBe(DEMO_INSTANCES.length);
    let files = 0;
    for (const { id, host, instance } of all)
      for (const { path: file, sha256 } of await product.history.backupReads.listBackupFiles(id)) {
        const onDisk = await readFile(byHand.pathOf(host, instance, file));
        expect(sha256Hex(onDisk), `${instance} ${file}`).toBe(sha256);
        files += 1;
      }
    const known = await product.history.configFiles.listConfigFiles();
    expect(files).toBe(known.length);
    expect(known.filter(({ state }) => state === 'not_understood')).toHaveLength(1);
  });

  it('are read back wholly, and drilled', async () => {
    expect(await did('/api/v1/backups/verify', { percent: 100 })).toMatchObject({
      state: 'succeeded',
      result: { damaged: 0 },
    });
    expect(await did('/api/v1/backups/drill')).toMatchObject({ state: 'succeeded' });
  });

  it(
    'find, hold, compare and bring back to the byte what is broken by hand',
    { timeout: isFull ? 3_600_000 : 120_000 },
    async () => {
      const dice = new Dice(seed);
      const all = await byHand.files();
      const one = dice.one(GAME_SERVERS);
      const few = all.filter(({ instance }) => instance === one);
      const chosen = isFull ? all : dice.shuffled(few).slice(0, 2 * DAMAGE_KINDS.length);
      const instances = [...new Set(chosen.map(({ instance }) => instance))];
      const sound = new Map<string, BackupView>();
      for (const one of await byHand.backups(instances)) sound.set(`${one.instance} ${one.plugin}`, one);
      // It is stopped while its broken file is brought back, or its server would complain and be right
      if (isFull) await command.succeeds('stop-server', '--instance', COMPLAINS, '--wait');
      for (let round = 0; round < size; round += 1) {
        const began = performance.now();
        await byHand.round(
          chosen,
          [...sound.values()],
          (index) => DAMAGE_KINDS[(index + round) % DAMAGE_KINDS.length]!,
          (instance) => ((instances.indexOf(instance) + round) % 2 === 0 ? 'page' : 'command line'),
        );
        const took = Math.round((performance.now() - began) / 1_000);
        console.log(`broken by hand, seed ${seed}: round ${round + 1} of ${size} took ${took} s`);
      }
      if (isFull) await command.succeeds('start-server', '--instance', COMPLAINS, '--wait');
      console.log(
        `${chosen.length} files of ${instances.length} instances: ${JSON.stringify(byHand.counts)}`,
      );
      const { broken, found, compared } = byHand.counts;
      expect([found, compared]).toEqual([broken, broken]);
    },
  );

  it('are compared with now, and what that finds is scanned without anybody asking', async () => {
    const filePath = path.join(product.serverDir('hetzner', 'BENT01'), CMI);
    const before = await readFile(filePath);
    const cmi = await soundBackup('instance=BENT01&plugin=CMI');
    const spoiled = 'ReSpawn:\n  Enabled: nobody knows\n';
    await writeFile(filePath, spoiled);
    const { files } = await product.call<BackupDifference>('GET', `/api/v1/backups/${cmi.id}/diff`);
    expect(files.find((one) => one.path === CMI)).toMatchObject({
      standing: 'changed',
      diff: expect.stringContaining('+  Enabled: nobody knows'),
    });
    const { instanceId } = cmi;
    await product.eventually('what the diff found to be scanned', async () => {
      const seen = await product.history.configFiles.listConfigFiles({
        instanceIds: [instanceId],
        plugin: 'CMI',
      });
      return seen.some(({ sha256 }) => sha256 === sha256Hex(spoiled)) || undefined;
    });
    await writeFile(filePath, before);
  });

  it('hold a file that does not parse, which is put right by its finding and compared as text', async () => {
    const filePath = path.join(product.serverDir('ovh', 'MINE01'), BROKEN);
    const broken = await readFile(filePath);
    const held = await soundBackup('instance=MINE01&plugin=WorldGuard');
    const [finding] = await product.findings('&kind=not_understood');
    const changeRequest = { title: 'mend it', findings: [finding!.id] };
    const done = await changeClient.run(changeRequest);
    expect(done).toMatchObject({ state: 'succeeded' });
    const [taken] = await backups(`deployment=${done.id}`);
    expect(taken).toMatchObject({ cause: 'before-change', instance: 'MINE01', plugin: 'WorldGuard' });
    expect((await readFile(filePath)).includes('\t')).toBe(false);
    await product.scanned({ instance: 'MINE01' });
    expect(await product.findings('&kind=not_understood')).toEqual([]);
    const { files } = await product.call<BackupDifference>('GET', `/api/v1/backups/${held.id}/diff`);
    const [file] = files.filter((one) => one.path === BROKEN);
    expect(file).toMatchObject({ standing: 'changed', diff: expect.stringContaining('\n-\t') });
    expect(file!.then).toBe(sha256Hex(broken));
  });

  it('are found again after the index was lost', async () => {
    const names = DEMO_INSTANCES.map(({ name }) => name);
    const before = (await byHand.backups(names)).map(({ id }) => id);
    await product.history.backups.forgetAllBackups();
    expect(await byHand.backups(names)).toEqual([]);
    expect(await did('/api/v1/backups/rebuild-index')).toMatchObject({
      state: 'succeeded',
      result: { added: before.length, damaged: 0 },
    });
    expect((await byHand.backups(names)).map(({ id }) => id)).toEqual(before);
  });
});
