import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAmpPanel, type RunningPanel } from '@archivesmp/amp-simulator';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import { DiscoverFleetJob } from '@archivesmp/contracts/jobs';
import { migrate, openHistory, outboxJob, type History } from '@archivesmp/history';
import { storeSettings, until } from '@archivesmp/private-services';
import {
  bootService,
  createLog,
  HostSettings,
  parseSettings,
  type RunningService,
} from '@archivesmp/service-kit';
import { freshBucket, freshDatabase, freshRedisPrefix, type TestDatabase } from '@archivesmp/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { driftAnalysis } from '../src/index.js';

const USER = { name: 'hub', password: 'a password for tests' };
const UNLISTED = '00000000-0000-4000-8000-000000000001';

let dir: string;
let panel: RunningPanel;
let database: TestDatabase;
let history: History;
let service: RunningService;
let bent: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'archivesmp-stolen-'));
  await mkdir(path.join(dir, 'amp/instances/BENT01/Minecraft'), { recursive: true });
  const hostDir = path.join(dir, 'amp');
  panel = await startAmpPanel({ port: 0, name: 'hetzner', hostDir, users: [USER], ownSpec: true });
  bent = panel.controller.byName('BENT01')!.record.InstanceID;
  database = await freshDatabase();
  const s3 = await freshBucket();
  const redis = await freshRedisPrefix();
  const settings = parseSettings(
    HostSettings,
    JSON.stringify({
      physical_server: 'hetzner',
      amp_servers: [{ name: 'hetzner', url: panel.url, username: USER.name, password: USER.password }],
      ...storeSettings(
        { redis, mariadb: database.settings, s3 },
        { database: database.settings.database, redisDatabase: redis.db, bucketPrefix: s3.bucketPrefix },
      ),
      drift: { port: 0, scan_every_seconds: 0 },
    }),
    'test.yaml',
    {},
  );
  await migrate(database.settings);
  history = await openHistory(database.settings);
  const log = createLog({ app: 'drift-analysis', settings: { level: 'fatal' } });
  service = await bootService(driftAnalysis, settings, { log });
});
afterAll(async () => {
  await service?.close();
  await history?.close();
  await database?.drop();
  await panel?.close();
  await rm(dir, { recursive: true, force: true });
});

const found = (instanceId: string, name: string): FoundInstance => ({
  instanceId,
  folder: name,
  name,
  friendlyName: name,
  platform: 'paper',
  identified: true,
});
const reports = (host: string, ...instances: FoundInstance[]) =>
  history.heartbeats.recordHeartbeat(
    host,
    {
      host,
      version: '0.1.0',
      at: new Date().toISOString(),
      startedAt: new Date().toISOString(),
      pid: 7,
      hubReachable: true,
      instances,
    },
    new Date(),
  );

async function discover(): Promise<void> {
  const id = await history.operations.requestOperation(
    {
      kind: DiscoverFleetJob.name,
      requestedBy: 'test',
      jobs: (operationId) => [outboxJob(DiscoverFleetJob, { operationId })],
    },
    new Date(),
  );
  await until(
    async () => ((await history.operations.getOperation(id))?.state === 'succeeded' ? true : undefined),
    30_000,
  );
}
const folders = async () =>
  Object.fromEntries(
    (await history.fleet.listInstances()).map(({ id, host, folder }) => [id, `${host}/${folder}`]),
  );
const metric = async (host: string) =>
  new RegExp(`refused_claims\\{host="${host}",app="drift-analysis"\\} (\\d+)`).exec(
    await (await fetch(`${service.url}/metrics`)).text(),
  )?.[1];

it('the agent of one host takes no instance of another: it is told, counted, and nothing moves', async () => {
  await reports('hetzner', found(bent, 'BENT01'), found(UNLISTED, 'BY-HAND'));
  await discover();
  const before = await folders();
  expect(before).toEqual({ [bent]: 'hetzner/BENT01', [UNLISTED]: 'hetzner/BY-HAND' });

  await reports('ovh', found(bent, 'STOLEN'), found(UNLISTED, 'STOLEN'));
  await discover();
  expect(await folders()).toEqual(before);
  const claim = { claimedBy: 'ovh', by: 'agent', name: 'STOLEN', owner: 'hetzner' };
  const stands = [
    { ...claim, instanceId: UNLISTED, reason: 'first-agent' },
    { ...claim, instanceId: bent, reason: 'panel' },
  ];
  const byId = (left: { instanceId: string }, right: { instanceId: string }) =>
    left.instanceId < right.instanceId ? -1 : 1;
  expect((await history.claims.listClaims()).sort(byId)).toMatchObject([...stands].sort(byId));
  expect((await history.fleet.listInstanceRecords({ instance: bent }))[0]).toMatchObject({
    host: 'hetzner',
    claimedBy: ['ovh'],
  });
  expect([await metric('ovh'), await metric('hetzner')]).toEqual(['2', '0']);
});

it('nor while panel and agent of the other host are silent; the audit tells it once', async () => {
  panel.switches.cutFaults = -1;
  await discover();
  await discover();
  panel.switches.cutFaults = 0;
  expect(await folders()).toMatchObject({ [bent]: 'hetzner/BENT01', [UNLISTED]: 'hetzner/BY-HAND' });
  const { records } = await history.audit.listAudit({ limit: 50, action: 'instance.claim-refused' });
  expect(records.map(({ actor, subject }) => `${actor} ${subject}`).sort()).toEqual(
    [`agent:ovh ${UNLISTED}`, `agent:ovh ${bent}`].sort(),
  );
});

it('until a person says otherwise, and again when that is taken back', async () => {
  const assign = (host: string | undefined) =>
    history.transaction((sql) => history.discovery.assignHost(UNLISTED, host, new Date(), sql));
  await assign('ovh');
  await discover();
  expect((await folders())[UNLISTED]).toBe('ovh/STOLEN');
  expect(await history.claims.listClaims(UNLISTED)).toMatchObject([
    { claimedBy: 'hetzner', reason: 'person' },
  ]);
  await assign(undefined);
  await discover();
  expect((await folders())[UNLISTED]).toBe('ovh/STOLEN');
});

it('a flood of instances that no panel lists ends at its limit, and keeps nobody else from being known', async () => {
  const ghosts = Array.from({ length: 1_000 }, (_each, number) =>
    found(`10000000-0000-4000-8000-${String(number).padStart(12, '0')}`, `GHOST${number}`),
  );
  await reports('ovh', ...ghosts);
  await discover();
  const all = await folders();
  expect(Object.values(all).filter((folder) => folder.startsWith('ovh/GHOST')).length).toBeLessThanOrEqual(
    500,
  );
  expect(all[bent]).toBe('hetzner/BENT01');
  expect(Number(await metric('ovh'))).toBeGreaterThanOrEqual(500);
});
