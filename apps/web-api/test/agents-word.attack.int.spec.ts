import { randomUUID } from 'node:crypto';
import type { AgentHeartbeat } from '@archivesmp/contracts/agent';
import { aManifest, aManifestFile } from '@archivesmp/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { discoverKnownFleet, waitingScan } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

let api: TestApi;
let ovh: Awaited<ReturnType<TestApi['as']>>;
beforeAll(async () => {
  api = await bootTestApi();
  ovh = await api.as(['agent:ovh']);
});
afterAll(async () => {
  await api?.close();
});

const instance = (folder: string) => ({
  instanceId: randomUUID(),
  folder,
  name: folder,
  friendlyName: folder,
  platform: 'paper' as const,
  identified: true,
});
const beat = (host: string, instances: unknown[]): AgentHeartbeat => ({
  host,
  version: '0.1.0',
  at: new Date().toISOString(),
  startedAt: new Date().toISOString(),
  pid: 7,
  hubReachable: true,
  instances: instances as AgentHeartbeat['instances'],
});
const sendHeartbeat = (heartbeat: unknown) =>
  ovh('/api/agent/heartbeat', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(heartbeat),
  });
const storedHeartbeats = async () => api.history.heartbeats.listHostLiveness(new Date());

it('an agent speaks for the host of its token only, and Redis for nobody', async () => {
  expect((await sendHeartbeat(beat('hetzner', [instance('BENT01')]))).status).toBe(403);
  const { host, port, username, password, database: db } = api.settings.redis;
  const thief = new Redis({ host, port, username, db, ...(password && { password: password.reveal() }) });
  await thief.set('archivesmp:agent:hetzner:heartbeat', JSON.stringify(beat('hetzner', [])));
  await thief.sadd('archivesmp:agent:hosts', 'hetzner');
  thief.disconnect();
  expect(await storedHeartbeats()).toEqual([]);
  expect((await sendHeartbeat(beat('ovh', [instance('SMP201')]))).status).toBe(200);
  expect(await storedHeartbeats()).toMatchObject([
    { host: 'ovh', state: 'alive', heartbeat: { instances: [{ name: 'SMP201' }] } },
  ]);
  const viewer = await api.as(['read']);
  const { hosts } = (await (await viewer('/api/v1/hosts')).json()) as { hosts: { name: string }[] };
  expect(hosts.map(({ name }) => name)).toEqual(['ovh']);
});

it('junk in a heartbeat is refused one by one, and keeps no instance from being known', async () => {
  const good = instance('SMP201');
  const junk = [null, 7, [], {}, { ...good, instanceId: 'x' }, { ...good, name: 'N'.repeat(129) }];
  const answer = await sendHeartbeat(beat('ovh', [...junk, good, { ...good, platform: 'toaster' }]));
  expect(await answer.json()).toEqual({ refused: junk.length + 1 });
  const [only] = await storedHeartbeats();
  expect(only!.heartbeat!.instances).toEqual([good]);
  expect(only!.heartbeat!.discoveryError).toContain(`${junk.length + 1} of its instances were refused`);
});

it('50,000 instances are no host: nothing of them is taken, and what was known before stays', async () => {
  const ghosts = Array.from({ length: 50_000 }, (_, number) => instance(`GHOST${number}`));
  expect((await sendHeartbeat(beat('ovh', ghosts))).status).toBeGreaterThanOrEqual(400);
  expect((await sendHeartbeat(beat('ovh', ghosts.slice(0, 1_001)))).status).toBe(400);
  for (const body of [null, [], { ...beat('ovh', []), pid: 1e308 }, { ...beat('ovh', []), instances: {} }])
    expect((await sendHeartbeat(body)).status).toBe(400);
  expect((await storedHeartbeats())[0]!.heartbeat!.instances).toHaveLength(1);
});

it('an agent reads the signed word of its own jobs only, and what it refused is told once a minute', async () => {
  const jobId = 'agent.inspect-instance-11111111-1111-4111-8111-111111111111';
  const post = (path: string, body: object) =>
    ovh(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  for (const id of [jobId, 'x', '%00', '..%2f..', 'x'.repeat(99)])
    expect([400, 404], id).toContain((await ovh(`/api/agent/jobs/${id}`)).status);
  const forged = { jobId, kind: 'unknown' };
  expect((await post('/api/results/refused-jobs', { host: 'hetzner', jobs: [forged] })).status).toBe(403);
  const all = Array.from({ length: 50 }, () => forged);
  for (const jobs of [[forged], all, all, all])
    expect((await post('/api/results/refused-jobs', { host: 'ovh', jobs, more: 1_000 })).status).toBe(204);
  for (const jobs of [
    [...all, forged],
    [null],
    [{ jobId, kind: 'toaster' }],
    [{ jobId: 'x'.repeat(201), kind: 'unknown' }],
  ])
    expect((await post('/api/results/refused-jobs', { host: 'ovh', jobs })).status).toBe(400);
  const { records } = await api.history.audit.listAudit({ limit: 10, action: 'job.refused' });
  expect(records).toMatchObject([{ actor: 'agent:ovh', detail: { count: 1_001, jobs: [forged] } }]);
  const text = await (await (await api.as(['read']))('/metrics')).text();
  expect(text).toMatch(/refused_jobs_total\{host="ovh",kind="unknown",app="web-api"\} 4151/);
});

it.each([
  '../../.ssh/authorized_keys',
  'plugins/CMI/../../../x.yml',
  '/etc/passwd',
  'plugins/CMI/a\u0000.yml',
])('a manifest with the path %j is refused with that path, and the scan waits on', async (path) => {
  const instances = await discoverKnownFleet(api.history);
  const { id: instanceId } = instances.find(({ host }) => host === 'ovh')!;
  const scanId = await waitingScan(api.history, instances);
  const files = [aManifestFile(), aManifestFile({ path })];
  const answer = await ovh('/api/results', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(aManifest({ scanId, instanceId, host: 'ovh', files })),
  });
  expect(answer.status).toBe(400);
  const status = (await api.history.scans.getScan(scanId))!.instances!;
  expect(status.find((one) => one.instanceId === instanceId)).toMatchObject({ state: 'waiting', files: 0 });
  await api.history.scanResults.failScan(scanId, 'the next test begins', new Date());
});
