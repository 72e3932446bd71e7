import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ScanRecord } from '@archivesmp/history';
import type { InstanceView } from '@archivesmp/contracts/fleet';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { TestProduct } from './test-product.js';

/** Deliveries that pass before the others wait: some instances are through, most are not. */
const HALF_WAY = 6;

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
});
afterAll(() => product?.close());

/** Asks for a scan of everything and returns its id when it is half way and cannot go on. */
async function halfWayThrough(): Promise<string> {
  product.gate.holdAfter(HALF_WAY);
  const { id } = await product.requestScan();
  await product.eventually('deliveries of both agents to wait', async () => {
    const { instances = [] } = await product.scan(id);
    const waiting = new Set(instances.filter(({ state }) => state === 'waiting').map(({ host }) => host));
    return product.gate.held >= 2 && waiting.size === 2 ? true : undefined;
  });
  return id;
}

const namesIn = (scan: ScanRecord, state: string): string[] =>
  scan
    .instances!.filter((one) => one.state === state)
    .map(({ instance }) => instance)
    .sort();

const allNames = DEMO_INSTANCES.map(({ name }) => name).sort();

/** What is recorded of these instances is the truth about them; of the others nothing is recorded. */
async function expectTruthOf(instances: readonly string[]): Promise<void> {
  const locations = (
    items: readonly { instance: string; plugin: string; file: string | null; kind: string }[],
  ): string[] =>
    items.map(({ instance, plugin, file, kind }) => [instance, plugin, file ?? '', kind].join()).sort();
  const truth = product.truth.drifts.filter(({ instance }) => instances.includes(instance));
  expect(locations(await product.findings())).toEqual(locations(truth));
}

describe('a scan in the middle of which', () => {
  it('an agent is killed ends as partial and says which instances did not answer', async () => {
    await product.stop('hub');
    product.writeHubSettings(15);
    await product.startHub();
    const id = await halfWayThrough();
    await product.kill('agent-ovh');
    product.gate.release();
    const scan = await product.scanEnd(id);
    expect(scan.state).toBe('partial');
    const [scanned, unreachable] = [namesIn(scan, 'scanned'), namesIn(scan, 'unreachable')];
    expect([...scanned, ...unreachable].sort()).toEqual(allNames);
    expect(scanned).toEqual(
      expect.arrayContaining(DEMO_INSTANCES.filter(({ host }) => host === 'hetzner').map(({ name }) => name)),
    );
    expect(unreachable.length).toBeGreaterThan(0);
    for (const line of scan.instances!.filter(({ state }) => state === 'unreachable'))
      expect(line.reason).toContain('agent of ovh');
    await expectTruthOf(scanned);
    const { instances } = await product.call<{ instances: InstanceView[] }>('GET', '/api/v1/instances');
    for (const name of unreachable)
      expect(instances.find((one) => one.name === name)).toMatchObject({ drift: 'unknown' });
  });

  it('the agent was missing is whole again as soon as it is back', async () => {
    await product.stop('hub');
    product.writeHubSettings(90);
    await product.startHub();
    await product.startAgent('ovh');
    const scan = await product.scanned();
    expect(namesIn(scan, 'scanned')).toEqual(allNames);
    await expectTruthOf(allNames);
  });

  it('Redis loses everything is finished all the same', async () => {
    const rows = await product.findingRows();
    const id = await halfWayThrough();
    const redis = new Redis(product.services.redis);
    await redis.flushall();
    redis.disconnect();
    product.gate.release();
    const scan = await product.scanEnd(id);
    expect(scan.state).toBe('completed');
    expect(namesIn(scan, 'scanned')).toEqual(allNames);
    expect(await product.findingRows()).toBe(rows);
  });

  it('the hub is killed is finished by the next one', async () => {
    const rows = await product.findingRows();
    const id = await halfWayThrough();
    await product.kill('hub');
    product.gate.release();
    expect(await product.scan(id)).toMatchObject({ state: 'running' });
    await product.startHub();
    const scan = await product.scanEnd(id);
    expect(scan.state).toBe('completed');
    expect(namesIn(scan, 'scanned')).toEqual(allNames);
    expect(await product.findingRows()).toBe(rows);
  });

  it('MariaDB is restarted is finished when it is back', async () => {
    const rows = await product.findingRows();
    const id = await halfWayThrough();
    await product.stop('mariadb');
    product.gate.release();
    await expect(product.requestScan({ host: 'ovh' })).rejects.toThrow(/503.*database\.unavailable/);
    await product.startServices();
    const scan = await product.scanEnd(id);
    expect(scan.state).toBe('completed');
    expect(namesIn(scan, 'scanned')).toEqual(allNames);
    expect(await product.findingRows()).toBe(rows);
  });
});
