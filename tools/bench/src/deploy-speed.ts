import type { DeploymentView } from '@archivesmp/contracts/deployment';
import { hasEnded } from '@archivesmp/contracts/deployment-states';
import type { PlanView } from '@archivesmp/contracts/plan';
import type { DemoInstance } from '@archivesmp/demo-fleet';
import { MeasuredProduct } from './measured-product.js';
import { median } from './median.js';
import type { BenchOptions } from './scan-speed.js';

/** One row of the table, beside what it may be. */
export interface DeployRow {
  readonly what: string;
  readonly runs: number;
  readonly p50: number;
  readonly p95: number;
  readonly unit: 's' | 'MB';
  /** What the 95th percentile may be. */
  readonly target: number | undefined;
}

const FILES = 12;
const FLEET = 23;
/** A 95th percentile of fewer is the worst of them. */
const LEAST_RUNS = 20;
const ALONE = 'DEV01';
const HOSTS = ['hetzner', 'ovh'] as const;
let serial = 0;

/**
 * Changes of 12 files through the whole product on durable stores: one instance, whose server is down so that nothing is
 * restarted, and 23 running ones in waves with their restarts. Seconds from the request to the last word.
 */
export async function deploySpeed({ rounds }: BenchOptions): Promise<DeployRow[]> {
  const product = await MeasuredProduct.startProduct(
    Array.from({ length: FLEET }, (_, index) => numbered(index)),
  );
  try {
    return await measure(product, Math.max(LEAST_RUNS, rounds));
  } finally {
    await product.close();
  }
}

async function measure(product: MeasuredProduct, runs: number): Promise<DeployRow[]> {
  const server = product.panels.get('hetzner')!.controller.byName(ALONE)!;
  server.app.stop();
  await product.eventually('the server to stop', async () => (server.app.current === 0 ? true : undefined));
  await scanAll(product);
  const alone = await oneInstance(product, runs);
  server.startApp();
  await product.eventually('the server to start', async () => (server.app.current === 20 ? true : undefined));
  await scanAll(product);
  const fleet = [2, 4].map((perHost) => ({ perHost, seconds: [] as number[] }));
  for (const { perHost, seconds } of fleet) seconds.push(...(await wholeFleet(product, perHost)));
  const agents = HOSTS.map((host) => product.peakMegabytes(`client-agent-${host}`));
  return [
    row(`files in place, ${FILES} files, one instance`, alone.written, 's', 2),
    row('the same with its verdict', alone.applied, 's'),
    row('rollback of it with its verdict', alone.rolledBack, 's', 5),
    ...fleet.map(({ perHost, seconds }) =>
      row(`${FLEET} instances in waves, ${perHost} at once per host, restarts of 0.4 s`, seconds, 's'),
    ),
    row('peak memory of an agent', agents, 'MB', 120),
    row('peak memory of the hub', [product.peakMegabytes('hub')], 'MB'),
  ];
}

interface Alone {
  readonly written: number[];
  readonly applied: number[];
  readonly rolledBack: number[];
}

/** Change and rollback one after the other; the first round warms up. */
async function oneInstance(product: MeasuredProduct, runs: number): Promise<Alone> {
  const times: Alone = { written: [], applied: [], rolledBack: [] };
  for (let round = 0; round <= runs; round += 1) {
    const plan = await approvedPlan(product, [ALONE]);
    const start = performance.now();
    const { id } = await product.call<DeploymentView>('POST', '/api/v1/deployments', {
      planId: plan.id,
      hash: plan.hash,
    });
    await product.eventually('the files to be in place', async () => {
      const [order] = await product.history.orders.listOrders(id);
      return order?.outcome?.state === 'applied' ? order : undefined;
    });
    const written = since(start);
    await succeeded(product, id);
    const applied = since(start);
    const back = performance.now();
    const undo = await product.call<DeploymentView>('POST', `/api/v1/deployments/${id}/rollback`);
    await succeeded(product, undo.id);
    if (round === 0) continue;
    times.written.push(written);
    times.applied.push(applied);
    times.rolledBack.push(since(back));
  }
  return times;
}

/** Everything once, and back again. @returns seconds of both */
async function wholeFleet(product: MeasuredProduct, perHost: number): Promise<number[]> {
  const names = Array.from({ length: FLEET }, (_, index) => numbered(index).name);
  const plan = await approvedPlan(product, names);
  const start = performance.now();
  const asked = { planId: plan.id, hash: plan.hash, perHost };
  const { id } = await product.call<DeploymentView>('POST', '/api/v1/deployments', asked);
  await succeeded(product, id);
  const there = since(start);
  const undo = await product.call<DeploymentView>('POST', `/api/v1/deployments/${id}/rollback`);
  await succeeded(product, undo.id);
  return [there];
}

/** Everything that was changed before was looked at again, so that the plan is made on what lies there. */
async function approvedPlan(product: MeasuredProduct, instances: string[]): Promise<PlanView> {
  await scanned(product, instances.length === 1 ? { instance: instances[0] } : {});
  const files = await filesOf(product, instances[0]!);
  const changes = files.map(({ plugin, path: file }) => ({
    instances,
    plugin,
    file,
    edits: [{ op: 'insert', path: [`measured-${(serial += 1)}`], value: 'bench' }],
  }));
  const { id } = await product.call<PlanView>('POST', '/api/v1/plans', { title: 'measured', changes });
  const plan = await product.eventually('the plan', async () => {
    const view = await product.call<PlanView>('GET', `/api/v1/plans/${id}`);
    return view.state === 'making' ? undefined : view;
  });
  if (plan.files !== FILES * instances.length)
    throw new Error(
      `${plan.files} files would change and not ${FILES * instances.length}: ${plan.reason ?? ''}`,
    );
  return product.call<PlanView>('POST', `/api/v1/plans/${id}/approve`, { hash: plan.hash });
}

async function filesOf({ history }: MeasuredProduct, name: string) {
  const [instance] = await history.fleet.listInstances({ instance: name });
  const files = await history.configFiles.listConfigFiles({ instanceIds: [instance!.id] });
  return files.filter((one) => one.state === 'readable' && one.path.endsWith('.yml')).slice(0, FILES);
}

/** What lies on the hosts and what runs there. */
async function scanAll(product: MeasuredProduct): Promise<void> {
  await product.eventually('the fleet', async () => {
    const { id } = await product.call<{ id: string }>('POST', '/api/v1/discoveries');
    await product.eventually('the discovery', async () => {
      const { state } = await product.call<{ state: string }>('GET', `/api/v1/operations/${id}`);
      return state === 'succeeded' || state === 'failed' ? state : undefined;
    });
    return (await product.history.fleet.listInstances()).length === FLEET ? true : undefined;
  });
  await scanned(product, {});
}

async function scanned(product: MeasuredProduct, scope: object): Promise<void> {
  const { id } = await product.call<{ id: string }>('POST', '/api/v1/scans', scope);
  await product.eventually('the scan', async () => {
    const scan = await product.history.scans.getScan(id);
    if (scan?.state === 'partial' || scan?.state === 'failed') throw new Error(`the scan is ${scan.state}`);
    return scan?.state === 'completed' ? true : undefined;
  });
}

async function succeeded(product: MeasuredProduct, id: string): Promise<void> {
  const view = await product.eventually('the deployment', async () => {
    const now = await product.history.deploymentReads.getDeployment(id);
    return now !== undefined && hasEnded(now.state) ? now : undefined;
  });
  if (view.state !== 'succeeded')
    throw new Error(`the deployment ${view.state}: ${view.instances.map(({ reason }) => reason).join('; ')}`);
}

function row(what: string, values: readonly number[], unit: 's' | 'MB', target?: number): DeployRow {
  const sorted = values.toSorted((left, right) => left - right);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  const round = (value: number): number => Number(value.toFixed(unit === 's' ? 2 : 0));
  return { what, runs: values.length, p50: round(median(values)), p95: round(p95), unit, target };
}

const since = (start: number): number => (performance.now() - start) / 1_000;

/** The one that is changed alone, and 22 others on two hosts. */
function numbered(index: number): DemoInstance {
  const name = index === 0 ? ALONE : `BENCH${String(index).padStart(2, '0')}`;
  const host = HOSTS[index % 2]!;
  return { name, friendlyName: name, host, platform: 'paper', port: 25_600 + index };
}
