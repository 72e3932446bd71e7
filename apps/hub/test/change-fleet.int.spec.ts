import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import type { PlannedChangesView } from '@archivesmp/contracts/planned-change';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
});
afterAll(() => product?.close());

const OVER = new Set(['succeeded', 'failed', 'stopped', 'paused']);

const planned = async (request: object): Promise<PlanView> => {
  const { id } = await product.call<PlanView>('POST', '/api/v1/plans', request);
  return product.eventually('the plan to be made', async () => {
    const plan = await product.call<PlanView>('GET', `/api/v1/plans/${id}`);
    return plan.state === 'making' ? undefined : plan;
  });
};

const approved = ({ id, hash }: PlanView): Promise<PlanView> =>
  product.callAsColleague<PlanView>('POST', `/api/v1/plans/${id}/approve`, { hash });

const ended = (id: string): Promise<DeploymentView> =>
  product.eventually('the deployment to end', async () => {
    const deployment = await product.call<DeploymentView>('GET', `/api/v1/deployments/${id}`);
    return OVER.has(deployment.state) ? deployment : undefined;
  });

const run = async ({ id, hash }: PlanView): Promise<DeploymentView> => {
  const { id: deployment } = await product.call<DeploymentView>('POST', '/api/v1/deployments', {
    planId: id,
    hash,
  });
  return ended(deployment);
};

const CMI = 'plugins/CMI/config.yml';
const fileOf = (host: string, instance: string, file: string): string =>
  path.join(product.serverDir(host, instance), file);
const contentOf = (host: string, instance: string, file = CMI): Promise<string> =>
  readFile(fileOf(host, instance, file), 'utf8');
/** How often the panel restarted an instance, as its console tells. */
const lines = async (host: string, instance: string): Promise<number> =>
  (await readFile(fileOf(host, instance, 'logs/latest.log'), 'utf8').catch(() => '')).length;

describe('changing a fleet', () => {
  it('puts the drift of an instance right, restarts it, and the next scan agrees', async () => {
    const [finding] = (await product.findings('&kind=wrong_value')).filter((one) => one.plugin === 'CMI');
    const { instance, host, plugin, file } = finding!;
    const plan = await planned({ title: 'as everywhere else', findings: [finding!.id] });
    expect(plan).toMatchObject({ state: 'open', instances: 1, files: 1 });
    const changes = await product.call<PlannedChangesView>(
      'GET',
      `/api/v1/plans/${plan.id}/instances/${finding!.instanceId}/changes`,
    );
    expect(changes).toMatchObject({
      hash: plan.hash,
      instance,
      files: [{ what: 'edited', keys: [{ change: 'changed', hidden: false }] }],
    });
    expect(changes.files[0]!.diff).toContain('\n-');
    await expect(run(plan)).rejects.toThrow('plan.not-decidable');
    await expect(
      product.call('POST', `/api/v1/plans/${plan.id}/approve`, { hash: plan.hash }),
    ).rejects.toThrow('plan.self-approval');
    expect(await approved(plan)).toMatchObject({ state: 'approved' });
    const done = await run(plan);
    expect(done).toMatchObject({
      state: 'succeeded',
      instances: [{ instance, state: 'passed', verdict: 'pass' }],
    });
    expect(await lines(host, instance)).toBeGreaterThan(0);
    await product.scanned({ instance });
    const left = await product.findings(`&instance=${instance}&plugin=${plugin}`);
    expect(left.map((one) => one.id)).not.toContain(finding!.id);
    expect(await contentOf(host, instance, `plugins/${plugin}/${file}`)).toContain(String(finding!.expected));
  });

  it('takes a change back, exactly', async () => {
    const { instance, host } = await lastInstance();
    const before = await contentOf(host, instance);
    const done = await run(await approved(await planned(adding(instance, 'note', 'one'))));
    expect(done.state).toBe('succeeded');
    expect(await contentOf(host, instance)).not.toBe(before);
    const { id } = await product.call<DeploymentView>('POST', `/api/v1/deployments/${done.id}/rollback`);
    expect(await ended(id)).toMatchObject({ kind: 'rollback', state: 'succeeded' });
    expect(await contentOf(host, instance)).toBe(before);
    await expect(product.call('POST', `/api/v1/deployments/${done.id}/rollback`)).rejects.toThrow(
      'taken back already',
    );
  });

  it('rolls an instance back by itself when its plugin fails, holds it, and leaves the others alone', async () => {
    const { instance, host } = await lastInstance();
    const others = await everybody();
    const before = await contentOf(host, instance);
    const panel = product.panels.get(host)!;
    panel.switches.brokenPlugins = ['CMI'];
    const request = {
      title: 'breaks the server',
      changes: [others.map((one) => one.instance)].map(fileChangeOf('note', 'two')),
    };
    const plan = await approved(await planned(request));
    const done = await run(plan).finally(() => (panel.switches.brokenPlugins = []));
    expect(done.state).toBe('failed');
    const states = Map.groupBy(done.instances, (one) => one.state);
    expect(states.has('rolled-back')).toBe(true);
    expect(states.has('stuck')).toBe(false);
    for (const one of states.get('rolled-back')!)
      expect(await contentOf(one.host, one.instance)).not.toContain('note: two');
    for (const one of states.get('skipped') ?? [])
      expect(await contentOf(one.host, one.instance)).not.toContain('note: two');
    const held = states.get('rolled-back')![0]!;
    expect(held.reason).toContain('CMI');
    const again = await planned(adding(held.instance, 'note', 'three'));
    expect(JSON.stringify(again.plan)).toContain('on hold');
    expect(again).toMatchObject({ state: 'empty', reason: expect.stringContaining('names the reasons') });
    const { holds } = await product.call<{ holds: { id: string }[] }>('GET', '/api/v1/holds');
    expect(holds.length).toBe(states.get('rolled-back')!.length);
    for (const { id } of holds) await product.history.holds.liftHold(id, 'test', new Date());
    expect(instance === held.instance ? await contentOf(host, instance) : before).toBe(before);
  });

  it('writes into a file that was rewritten since, and refuses one whose key somebody changed, by its name', async () => {
    const { instance, host } = await lastInstance();
    const file = fileOf(host, instance, CMI);
    const plan = await approved(await planned(adding(instance, 'note', 'four')));
    await appendFile(file, '# the server was here\n');
    expect(await run(plan)).toMatchObject({ state: 'succeeded' });
    const written = await readFile(file, 'utf8');
    expect(written).toContain('# the server was here\n');
    expect(written).toContain('note: four\n');
    await product.scanned({ instance });
    const late = await approved(await planned(setting(instance, 'note', 'five')));
    await writeFile(file, (await readFile(file, 'utf8')).replace('note: four', 'note: mine'));
    await expect(run(late)).rejects.toThrow('plan.stale');
    await product.scanned({ instance });
    const next = await approved(await planned(setting(instance, 'note', 'six')));
    await writeFile(file, (await readFile(file, 'utf8')).replace('note: mine', 'note: yours'));
    await product.scanned({ instance });
    await expect(run(next)).rejects.toThrow('plan.stale');
    expect(await readFile(file, 'utf8')).toContain('note: yours');
  });

  it('restarts what was asked for, once, and no more than was expected', async () => {
    const [one, two] = await everybody();
    const request = { instances: [one!.instance, two!.instance] };
    await expect(product.call('POST', '/api/restart', { ...request, expect: 3 })).rejects.toThrow(
      'resource.conflict',
    );
    const { id } = await product.call<DeploymentView>('POST', '/api/restart', { ...request, expect: 2 });
    expect(await ended(id)).toMatchObject({ kind: 'restart', state: 'succeeded' });
  });

  it('writes everything into the sealed audit', async () => {
    const verdict = await product.history.audit.verifyAuditChain();
    expect(verdict.broken).toBeUndefined();
    const { records } = await product.history.audit.listAudit({ limit: 1_000 });
    const actions = new Set(records.map((record) => record.action));
    for (const action of [
      'plan.requested',
      'plan.approved',
      'plan.decision-refused',
      'deployment.requested',
      'deployment.refused',
      'order.applied',
      'instance.passed',
      'instance.rolled-back',
      'deployment.succeeded',
      'deployment.failed',
    ])
      expect(actions).toContain(action);
  });

  it('backs up every byte that was replaced', async () => {
    const { backups } = await product.history.backupReads.listBackups({}, { limit: 100 });
    expect(backups.length).toBeGreaterThan(3);
    for (const backup of backups)
      expect(backup).toMatchObject({ plugin: expect.any(String), files: expect.any(Number) });
  });
});

interface FileLocation {
  readonly instance: string;
  readonly host: string;
}

/** Instances that have the file which these tests change, development first. */
async function everybody(): Promise<FileLocation[]> {
  const instances = await product.history.fleet.listInstances();
  const files = await product.history.configFiles.listConfigFiles({ plugin: 'CMI' });
  const ids = new Set(
    files.filter((one) => one.path === 'config.yml' && one.state === 'readable').map((one) => one.instanceId),
  );
  const fleet = instances.filter((one) => ids.has(one.id));
  return fleet.map((one) => ({ instance: one.name, host: one.host }));
}

const lastInstance = async (): Promise<FileLocation> => (await everybody()).at(-1)!;

const fileChangeOf =
  (key: string, value: string, op = 'insert') =>
  (instances: readonly string[]) => ({
    instances,
    plugin: 'CMI',
    file: 'config.yml',
    edits: [{ op, path: [key], value }],
  });

const adding = (instance: string, key: string, value: string) => ({
  title: `${key} ${value}`,
  changes: [fileChangeOf(key, value)([instance])],
});

const setting = (instance: string, key: string, value: string) => ({
  title: `${key} ${value}`,
  changes: [fileChangeOf(key, value, 'set')([instance])],
});
