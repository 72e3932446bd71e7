import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JobBus, type RedisConnectionSettings } from '@archivesmp/bus';
import { ApplyOrderJob, InspectInstanceJob } from '@archivesmp/contracts/deployment-jobs';
import type { JobDefinition } from '@archivesmp/contracts/jobs';
import { INSPECTED_BYTES, type AgentOrder } from '@archivesmp/contracts/order';
import { sha256Hex } from '@archivesmp/digests';
import { derivedInstanceId } from '@archivesmp/instance-files';
import { startAmpPanel } from '@archivesmp/amp-simulator';
import { freshRedisPrefix } from '@archivesmp/testing';
import { Redis } from 'ioredis';
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentProcess } from './agent-process.js';
import { ListeningStandInHub } from './stand-in-hub.js';

let root: string;
let server: string;
let hub: ListeningStandInHub;
let agent: AgentProcess;
let bus: JobBus;
let redis: Redis;
let settings: Record<string, unknown>;

const INSTANCE = derivedInstanceId('ovh', 'BENT01');
const FILES = Array.from({ length: 12 }, (_, index) => `plugins/P${index}/config.yml`);
const oldText = (file: string): string => `# ${file}\nvalue: old\n`;
const newText = (file: string): string => `# ${file}\nvalue: new\n`;
const onDisk = (file: string): string => readFileSync(path.join(server, file), 'utf8');

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'archivesmp-agent-'));
  server = path.join(root, 'amp/instances/BENT01/Minecraft');
  for (const file of FILES) {
    mkdirSync(path.dirname(path.join(server, file)), { recursive: true });
    writeFileSync(path.join(server, file), oldText(file));
  }
  writeFileSync(path.join(server, 'server.properties'), 'motd=hi\n');
  hub = new ListeningStandInHub();
  await hub.start();
  const { host, port, username, password, db } = await freshRedisPrefix();
  const connection: RedisConnectionSettings = { host, port, username, password, db };
  bus = new JobBus(connection, { idsOnly: true });
  redis = new Redis(connection);
  settings = {
    role: 'client',
    physical_server: 'ovh',
    hub_api: hub.address,
    token: 'agent-token',
    redis: { host, port, username, password, database: db },
    redis_shared: true,
    instances_root: path.join(root, 'amp'),
    order_keys: [hub.publicKey],
    state_folder: path.join(root, 'state'),
    hub_patience_seconds: 2,
    status: { port: 0 },
  };
  agent = AgentProcess.with(root, settings);
});
afterEach(async () => {
  await agent.end('SIGKILL');
  hub.stop();
  await bus.close();
  redis.disconnect();
  rmSync(root, { recursive: true, force: true });
});

function order(overrides: Partial<AgentOrder> = {}): AgentOrder {
  return {
    orderId: randomUUID(),
    deploymentId: randomUUID(),
    instanceId: INSTANCE,
    host: 'ovh',
    folder: 'BENT01',
    fence: 1,
    planHash: sha256Hex('plan'),
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
    files: FILES.map((file, index) => ({
      path: file,
      plugin: `P${index}`,
      before: sha256Hex(oldText(file)),
      after: hub.put(newText(file)),
    })),
    ...overrides,
  };
}

/** Asks the agent for something as the hub does: by an id in its queue. */
function ask<Data extends object>(definition: JobDefinition<Data, object>, data: Data): Promise<unknown> {
  hub.ask(definition, data);
  return bus.enqueueJob(definition, data, { host: 'ovh' });
}
const send = ({ orderId, instanceId }: AgentOrder): Promise<unknown> =>
  ask(ApplyOrderJob, { orderId, instanceId, host: 'ovh' });

async function outcomeOf(one: AgentOrder): Promise<unknown> {
  await hub.until(() => hub.outcomes.some(({ orderId }) => orderId === one.orderId));
  return hub.outcomes.find(({ orderId }) => orderId === one.orderId);
}

describe('an agent for a host that has none of its own', () => {
  it('applies orders, reads and restarts through the panel', async () => {
    const panel = await startAmpPanel({
      port: 0,
      name: 'ovh',
      hostDir: path.join(root, 'amp'),
      users: [{ name: 'svc', password: 'pw' }],
    });
    try {
      const instanceId = panel.controller.byName('BENT01')!.record.InstanceID;
      const { host, port, username, password, db } = await freshRedisPrefix();
      agent = AgentProcess.with(root, {
        ...settings,
        redis: { host, port, username, password, database: db },
        instances_root: path.join(root, 'nowhere'),
        access: 'panel',
        amp_local: { url: panel.url, username: 'svc', password: 'pw' },
      });
      await agent.start();
      const one = order({ instanceId });
      hub.issue(one);
      const headers = { authorization: 'Bearer agent-token', 'content-type': 'application/json' };
      const post = (route: string, body: object): Promise<Response> =>
        fetch(`${agent.url}/api/agent/${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const applied = await post('deploy-configs', { orderId: one.orderId, instanceId });
      expect(await applied.json()).toEqual({
        state: 'applied',
        reason: expect.stringContaining('the file manager of the panel'),
      });
      for (const file of FILES) expect(onDisk(file)).toBe(newText(file));
      const status = await (await fetch(`${agent.url}/api/agent/status`, { headers })).json();
      expect(status).toMatchObject({ instances: [{ instanceId, identified: true }] });
      const through = await post('restart', { instances: ['BENT01'], reason: 'lag' });
      expect(through.status).toBe(202);
      expect(await through.json()).toEqual({ via: 'hub', deploymentId: 'd1', state: 'waiting' });
      hub.isUnavailable = () => true;
      const restart = { instances: ['BENT01'], force: true };
      for (const body of [{ instances: ['BENT01'] }, restart])
        expect((await post('restart', body)).status).toBe(503);
      expect(panel.controller.byName('BENT01')!.app.current).toBe(20);
      const forced = await post('restart', {
        ...restart,
        reason: 'the server lags and the hub is unavailable',
      });
      expect(await forced.json()).toEqual({
        via: 'force',
        instances: [{ instance: 'BENT01', state: 'done', detail: 'the panel was asked' }],
      });
      expect(panel.controller.byName('BENT01')!.app.current).not.toBe(20);
    } finally {
      await panel.close();
    }
  });
});

describe('the agent as a process', () => {
  it('beats, carries out a signed order once, and goes back by another', async () => {
    await agent.start();
    await hub.until(() => hub.heartbeat !== undefined);
    expect(hub.heartbeat).toMatchObject({ host: 'ovh', hubReachable: true, instances: [{ name: 'BENT01' }] });
    expect(await redis.keys('*heartbeat*')).toEqual([]);
    const forth = order();
    hub.issue(forth);
    await send(forth);
    expect(await outcomeOf(forth)).toEqual({
      orderId: forth.orderId,
      instanceId: INSTANCE,
      fence: 1,
      state: 'applied',
    });
    for (const file of FILES) {
      expect(onDisk(file)).toBe(newText(file));
      expect(hub.backups.get(sha256Hex(oldText(file)))?.toString()).toBe(oldText(file));
    }
    const back = order({
      fence: 2,
      files: forth.files.map((file) => ({ ...file, before: file.after, after: hub.put(oldText(file.path)) })),
    });
    hub.issue(back);
    await send(back);
    expect(await outcomeOf(back)).toMatchObject({ state: 'applied' });
    for (const file of FILES) expect(onDisk(file)).toBe(oldText(file));
    // The first one once more, as a queue that lost its memory would: told again, not done again.
    await redis.flushdb();
    hub.outcomes.length = 0;
    await send(forth);
    expect(await outcomeOf(forth)).toMatchObject({ state: 'applied' });
    for (const file of FILES) expect(onDisk(file)).toBe(oldText(file));
  });

  it('refuses what is forged, expired, re-targeted or overtaken, and touches nothing', async () => {
    await agent.start();
    const foreign = generateKeyPairSync('ed25519').privateKey;
    const genuine = order({ fence: 7 });
    const cases: [string, AgentOrder, (one: AgentOrder) => void][] = [
      ['bad_signature', order(), (one) => hub.issue(one, foreign)],
      [
        'bad_signature',
        order(),
        (one) => {
          const { text, signature } = hub.issue(one);
          hub.orders.set(one.orderId, { text: text.replace('"fence":1', '"fence":9'), signature });
        },
      ],
      ['wrong_target', order(), (one) => hub.orders.set(one.orderId, hub.issue(genuine))],
      ['wrong_target', order({ host: 'hetzner' }), (one) => hub.issue(one)],
      ['wrong_target', order({ folder: 'SMP101' }), (one) => hub.issue(one)],
      ['wrong_target', order({ instanceId: randomUUID(), folder: 'NONE' }), (one) => hub.issue(one)],
      ['expired', order({ expiresAt: '2020-01-01T00:00:00.000Z' }), (one) => hub.issue(one)],
      [
        'outside_instance',
        order({
          files: [{ path: '../../../outside.yml', plugin: 'X', before: null, after: hub.put('x') }],
        }),
        (one) => hub.issue(one),
      ],
      ['invalid_order', order({ files: [{ path: 5 } as never] }), (one) => hub.issue(one)],
    ];
    for (const [code, one, issue] of cases) {
      issue(one);
      await send(one);
      expect(await outcomeOf(one), code).toMatchObject({ state: 'refused', code });
    }
    hub.issue(genuine);
    await send(genuine);
    expect(await outcomeOf(genuine)).toMatchObject({ state: 'applied' });
    const late = order({ fence: 6 });
    hub.issue(late);
    await send(late);
    expect(await outcomeOf(late)).toMatchObject({ state: 'refused', code: 'stale_fence' });
    expect(existsSync(path.join(root, 'outside.yml'))).toBe(false);
    for (const file of FILES) expect(onDisk(file)).toBe(newText(file));
    const metrics = await (await fetch(`${agent.url}/metrics`)).text();
    expect(metrics).toMatch(/archivesmp_agent_orders_total\{[^}]*kind="bad_signature"[^}]*\} 2/);
  });

  it('writes nothing when the backup does not come back as it was, and tries again', async () => {
    await agent.start();
    let wrong = 2;
    hub.storage = (bytes) => (wrong-- > 0 ? Buffer.concat([bytes, Buffer.from('!')]) : bytes);
    const one = order();
    hub.issue(one);
    await send(one);
    expect(await outcomeOf(one)).toMatchObject({ state: 'applied' });
    expect(wrong).toBeLessThan(0);
    expect(agent.output).toMatch(/backup_failed|content_unavailable|read back/);
  });

  it('keeps the outcome until the hub takes it, also over kill -9', async () => {
    await agent.start();
    hub.isUnavailable = (request) => request.startsWith('POST /api/results/orders/');
    const one = order();
    hub.issue(one);
    await send(one);
    await agent.prints('outcome waits for the hub');
    for (const file of FILES) expect(onDisk(file)).toBe(newText(file));
    await agent.end('SIGKILL');
    hub.isUnavailable = () => false;
    await agent.start();
    expect(await outcomeOf(one)).toMatchObject({ state: 'applied' });
    expect(readdirSync(path.join(root, 'state/apply'))).toEqual([]);
  });

  it('killed at random moments of orders, is wholly old or wholly new, and says the truth', async () => {
    const seed = Number(process.env['ARCHIVESMP_SEED'] ?? Date.now() % 100_000);
    console.log(`seed ${seed}`);
    let random = seed;
    const upTo = (most: number): number => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((random / 2_147_483_648) * most);
    };
    const pair = [oldText, newText];
    let now = 0;
    for (let fence = 1; fence <= 4; fence++) {
      const [before, after] = [pair[now]!, pair[1 - now]!];
      const one = order({
        fence,
        files: FILES.map((file) => ({
          path: file,
          plugin: 'P',
          before: sha256Hex(before(file)),
          after: hub.put(after(file)),
        })),
      });
      hub.issue(one);
      await agent.start();
      // Let so many requests of the order pass, then die within some milliseconds.
      let requests = 1 + upTo(15);
      let killed: Promise<unknown> | undefined;
      hub.isUnavailable = (request) => {
        if (request.includes(one.orderId) && --requests === 0)
          killed = new Promise((resolve) => setTimeout(resolve, upTo(40))).then(() => agent.end('SIGKILL'));
        return false;
      };
      const post = (): Promise<Response | undefined> =>
        fetch(`${agent.url}/api/agent/deploy-configs`, {
          method: 'POST',
          headers: { authorization: 'Bearer agent-token', 'content-type': 'application/json' },
          body: JSON.stringify({ orderId: one.orderId, instanceId: INSTANCE }),
        }).catch(() => undefined);
      await post();
      await killed;
      hub.isUnavailable = () => false;
      await agent.end('SIGKILL');
      await agent.start();
      await post();
      expect(await outcomeOf(one), `seed ${seed}, order ${fence}`).toMatchObject({ state: 'applied' });
      for (const file of FILES) expect(onDisk(file), `seed ${seed}, order ${fence}`).toBe(after(file));
      expect(readdirSync(path.join(root, 'state/apply'))).toEqual([]);
      expect(readdirSync(path.join(server, 'plugins/P0'))).toEqual(['config.yml']);
      now = 1 - now;
      await agent.end('SIGKILL');
    }
  }, 180_000);

  it('works on while the hub is unavailable and says so', async () => {
    hub.isUnavailable = () => true;
    await agent.start();
    const authorization = 'Bearer agent-token';
    const status = await fetch(`${agent.url}/api/agent/status`, { headers: { authorization } });
    expect(await status.json()).toMatchObject({
      hub: { reachable: false, error: expect.stringContaining('hub') },
      redis: { reachable: true },
      instances: [{ name: 'BENT01' }],
      orders: { keys: [expect.any(String)], outcomesWaiting: 0, stuck: [] },
    });
    expect((await fetch(`${agent.url}/api/agent/status`)).status).toBe(401);
    const mark = (body: object): Promise<Response> =>
      fetch(`${agent.url}/api/agent/mark-restart-needed`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ instances: ['BENT01'], ...body }),
      });
    const refused = await mark({ reason: 'new JAR' });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'hub.unreachable' });
    const marked = await mark({ reason: 'new JAR', force: true });
    expect(await marked.json()).toEqual({ via: 'force', instances: ['BENT01'] });
    await agent.end('SIGTERM');
    await agent.start();
    const statusAnswer = await fetch(`${agent.url}/api/agent/status`, { headers: { authorization } });
    expect(await statusAnswer.json()).toMatchObject({
      restartNeeded: [{ instanceId: INSTANCE, reason: 'new JAR' }],
    });
    hub.isUnavailable = () => false;
    await hub.until(() => hub.asked.length > 0);
    expect(hub.asked[0]).toMatchObject({
      path: '/api/results/local-actions',
      body: {
        host: 'ovh',
        instanceId: INSTANCE,
        action: 'mark-restart-needed',
        reason: 'new JAR',
        end: 'done',
      },
    });
    await vi.waitFor(() => expect(readdirSync(path.join(root, 'state/local-actions'))).toEqual([]));
  });

  it('passes what somebody on the host wants on to the hub, and the refusal back in its words', async () => {
    await agent.start();
    const headers = { authorization: 'Bearer agent-token', 'content-type': 'application/json' };
    const post = (route: string, body: object): Promise<Response> =>
      fetch(`${agent.url}/api/agent/${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const marked = await post('mark-restart-needed', { instances: ['BENT01'], reason: 'new JAR' });
    expect(await marked.json()).toEqual({ via: 'hub', instances: ['BENT01'] });
    const detail = 'BENT01: event tonight (mia)';
    hub.refusal = { status: 409, body: { code: 'deployment.held', detail } };
    const held = await post('restart', { all: true, force: true, reason: 'now!', countdownSeconds: 5 });
    expect(held.status).toBe(409);
    expect(await held.json()).toMatchObject({ code: 'deployment.held', detail });
    expect(hub.asked.map(({ body }) => body)).toMatchObject([
      { instances: [INSTANCE], reason: 'new JAR' },
      { instances: [INSTANCE], reason: 'now!', countdownSeconds: 5, requestId: expect.any(String) },
    ]);
    expect((await post('restart', { instances: ['BENT01'], all: true })).status).toBe(400);
  });

  it('carries out an order over its own route, too', async () => {
    await agent.start();
    const one = order();
    hub.issue(one);
    const answer = await fetch(`${agent.url}/api/agent/deploy-configs`, {
      method: 'POST',
      headers: { authorization: 'Bearer agent-token', 'content-type': 'application/json' },
      body: JSON.stringify({ orderId: one.orderId, instanceId: INSTANCE }),
    });
    expect(await answer.json()).toEqual({ state: 'applied' });
    expect(onDisk(FILES[0]!)).toBe(newText(FILES[0]!));
  });

  it('inspects touched files and the log since the restart', async () => {
    await agent.start();
    const since = new Date(Date.now() - 60_000);
    const clock = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);
    mkdirSync(path.join(server, 'logs'));
    writeFileSync(
      path.join(server, 'logs/latest.log'),
      [
        `[${clock(since.getTime() - 30_000)}] [Server thread/INFO]: [Old] Enabling Old v1`,
        `[${clock(since.getTime() - 30_000)}] [Server thread/ERROR]: [P1] old trouble`,
        `[${clock(Date.now() - 5_000)}] [Server thread/INFO]: [P0] Enabling P0 v1.2.3`,
        `[${clock(Date.now() - 4_000)}] [Server thread/ERROR]: [P1] login with password=hunter2 failed`,
        'java.lang.IllegalStateException: no',
        `[${clock(Date.now() - 3_000)}] [Server thread/ERROR]: nothing we know`,
        '',
      ].join('\n'),
    );
    const inspectionId = randomUUID();
    await ask(InspectInstanceJob, {
      inspectionId,
      instanceId: INSTANCE,
      folder: 'BENT01',
      host: 'ovh',
      files: [
        { path: FILES[0]!, sha256: sha256Hex(oldText(FILES[0]!)) },
        { path: FILES[1]!, sha256: sha256Hex('something else') },
        { path: 'plugins/None/config.yml', sha256: sha256Hex('x') },
      ],
      plugins: ['P0', 'P1'],
      since: since.toISOString(),
    });
    await hub.until(() => hub.inspections.length > 0);
    const changedAt = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(hub.inspections[0]).toEqual({
      inspectionId,
      instanceId: INSTANCE,
      files: [
        { path: FILES[0], sha256: sha256Hex(oldText(FILES[0]!)), changedAt },
        { path: FILES[1], sha256: sha256Hex(oldText(FILES[1]!)), size: oldText(FILES[1]!).length, changedAt },
        { path: 'plugins/None/config.yml', sha256: null },
      ],
      log: 'fresh',
      enabled: ['P0'],
      errors: [expect.stringMatching(/^\[.*\[P1\] login with password=•+ failed \| java\.lang/)],
      freeBytes: expect.any(Number),
    });
    expect([...hub.inspected.values()].map(String)).toEqual([oldText(FILES[1]!)]);
  });

  it('looks at files when nobody asks for the log: absent, unreadable and too large are told apart', async () => {
    await agent.start();
    const bytes = Buffer.from([0, 255, 13, 10, 0xc3, 0x28]);
    writeFileSync(path.join(server, 'plugins/odd.bin'), bytes);
    writeFileSync(path.join(server, 'plugins/huge.yml'), Buffer.alloc(INSPECTED_BYTES + 1, 'a'));
    symlinkSync('/etc/hostname', path.join(server, 'plugins/link.yml'));
    await ask(InspectInstanceJob, {
      inspectionId: randomUUID(),
      instanceId: INSTANCE,
      folder: 'BENT01',
      host: 'ovh',
      files: ['plugins/odd.bin', 'plugins/huge.yml', 'plugins/link.yml', 'plugins/none.yml'].map((file) => ({
        path: file,
        sha256: null,
      })),
      plugins: [],
    });
    await hub.until(() => hub.inspections.length > 0);
    expect(hub.inspections[0]).toMatchObject({
      log: 'absent',
      files: [
        { path: 'plugins/odd.bin', sha256: sha256Hex(bytes), size: 6 },
        { path: 'plugins/huge.yml', large: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { path: 'plugins/link.yml', reason: 'it is not a regular file' },
        { path: 'plugins/none.yml', sha256: null },
      ],
    });
    expect([...hub.inspected.values()]).toEqual([bytes]);
  });

  it('never holds a JAR in memory as a whole', async () => {
    await agent.start();
    const jar = `PK\u0003\u0004${'J'.repeat(48 * 1024 * 1024)}`;
    const first = order();
    const second = order({
      fence: 2,
      files: [{ path: 'plugins/update/Big.jar', plugin: 'Big', before: null, after: hub.put(jar) }],
    });
    const idle = agent.memory().rss;
    for (const one of [first, second]) {
      hub.issue(one);
      await send(one);
      expect(await outcomeOf(one)).toMatchObject({ state: 'applied' });
    }
    const { rss, peak } = agent.memory();
    const mb = (bytes: number): number => Math.round(bytes / 1e6);
    console.log(`agent: ${mb(idle)} MB idle, ${mb(rss)} MB after a JAR, at most ${mb(peak)} MB`);
    expect(mb(peak - idle)).toBeLessThan(mb(jar.length) / 1.5);
  });
});
