import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const HUB = path.resolve(import.meta.dirname, '../dist/main.js');
let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
});
afterAll(() => product?.close());

interface Readiness {
  status: string;
  dependencies: { name: string; state: string }[];
}

const readiness = async (): Promise<{ status: number; down: string[] }> => {
  const answer = await fetch(`${product.url}/health/ready`).catch(() => undefined);
  // The port changes hands for a moment when the hub goes on
  if (answer === undefined) return { status: 0, down: [] };
  const { dependencies } = (await answer.json()) as Readiness;
  return {
    status: answer.status,
    down: dependencies.filter(({ state }) => state === 'down').map(({ name }) => name),
  };
};

/** Runs the hub with other settings until it ends by itself. */
async function hubWith(change: (settings: Record<string, Record<string, unknown>>) => void) {
  const settings = JSON.parse(await readFile(path.join(product.dir, 'hub.yaml'), 'utf8')) as Record<
    string,
    Record<string, unknown>
  >;
  change(settings);
  const file = path.join(product.dir, 'other.yaml');
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
  return spawnSync(process.execPath, [HUB, '--config', file], { encoding: 'utf8', timeout: 60_000 });
}

describe('a hub that starts while a store is unavailable', () => {
  it.each(['mariadb', 'redis', 's3'])('waits for %s, says so, and works when it comes', async (store) => {
    await product.stop('hub');
    await product.stop(store);
    await product.startHub('/health/live');
    await product.eventually('the readiness to name what is unavailable', async () => {
      const { status, down } = await readiness();
      return status === 503 && down.some((name) => name.endsWith(store)) ? true : undefined;
    });
    await product.startServices();
    await product.eventually('the hub to be ready', async () =>
      (await readiness()).status === 200 ? true : undefined,
    );
    expect(await product.scanned()).toMatchObject({ state: 'completed' });
  });

  it('agents do the same while Redis is unavailable', async () => {
    const [host] = product.fleet.hosts;
    await product.stop(`agent-${host!}`);
    await product.stop('redis');
    await product.startAgent(host!);
    await product.startServices();
    await product.eventually('a scan that reaches every agent', async () => {
      const scan = await product.scanned();
      return scan.state === 'completed' ? true : undefined;
    });
  });

  it('ends at once with the remedy when a password is wrong', async () => {
    await product.stop('hub');
    const mariadb = await hubWith((settings) => (settings['mariadb']!['password'] = 'wrong-password'));
    expect([mariadb.status, mariadb.stderr]).toEqual([1, expect.stringContaining('mariadb.password')]);
    const redis = await hubWith((settings) => (settings['redis']!['password'] = 'wrong-password'));
    expect([redis.status, redis.stderr]).toEqual([1, expect.stringContaining('redis.password')]);
    const s3 = await hubWith((settings) => (settings['minio']!['secret_key'] = 'wrong-password'));
    expect([s3.status, s3.stderr]).toEqual([1, expect.stringContaining('minio.secret_key')]);
    for (const { stdout, stderr } of [mariadb, redis, s3]) {
      expect(stdout + stderr).not.toContain('wrong-password');
      expect(stderr).toContain('other.yaml');
    }
  });

  it('ends before it takes work when its port is somebody else’s, and names the setting', async () => {
    const { port } = new URL(product.agent(product.fleet.hosts[0]!).url);
    const { status, stdout, stderr } = await hubWith(
      (settings) => (settings['http']!['port'] = Number(port)),
    );
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/line 1: http\.port: hub cannot listen on .* another/),
    ]);
    expect(stdout).not.toContain('waiting for jobs');
  });

  it('ends at once with the remedy when Redis would throw jobs away', async () => {
    const redis = new Redis(product.services.redis);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    try {
      const { status, stderr } = await hubWith(() => undefined);
      expect([status, stderr]).toEqual([1, expect.stringContaining('noeviction')]);
    } finally {
      await redis.config('SET', 'maxmemory-policy', 'noeviction');
      redis.disconnect();
    }
  });
});
