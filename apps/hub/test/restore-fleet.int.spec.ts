import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BackupDifference, BackupView } from '@archivesmp/contracts/backup';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface OperationAnswer {
  readonly id: string;
  readonly state: string;
  readonly reason?: string;
  readonly finishedAt?: string;
  readonly result?: Record<string, unknown>;
}

let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
});
afterAll(() => product?.close());

const OVER = new Set(['succeeded', 'failed', 'stopped', 'paused']);

/** An operation asked for, once it has ended. */
async function did(address: string, body: object = {}): Promise<OperationAnswer> {
  const { id } = await product.call<OperationAnswer>('POST', address, body);
  return product.eventually('the operation to end', async () => {
    const operation = await product.call<OperationAnswer>('GET', `/api/v1/operations/${id}`);
    return operation.finishedAt === undefined ? undefined : operation;
  });
}

/** A plan asked for, approved by a colleague and run to its end. */
async function restored(address: string, body: object): Promise<DeploymentView> {
  const { id } = await product.call<PlanView>('POST', address, body);
  const plan = await product.eventually('the plan to be made', async () => {
    const made = await product.call<PlanView>('GET', `/api/v1/plans/${id}`);
    return made.state === 'making' ? undefined : made;
  });
  expect(plan).toMatchObject({ state: 'open' });
  await product.callAsColleague('POST', `/api/v1/plans/${id}/approve`, { hash: plan.hash });
  const started = { planId: id, hash: plan.hash };
  const { id: deployment } = await product.call<DeploymentView>('POST', '/api/v1/deployments', started);
  return product.eventually('the deployment to end', async () => {
    const now = await product.call<DeploymentView>('GET', `/api/v1/deployments/${deployment}`);
    return OVER.has(now.state) ? now : undefined;
  });
}

const backups = async (query: string): Promise<BackupView[]> =>
  (await product.call<{ backups: BackupView[] }>('GET', `/api/v1/backups?${query}`)).backups;

const fileOf = (file: string): string => path.join(product.serverDir('hetzner', 'BENT01'), file);
/** A geyser keeps its files in another folder than a game server. */
async function placeOf(host: string, instance: string, file: string): Promise<string> {
  const instanceDir = path.dirname(product.serverDir(host, instance));
  const folders = (await readdir(instanceDir, { withFileTypes: true })).filter((one) => one.isDirectory());
  const places = ['', ...folders.map(({ name }) => name)].map((name) => path.join(instanceDir, name, file));
  const place = places.find((one) => existsSync(one));
  if (place === undefined) throw new Error(`${instance} has no ${file}`);
  return place;
}

const sha256Of = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');
const CMI = 'plugins/CMI/config.yml';
const BROKEN = 'plugins/WorldGuard/config.yml';
const VAULT = 'plugins/Vault/config.yml';

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
      for (const { path: file, sha256 } of await product.history.backupReads.filesOf(id)) {
        const onDisk = await readFile(await placeOf(host, instance, file));
        expect(sha256Of(onDisk), `${instance} ${file}`).toBe(sha256);
        files += 1;
      }
    const known = await product.history.configFiles.configFiles();
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

  it('bring back a file that was spoiled, to the byte', async () => {
    const before = await readFile(fileOf(CMI));
    const [cmi] = await backups('instance=BENT01&plugin=CMI');
    const spoiled = 'ReSpawn:\n  Enabled: nobody knows\n';
    await writeFile(fileOf(CMI), spoiled);
    const { files } = await product.call<BackupDifference>('GET', `/api/v1/backups/${cmi!.id}/diff`);
    expect(files.find((one) => one.path === CMI)).toMatchObject({
      standing: 'changed',
      diff: expect.stringContaining('+  Enabled: nobody knows'),
    });
    const { instanceId } = cmi!;
    await product.eventually('what the diff found to be scanned without anybody asking', async () => {
      const seen = await product.history.configFiles.configFiles({
        instanceIds: [instanceId],
        plugin: 'CMI',
      });
      return seen.some(({ sha256 }) => sha256 === sha256Of(spoiled)) || undefined;
    });
    const done = await restored(`/api/v1/backups/${cmi!.id}/restore`, { files: [CMI] });
    expect(done).toMatchObject({ state: 'succeeded' });
    expect(await readFile(fileOf(CMI))).toEqual(before);
    const [taken] = await backups(`deployment=${done.id}`);
    expect(taken).toMatchObject({ cause: 'before-change', instance: 'BENT01', plugin: 'CMI' });
  });

  it('hold a file that does not parse, which is put right by its finding and compared as text', async () => {
    const place = path.join(product.serverDir('ovh', 'MINE01'), BROKEN);
    const broken = await readFile(place);
    const [held] = await backups('instance=MINE01&plugin=WorldGuard');
    const [finding] = await product.findings('&kind=not_understood');
    const wish = { title: 'mend it', findings: [finding!.id] };
    expect(await restored('/api/v1/plans', wish)).toMatchObject({ state: 'succeeded' });
    expect((await readFile(place)).includes('\t')).toBe(false);
    await product.scanned({ instance: 'MINE01' });
    expect(await product.findings('&kind=not_understood')).toEqual([]);
    const { files } = await product.call<BackupDifference>('GET', `/api/v1/backups/${held!.id}/diff`);
    const [file] = files.filter((one) => one.path === BROKEN);
    expect(file).toMatchObject({ standing: 'changed', diff: expect.stringContaining('\n-\t') });
    expect(file!.then).toBe(sha256Of(broken));
  });

  it('bring back a whole instance in one plan', async () => {
    const [cmi, vault] = [await readFile(fileOf(CMI)), await readFile(fileOf(VAULT))];
    const at = new Date().toISOString();
    await writeFile(fileOf(CMI), 'spoiled: true\n');
    await rm(fileOf(VAULT));
    await product.scanned({ instance: 'BENT01' });
    const done = await restored('/api/v1/backups/restore', { instance: 'BENT01', at });
    expect(done).toMatchObject({ state: 'succeeded', instances: [{ instance: 'BENT01', state: 'passed' }] });
    expect(await readFile(fileOf(CMI))).toEqual(cmi);
    expect(await readFile(fileOf(VAULT))).toEqual(vault);
  });

  it('are found again after the index was lost', async () => {
    const before = (await backups('limit=1000')).map(({ id }) => id);
    await product.history.backups.forgetAll();
    expect(await backups('limit=1000')).toEqual([]);
    expect(await did('/api/v1/backups/rebuild-index')).toMatchObject({
      state: 'succeeded',
      result: { added: before.length, damaged: 0 },
    });
    expect((await backups('limit=1000')).map(({ id }) => id)).toEqual(before);
  });
});
