import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import {
  startAmpPanel,
  VOID_BODIES,
  type AmpPanelOptions,
  type RunningPanel,
} from '@archivesmp/amp-simulator';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AmpPanel } from './amp-panel.js';
import type { AmpCallReport, AmpPanelSettings } from './amp-settings.js';

let dir: string;
let simulated: RunningPanel;
let calls: AmpCallReport[];

beforeEach(async () => {
  calls = [];
  dir = await mkdtemp(path.join(tmpdir(), 'amp-client-'));
  for (const name of ['BENT01', 'VEL01'])
    await mkdir(path.join(dir, `instances/${name}/Minecraft/plugins`), { recursive: true });
  await writeFile(path.join(dir, 'instances/BENT01/Minecraft/server.properties'), 'max-players=40\n');
  await writeFile(path.join(dir, 'instances/VEL01/Minecraft/velocity.toml'), 'show-max-players = 500\n');
});
afterEach(async () => {
  await simulated.close();
  await rm(dir, { recursive: true, force: true });
});

const start = async (
  options: Partial<AmpPanelOptions> = {},
  settings: Partial<AmpPanelSettings> = {},
): Promise<AmpPanel> => {
  simulated = await startAmpPanel({
    port: 0,
    name: 'hetzner',
    hostDir: dir,
    users: [{ name: 'svc', password: 'secret-word' }],
    appStepMs: 10,
    processStartMs: 10,
    ...options,
  });
  return new AmpPanel({
    url: simulated.url,
    username: 'svc',
    password: 'secret-word',
    callsPerSecond: 1000,
    clock: { now: Date.now, sleep: () => Promise.resolve(), random: () => 0 },
    onCall: (call) => calls.push(call),
    ...settings,
  });
};
const sim = (name: string) => simulated.controller.byName(name)!;
const idOf = (name: string): string => sim(name).record.InstanceID;
const eventually = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { interval: 10 });
const logins = (): number => calls.filter(({ method }) => method === 'Login').length;

describe('listing', () => {
  test.each(['current', '2.5'] as const)(
    'gives typed instances without the controller, format %s',
    async (format) => {
      const panel = await start({ format });
      await simulated.control({ players: { BENT01: 7 } });
      const [bent, velocity] = await panel.listInstances();
      expect(bent).toMatchObject({
        id: idOf('BENT01'),
        name: 'BENT01',
        module: 'Minecraft',
        running: true,
        state: 'ready',
        health: 'healthy',
        players: 7,
        ampVersion: '2.6.2.0',
      });
      expect(bent!.metrics.playersMax).toBe(40);
      expect(bent!.metrics.tps).toBeGreaterThan(15);
      expect(bent!.metrics.memoryPercent).toBeCloseTo((bent!.metrics.memoryMb! / 2048) * 100, 0);
      expect(velocity!.metrics.tps).toBeUndefined();
      expect(velocity!.metrics.playersMax).toBe(500);
    },
  );

  test('believes Running before a stale state', async () => {
    const panel = await start({ runningLagMs: 0 });
    await panel.stopProcess('BENT01');
    const [target] = await panel.listTargets();
    expect(sim('BENT01').listedState).toBe(20);
    expect(target!.online).toBe(true);
    expect(target!.instances[0]).toMatchObject({
      running: false,
      state: 'stopped',
      health: 'stopped',
      metrics: {},
    });
  });

  test('shows only what the account may manage', async () => {
    const panel = await start({
      users: [{ name: 'svc', password: 'secret-word', permissions: ['Instances.*', '-Instances.none'] }],
    });
    expect(await panel.listInstances()).toHaveLength(2);
    await simulated.close();
    const narrow = await start({
      users: [{ name: 'svc', password: 'secret-word', permissions: ['Core.*'] }],
    });
    expect(await narrow.listInstances()).toEqual([]);
  });
});

describe('sessions', () => {
  test.each([
    { sessionError: 'exception', sendSessionInBody: false },
    { sessionError: 'action-result', sendSessionInBody: true },
  ] as const)(
    'logs in again once after the panel forgot the session: %j',
    async ({ sessionError, sendSessionInBody }) => {
      const panel = await start({ sessionError }, { sendSessionInBody });
      await panel.listInstances();
      await simulated.control({ expireSessions: 'all' });
      // Ten at once must share one new login.
      const lists = await Promise.all(Array.from({ length: 10 }, () => panel.listInstances()));
      expect(lists.every((list) => list.length === 2)).toBe(true);
      expect(simulated.controller.process.login.count).toBe(2);
    },
  );

  test('keeps one session per process and uses it again', async () => {
    const panel = await start();
    for (let round = 0; round < 3; round += 1) {
      await panel.listInstances();
      await panel.instance(idOf('BENT01')).readPanelServerState();
    }
    expect(logins()).toBe(2);
    expect(sim('BENT01').process.login.count).toBe(1);
  });

  test('does not take a missing permission for a lost session', async () => {
    const users = [
      { name: 'svc', password: 'secret-word', permissions: ['*', '-FileManager.FileManager.BrowseFiles'] },
    ];
    const panel = await start({ users });
    await expect(panel.instance(idOf('BENT01')).files.listFolder('')).rejects.toMatchObject({
      code: 'amp.refused',
      detail: expect.stringContaining('FileManager.FileManager.BrowseFiles') as string,
    });
    expect(logins()).toBe(1);
  });

  test('takes the session id from the response header', async () => {
    const panel = await start({ sessionHeader: true });
    expect(await panel.listInstances()).toHaveLength(2);
  });

  test('the session in the body draws the deprecation line, the header does not', async () => {
    const panel = await start({ deprecationLine: true });
    const lines = async (one: AmpPanel): Promise<string[]> =>
      (await one.instance(idOf('BENT01')).readConsoleUpdates()).console.map(({ text }) => text);
    expect(await lines(panel)).not.toContainEqual(expect.stringContaining('deprecated'));
    const old = new AmpPanel({
      url: simulated.url,
      username: 'svc',
      password: 'secret-word',
      sendSessionInBody: true,
    });
    expect(await lines(old)).toContainEqual(expect.stringContaining('deprecated'));
  });
});

describe('refused logins', () => {
  test('wait a minute, then two, and never show the password', async () => {
    let now = 0;
    const clock = { now: () => now, sleep: () => Promise.resolve(), random: () => 0 };
    const panel = await start({}, { password: 'wrong-word', clock });
    const failure = (await panel.listInstances().catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ code: 'amp.login-failed' });
    expect(inspect([failure, panel], { depth: 9, showHidden: true })).not.toContain('wrong-word');
    now += 59_000;
    await expect(panel.listInstances()).rejects.toMatchObject({ options: { retryAfterSeconds: 1 } });
    expect(logins()).toBe(1);
    now += 1_000;
    await expect(panel.listInstances()).rejects.toThrow(/password is wrong/);
    now += 119_000;
    await expect(panel.instance(idOf('BENT01')).readPanelServerState()).rejects.toThrow(/is tried in 1 s/);
    expect(logins()).toBe(2);
    for (let round = 0; round < 10; round += 1) {
      now += 15 * 60_000;
      await expect(panel.listInstances()).rejects.toThrow(/password is wrong|locks|ignores/);
    }
  });

  test.each([
    { user: { twoFactorCode: '123456' }, message: /two-factor/ },
    { user: { disabled: true }, message: /disabled/ },
  ])('say why: $message', async ({ user, message }) => {
    const panel = await start({ users: [{ name: 'svc', password: 'secret-word', ...user }] });
    await expect(panel.listInstances()).rejects.toThrow(message);
  });

  test('an address that the panel ignores is not used for the instances either', async () => {
    const panel = await start({ loginFailures: 0 });
    await expect(panel.instance(idOf('BENT01')).readPanelServerState()).rejects.toThrow(/ignores/);
    await expect(panel.listInstances()).rejects.toThrow(/is tried in 60 s/);
    expect(logins()).toBe(1);
  });
});

describe.each(VOID_BODIES)('with void answers "%s"', (voidBody) => {
  test('controls the game server and its console', async () => {
    const panel = await start({ voidBody });
    const bent = panel.instance(idOf('BENT01'));
    await bent.sendConsole('/say hello');
    expect((await bent.readConsoleUpdates()).console.map(({ text }) => text)).toContain('[Server] hello');
    expect((await bent.readConsoleUpdates()).console).toEqual([]);
    await bent.stopServer();
    await eventually(async () => expect((await bent.readPanelServerState()).state).toBe('stopped'));
    await bent.restartServer();
    await eventually(async () =>
      expect(await bent.readPanelServerState()).toMatchObject({ state: 'ready', health: 'healthy' }),
    );
    await bent.readConsoleUpdates();
    await bent.restartServer();
    const printed: string[] = [];
    await eventually(async () => {
      printed.push(...(await bent.readConsoleUpdates()).console.map(({ text }) => text));
      expect(printed).toEqual(
        expect.arrayContaining(['Stopping the server', expect.stringContaining('Done')]),
      );
    });
    await eventually(async () => expect((await bent.readPanelServerState()).state).toBe('ready'));
  });
});

describe('processes', () => {
  test('a stopped process is told apart from an unreachable panel, and comes back', async () => {
    const panel = await start();
    const bent = panel.instance(idOf('BENT01'));
    await panel.stopProcess('BENT01');
    await expect(bent.readPanelServerState()).rejects.toMatchObject({
      code: 'amp.instance-down',
      retry: true,
    });
    await panel.startProcess('BENT01');
    await eventually(async () => expect((await bent.readPanelServerState()).state).toBe('ready'));
    await panel.restartProcess('BENT01');
    await eventually(async () => expect((await bent.readPanelServerState()).state).toBe('ready'));
  });

  test('a crashed server is degraded and restart starts it', async () => {
    const panel = await start();
    const bent = panel.instance(idOf('BENT01'));
    await simulated.control({ crash: 'BENT01' });
    expect(await bent.readPanelServerState()).toMatchObject({ state: 'failed', health: 'degraded' });
    await bent.restartServer();
    await eventually(async () => expect((await bent.readPanelServerState()).state).toBe('ready'));
  });

  test('unknown names and ids are refused with the reason of the panel', async () => {
    const panel = await start();
    await expect(panel.startProcess('NOPE01')).rejects.toThrow(/No such instance with this name/);
    const unknown = panel.instance('00000000-0000-4000-8000-000000000000');
    await expect(unknown.readPanelServerState()).rejects.toMatchObject({ code: 'amp.refused' });
  });

  test('nothing can hit the controller itself', async () => {
    const panel = await start();
    expect(() => panel.instance('')).toThrow(/UUID/);
    expect(() => panel.instance('BENT01')).toThrow(/UUID/);
    await expect(panel.restartProcess('')).rejects.toThrow(/short name/);
    await expect(panel.restartProcess(idOf('BENT01'))).rejects.toThrow(/short name/);
    expect(simulated.controller.hits).toBe(0);
  });
});

describe('faults', () => {
  test('reads survive pages of a proxy and cut connections, writes are sent once', async () => {
    const panel = await start();
    await panel.listInstances();
    await simulated.control({ switches: { htmlFaults: 1, cutFaults: 1 } });
    expect(await panel.listInstances()).toHaveLength(2);
    const bent = panel.instance(idOf('BENT01'));
    await bent.readPanelServerState();
    await simulated.control({ switches: { htmlFaults: 1 } });
    await expect(bent.sendConsole('say once')).rejects.toMatchObject({ code: 'amp.bad-answer' });
    expect(calls.filter(({ method }) => method === 'SendConsoleMessage')).toHaveLength(1);
  });

  test('a lasting fault ends in its problem after three tries', async () => {
    const panel = await start();
    await panel.listInstances();
    await simulated.control({ switches: { htmlFaults: -1 } });
    calls.length = 0;
    await expect(panel.listInstances()).rejects.toMatchObject({ code: 'amp.bad-answer' });
    expect(calls).toHaveLength(3);
  });

  test('a slow panel runs into the time limit', async () => {
    const panel = await start({ slowMs: 2_000 }, { readTimeoutMs: 50, writeTimeoutMs: 50, readAttempts: 1 });
    await expect(panel.listInstances()).rejects.toThrow(/did not answer within 0.05 s/);
  });

  test('an absent panel is named with its address', async () => {
    const panel = await start();
    await simulated.close();
    await expect(panel.listInstances()).rejects.toMatchObject({
      code: 'amp.unreachable',
      detail: expect.stringContaining(simulated.url) as string,
    });
    expect(calls).toHaveLength(3);
  });

  test('a redirect is not followed with the password', async () => {
    await start();
    const bodies: string[] = [];
    const other = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      response.writeHead(307, { location: `${simulated.url}${request.url ?? ''}` }).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const panel = new AmpPanel({ url, username: 'svc', password: 'secret-word', readAttempts: 1 });
    await expect(panel.listInstances()).rejects.toThrow(/redirects/);
    expect(simulated.controller.process.login.count).toBe(0);
    other.close();
  });
});
