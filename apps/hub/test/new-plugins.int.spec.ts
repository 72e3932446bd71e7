import { existsSync } from 'node:fs';
import { readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeClient } from './change-client.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface PlannedFile {
  readonly path: string;
  readonly before: string | null;
  readonly beforeFirstBoot?: true;
}
interface PlannedInstance {
  readonly files: readonly PlannedFile[];
  readonly risks: readonly { readonly kind: string }[];
}
/** What these tests read of a plan. */
interface Plan {
  readonly waves: readonly { readonly instances: readonly PlannedInstance[] }[];
  readonly refusals: readonly { readonly reason: string }[];
}

let product: TestProduct;
let changeClient: ChangeClient;
beforeAll(async () => {
  product = await TestProduct.start();
  changeClient = await ChangeClient.open(product);
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
});
afterAll(() => product?.close());

const partsOf = ({ plan }: PlanView): readonly PlannedInstance[] =>
  (plan as Plan).waves.flatMap((wave) => wave.instances);

const ended = (id: string): Promise<DeploymentView> =>
  product.eventually('the deployment to end', async () => {
    const deployment = await product.call<DeploymentView>('GET', `/api/v1/deployments/${id}`);
    return ['succeeded', 'failed', 'stopped', 'paused'].includes(deployment.state) ? deployment : undefined;
  });

async function run({ id, hash }: PlanView): Promise<DeploymentView> {
  await product.callAsColleague('POST', `/api/v1/plans/${id}/approve`, { hash });
  const started = await product.call<DeploymentView>('POST', '/api/v1/deployments', { planId: id, hash });
  return ended(started.id);
}

async function takenBack(deployment: DeploymentView): Promise<DeploymentView> {
  const address = `/api/v1/deployments/${deployment.id}/rollback`;
  return ended((await product.call<DeploymentView>('POST', address)).id);
}

const likeness = async (file: string): Promise<{ mode: number; uid: number; gid: number }> => {
  const { mode, uid, gid } = await stat(file);
  return { mode: mode & 0o666, uid, gid };
};

describe('files of plugins that have none yet', () => {
  it('of one that is missing are prepared only when asked for, without a restart, and are taken back exactly', async () => {
    const [finding] = await product.findings('&kind=missing_plugin');
    const { id, host, instance, plugin } = finding!;
    const plain = await changeClient.planned({ title: 'what is missing', findings: [id] });
    expect(plain).toMatchObject({ state: 'empty' });
    expect(JSON.stringify(plain.plan)).toContain('its JAR comes from the updater');
    const changeRequest = { title: 'before the first boot', findings: [id], prepareMissingPlugins: true };
    const plan = await changeClient.planned(changeRequest);
    expect(plan).toMatchObject({ state: 'open', instances: 1, restarts: 0 });
    const [part] = partsOf(plan);
    expect(part!.risks.map(({ kind }) => kind)).toContain('plugin_not_installed');
    expect(part!.files.every(({ before, beforeFirstBoot }) => before === null && beforeFirstBoot)).toBe(true);
    const done = await run(plan);
    expect(done, JSON.stringify(done)).toMatchObject({
      state: 'succeeded',
      instances: [{ instance, state: 'passed' }],
    });
    const plugins = path.join(product.serverDir(host, instance), 'plugins');
    for (const { path: file } of part!.files) {
      const made = path.join(product.serverDir(host, instance), file);
      expect(await likeness(made)).toEqual(await likeness(plugins));
      expect((await readFile(made)).length).toBeGreaterThan(0);
    }
    expect(await likeness(path.join(plugins, plugin))).toEqual(await likeness(plugins));
    expect(await takenBack(done)).toMatchObject({ kind: 'rollback', state: 'succeeded' });
    expect(existsSync(path.join(plugins, plugin))).toBe(false);
  });

  it('of one that is installed are made from its desired state, with the values of the instance', async () => {
    const { host, instance, plugin } = await installedSomewhere();
    const plugins = path.join(product.serverDir(host, instance), 'plugins');
    await rename(path.join(plugins, plugin), path.join(product.dir, 'aside'));
    await product.scanned({ instance });
    const found = await product.findings(`&instance=${instance}&plugin=${plugin}`);
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['missing_file']));
    const plan = await changeClient.planned({
      title: 'made anew',
      desired: [{ instances: [instance], plugins: [plugin] }],
    });
    expect(plan).toMatchObject({ state: 'open', instances: 1, restarts: 1, files: found.length });
    const done = await run(plan);
    expect(done, JSON.stringify(done)).toMatchObject({
      state: 'succeeded',
      instances: [{ verdict: 'pass' }],
    });
    await product.scanned({ instance });
    expect(await product.findings(`&instance=${instance}&plugin=${plugin}&status=drift`)).toEqual([]);
    const nothing = await changeClient.planned({
      title: 'again',
      desired: [{ instances: [instance], plugins: [plugin] }],
    });
    expect(nothing).toMatchObject({ state: 'empty', files: 0 });
  });

  it('names what cannot be requested: an unknown instance, a plugin without a baseline', async () => {
    const { instance } = await installedSomewhere();
    const plan = await changeClient.planned({
      title: 'nothing of this',
      desired: [{ instances: ['NOBODY'] }, { instances: [instance], plugins: ['NoSuchPlugin'] }],
    });
    expect(plan.state).toBe('empty');
    const reasons = (plan.plan as Plan).refusals.map(({ reason }) => reason);
    expect(reasons).toEqual([
      expect.stringMatching(/^there is no instance of this name/),
      expect.stringMatching(/^no baseline knows this plugin/),
    ]);
  });
});

/** A plugin with a JAR, a folder and a baseline that varies between instances. */
async function installedSomewhere(): Promise<{ host: string; instance: string; plugin: string }> {
  const seen = await product.history.configFiles.listPlugins();
  const fleet = await product.history.fleet.listInstances();
  const one = seen.find(({ plugin, jar }) => plugin === 'LuckPerms' && jar !== undefined)!;
  const { host, name } = fleet.find(({ id }) => id === one.instanceId)!;
  return { host, instance: name, plugin: one.plugin };
}
