import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAmpPanel, type RunningPanel } from '@archivesmp/amp-simulator';
import { migrate, openHistory, type History } from '@archivesmp/history';
import { freePort, startPrivateRedis, stopProcess, storeSettings, until } from '@archivesmp/private-services';
import {
  bootService,
  createLog,
  HostSettings,
  parseSettings,
  type RunningService,
} from '@archivesmp/service-kit';
import { freshBucket, freshDatabase, type TestDatabase } from '@archivesmp/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { driftAnalysis } from '../src/index.js';

const USER = { name: 'hub', password: 'a password for tests' };
const INSTANCES = ['BENT01', 'DEV01', 'HUB01'];

let dir: string;
let panel: RunningPanel;
let database: TestDatabase;
let history: History;
let settings: HostSettings;
let service: RunningService;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'archivesmp-drift-'));
  for (const instance of INSTANCES)
    await mkdir(path.join(dir, 'amp/instances', instance, 'Minecraft'), { recursive: true });
  panel = await startAmpPanel({
    port: 0,
    name: 'hetzner',
    hostDir: path.join(dir, 'amp'),
    users: [USER],
    ownSpec: true,
  });
  const redis = await startPrivateRedis({
    stateDir: dir,
    port: await freePort(),
    password: 'private',
    background: false,
  });
  database = await freshDatabase();
  const s3 = await freshBucket();
  settings = parseSettings(
    HostSettings,
    JSON.stringify({
      physical_server: 'hetzner',
      amp_servers: [{ name: 'hetzner', url: panel.url, username: USER.name, password: USER.password }],
      ...storeSettings(
        { redis, mariadb: database.settings, s3 },
        { database: database.settings.database, bucketPrefix: s3.bucketPrefix },
      ),
      drift: { port: 0 },
    }),
    'test.yaml',
    {},
  );
  await migrate(database.settings);
  history = await openHistory(database.settings);
  service = await boot();
});

afterAll(async () => {
  await service?.close();
  await history?.close();
  await database?.drop();
  await panel?.close();
  await stopProcess(dir, 'redis');
  await rm(dir, { recursive: true, force: true });
});

function boot(): Promise<RunningService> {
  const to = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const log = createLog({ app: 'drift-analysis', settings: { level: 'info' }, to });
  return bootService(driftAnalysis, settings, { log });
}

const logged = (message: string) =>
  until(() => lines.find((line) => line['message'] === message), 30_000) as Promise<Record<string, unknown>>;

/** Waits until /metrics holds all of these; some are counted every few seconds. */
async function expectMetrics(names: readonly string[]): Promise<void> {
  await expect
    .poll(async () => (await fetch(`${service.url}/metrics`)).text(), { timeout: 20_000 })
    .toSatisfy((text: string) => names.every((name) => text.includes(`archivesmp_drift_${name}`)));
}

it('looks for instances and asks for the first scan by itself', async () => {
  const scheduled = await logged('scheduled scan');
  expect((await history.fleet.listInstances()).map(({ name, host }) => [name, host])).toEqual(
    INSTANCES.map((name) => [name, 'hetzner']),
  );
  expect(await history.scans.getScan(String(scheduled['scanId']))).toMatchObject({ requestedBy: 'schedule' });
  await expectMetrics([
    'panel_up{host="hetzner",app="drift-analysis"} 1',
    'panel_calls_total{host="hetzner",outcome="ok"',
  ]);
});

it('stops while it waits for a silent agent, and the next start finishes the scan', async () => {
  const { scanId } = await logged('scheduled scan');
  await service.close();
  expect(lines.at(-1)).toMatchObject({ message: 'service stopped' });
  expect(await history.scans.getScan(String(scanId))).toMatchObject({ state: 'requested' });
  service = await boot();
  const scan = await until(async () => {
    const found = await history.scans.getScan(String(scanId));
    return found?.finishedAt === undefined ? undefined : found;
  }, 50_000);
  expect(scan).toMatchObject({
    state: 'partial',
    reason: expect.stringMatching(
      /^3 of 3 instances could not be scanned: .*start client-agent on that host\.$/,
    ),
  });
  for (const line of scan!.instances!)
    expect(line).toMatchObject({
      state: 'unreachable',
      reason: expect.stringContaining('start client-agent'),
    });
});

it('names each of its dependencies when asked for its health', async () => {
  const health = await (await fetch(`${service.url}/health/ready`)).text();
  for (const name of ['mariadb', 'redis', 's3']) expect(health).toContain(`drift-analysis ${name}`);
});
