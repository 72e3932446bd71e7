import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ADS, type Minecraft } from '@neuralnexus/ampapi';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAmpPanel, type RunningPanel } from './amp-panel.js';

/** Two clients that other people wrote against real panels: what they can use is shaped like AMP. */

interface OfficialApi {
  initAsync(): Promise<boolean>;
  sessionId: string;
  [module: string]: unknown;
}
const { AMPAPI } = createRequire(import.meta.url)('@cubecoders/ampapi') as {
  AMPAPI: new (url: string) => OfficialApi;
};
type Call = (...args: unknown[]) => Promise<Record<string, unknown>>;
const call = (api: OfficialApi, module: string, method: string): Call =>
  (api[module] as Record<string, Call>)[`${method}Async`] as Call;

let dir: string;
let panel: RunningPanel;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'amp-npm-'));
  await mkdir(path.join(dir, 'instances/BENT01/Minecraft/plugins'), { recursive: true });
  await writeFile(path.join(dir, 'instances/BENT01/Minecraft/server.properties'), 'max-players=40\n');
});
afterEach(async () => {
  await panel.close();
  await rm(dir, { recursive: true, force: true });
});

const start = async (ownSpec: boolean): Promise<void> => {
  panel = await startAmpPanel({
    port: 0,
    name: 'hetzner',
    hostDir: dir,
    users: [{ name: 'svc', password: 'pw' }],
    voidBody: 'null',
    ownSpec,
  });
};
const idOf = (name: string): string => panel.controller.byName(name)!.record.InstanceID;

describe('@neuralnexus/ampapi', () => {
  test('logs in, lists, controls an instance and uploads a file', async () => {
    await start(false);
    const ads = new ADS(`${panel.url}/`, 'svc', 'pw');
    expect((await ads.APILogin()).success).toBe(true);
    const [target] = await ads.ADSModule.GetInstances();
    expect(target!.AvailableInstances.map(({ InstanceName }) => InstanceName)).toEqual(['ADS01', 'BENT01']);

    const server = await ads.InstanceLogin<Minecraft>(idOf('BENT01'), 'Minecraft');
    expect((await server.Core.GetStatus()).State).toBe(20);
    const data = Buffer.from('a: 1\n').toString('base64');
    expect(await server.FileManagerPlugin.WriteFileChunk('plugins/a.yml', data, 0, true)).toMatchObject({
      Status: true,
    });
    const read = await server.FileManagerPlugin.ReadFileChunk('plugins/a.yml', 0, 1024);
    expect(Buffer.from(read.Result as string, 'base64').toString()).toBe('a: 1\n');

    expect(await server.Core.SendConsoleMessage('say hello')).toBeNull();
    const updates = await server.Core.GetUpdates();
    expect(updates.ConsoleEntries.map(({ Contents }) => Contents)).toContain('[Server] hello');
    await server.Core.Stop();
    await vi.waitFor(async () => expect((await server.Core.GetStatus()).State).toBe(0));
    expect(await server.LocalFileBackupPlugin.GetBackups()).toBeNull();
    await server.LocalFileBackupPlugin.TakeBackup('before', 'test', false);
    await vi.waitFor(async () =>
      expect((await server.LocalFileBackupPlugin.GetBackups())?.[0]).toMatchObject({ Name: 'before' }),
    );
  });

  test('sees a refused instance as an exception', async () => {
    await start(false);
    const ads = new ADS(`${panel.url}/`, 'svc', 'pw');
    await ads.APILogin();
    panel.controller.byName('BENT01')!.stopProcess();
    await expect(ads.InstanceLogin(idOf('BENT01'), 'Minecraft')).rejects.toThrow(/not available/);
  });
});

describe.each([{ ownSpec: false }, { ownSpec: true }])(
  '@cubecoders/ampapi, own spec: $ownSpec',
  ({ ownSpec }) => {
    const loggedIn = async (base: string): Promise<OfficialApi> => {
      const api = new AMPAPI(base);
      await api.initAsync();
      const login = await call(api, 'Core', 'Login')('svc', 'pw', '', false);
      expect(login['success']).toBe(true);
      api.sessionId = login['sessionID'] as string;
      await api.initAsync();
      return api;
    };

    test('builds its methods out of the served specification, on the controller and behind it', async () => {
      await start(ownSpec);
      const ads = await loggedIn(panel.url);
      const targets = (await call(ads, 'ADSModule', 'GetInstances')()) as unknown as {
        AvailableInstances: unknown[];
      }[];
      expect(targets[0]!.AvailableInstances).toHaveLength(2);
      expect(ads['LocalFileBackupPlugin']).toBeUndefined();

      const server = await loggedIn(`${panel.url}/API/ADSModule/Servers/${idOf('BENT01')}`);
      expect((await call(server, 'Core', 'GetStatus')())['State']).toBe(20);
      expect(server['ADSModule']).toBeUndefined();
      expect(await call(server, 'FileManagerPlugin', 'CreateDirectory')('plugins/CMI')).toMatchObject({
        Status: true,
      });
      expect(await call(server, 'Core', 'Stop')()).toBeNull();
      await vi.waitFor(async () => expect((await call(server, 'Core', 'GetStatus')())['State']).toBe(0));
      expect(await call(server, 'Core', 'Start')()).toMatchObject({ Status: true });
      await vi.waitFor(async () => expect((await call(server, 'Core', 'GetStatus')())['State']).toBe(20));
    });
  },
);
