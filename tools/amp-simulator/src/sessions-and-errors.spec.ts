import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAmpPanel, type AmpPanelOptions, type RunningPanel } from './amp-panel.js';
import { VOID_BODIES } from './switches.js';

let dir: string;
let panel: RunningPanel;
type Answer = Record<string, unknown>;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'amp-sim-'));
  for (const name of ['BENT01', 'VEL01'])
    await mkdir(path.join(dir, `instances/${name}/Minecraft`), { recursive: true });
  await writeFile(path.join(dir, 'instances/BENT01/Minecraft/server.properties'), 'max-players=40\n');
  await writeFile(path.join(dir, 'instances/VEL01/Minecraft/velocity.toml'), '');
});
afterEach(async () => {
  await panel.close();
  await rm(dir, { recursive: true, force: true });
});

const start = async (options: Partial<AmpPanelOptions> = {}): Promise<void> => {
  const users = [{ name: 'svc', password: 'pw' }];
  panel = await startAmpPanel({
    port: 0,
    name: 'ovh',
    hostDir: dir,
    users,
    appStepMs: 10,
    processStartMs: 10,
    ...options,
  });
};
const idOf = (name: string): string => panel.controller.byName(name)!.record.InstanceID;
const behind = (name: string): string => `ADSModule/Servers/${idOf(name)}/API/`;

const post = (call: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${panel.url}/API/${call}`, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const ask = async (call: string, body: object = {}, session?: string): Promise<Answer> =>
  (await (
    await post(call, body, session === undefined ? {} : { authorization: `Bearer ${session}` })
  ).json()) as Answer;
const logIn = async (prefix = '', extra: object = {}): Promise<Answer> =>
  ask(`${prefix}Core/Login`, { username: 'svc', password: 'pw', token: '', rememberMe: false, ...extra });
const session = async (prefix = ''): Promise<string> => (await logIn(prefix))['sessionID'] as string;

describe('the entrance', () => {
  test('wants an Accept header, POST and a known address', async () => {
    await start();
    const bare = await fetch(`${panel.url}/API/Core/GetAPISpec`, { method: 'POST', body: '{}' });
    expect([bare.status, await bare.text()]).toEqual([400, 'Invalid accept header value']);
    const get = await fetch(`${panel.url}/API/Core/GetAPISpec`, { headers: { accept: 'text/javascript' } });
    expect(get.status).toBe(405);
    expect((await post('Core/GetAPISpec', [])).status).toBe(400);
    expect((await fetch(`${panel.url}/elsewhere`)).status).toBe(404);
  });

  test('says who it is without a login', async () => {
    await start();
    expect(await ask('Core/GetModuleInfo')).toMatchObject({
      Author: 'CubeCoders Limited',
      InstanceName: 'ADS01',
    });
    expect(await ask(`${behind('BENT01')}Core/GetModuleInfo`)).toMatchObject({
      InstanceId: idOf('BENT01'),
      ModuleName: 'MinecraftModule',
    });
  });

  test('shows an anonymous specification before and the full one after the login', async () => {
    await start({ ownSpec: true });
    const anonymous = (await ask('Core/GetAPISpec')) as Record<string, Answer>;
    expect(Object.keys(anonymous)).toEqual(['Core']);
    expect(Object.keys(anonymous['Core']!)).not.toContain('GetStatus');
    const full = (await ask('Core/GetAPISpec', {}, await session())) as Record<string, Answer>;
    expect(Object.keys(full['ADSModule']!)).toContain('GetInstances');
    const behindIt = (await ask(
      `${behind('BENT01')}Core/GetAPISpec`,
      {},
      await session(behind('BENT01')),
    )) as Record<string, Answer>;
    expect(Object.keys(behindIt)).toContain('LocalFileBackupPlugin');
    expect(Object.keys(behindIt)).not.toContain('ADSModule');
  });

  test('refuses unknown methods, and names of wrong case', async () => {
    await start({ ownSpec: true });
    const id = await session();
    expect((await ask('Core/Nothing', {}, id))['Message']).toMatch(/not found/);
    expect((await ask('core/getstatus', {}, id))['Title']).toBe('MissingMethodException');
    expect((await ask('ADSModule/StartInstance', { instancename: 'BENT01' }, id))['Title']).toBe(
      'ArgumentException',
    );
  });
});

describe('sessions', () => {
  test.each([
    ['exception', { Title: 'Unauthorized Access', StackTrace: '' }],
    ['action-result', { Status: false }],
  ] as const)('belong to one process, refusal as %s', async (sessionError, shape) => {
    await start({ sessionError });
    const id = await session();
    const refused = await ask(`${behind('BENT01')}Core/GetStatus`, {}, id);
    expect(refused).toMatchObject(shape);
    expect(refused['Message'] ?? refused['Reason']).toMatch(
      /\(GSMyAdmin.WebServer.GetStatus\).*requires the Session.Exists permission/,
    );
    expect(await ask('Core/GetStatus', {}, id)).toMatchObject({ State: 20 });
  });

  test('come by header or body, the header wins', async () => {
    await start();
    const id = await session();
    expect(await ask('Core/GetStatus', { SESSIONID: id })).toMatchObject({ State: 20 });
    expect(await ask('Core/GetStatus', { SESSIONID: 'other' }, id)).toMatchObject({ State: 20 });
    expect(await ask('Core/GetStatus', { SESSIONID: id }, 'other')).toMatchObject({
      Title: 'Unauthorized Access',
    });
  });

  test('end by idling, logout and restart of their process', async () => {
    await start({ sessionMs: -1 });
    expect(await ask('Core/GetStatus', {}, await session())).toHaveProperty('Title');
    await panel.control({ switches: { sessionMs: 60_000 } });
    const left = await session();
    await post('Core/Logout', {}, { authorization: `Bearer ${left}` });
    expect(await ask('Core/GetStatus', {}, left)).toHaveProperty('Title');
    const controller = await session();
    const inside = await session(behind('BENT01'));
    await ask('ADSModule/RestartInstance', { InstanceName: 'BENT01' }, controller);
    await vi.waitFor(async () =>
      expect(await ask(`${behind('BENT01')}Core/GetStatus`, {}, inside)).toMatchObject({
        Title: 'Unauthorized Access',
      }),
    );
    await ask('Core/Restart', {}, controller);
    expect(await ask('Core/GetStatus', {}, controller)).toHaveProperty('Title');
  });

  test('keep what was visible and allowed at the login', async () => {
    await start();
    const before = await session();
    const names = async (id: string): Promise<string[]> =>
      ((await ask('ADSModule/GetLocalInstances', {}, id)) as unknown as { InstanceName: string }[]).map(
        ({ InstanceName }) => InstanceName,
      );
    await mkdir(path.join(dir, 'instances/NEW01/Minecraft'), { recursive: true });
    await rm(path.join(dir, 'instances.json'));
    await panel.control({ reload: true });
    expect(await names(before)).toEqual(['BENT01', 'VEL01']);
    expect(await names(await session())).toEqual(['BENT01', 'VEL01', 'NEW01']);
  });

  test('a missing permission is named by its node', async () => {
    await start({ users: [{ name: 'svc', password: 'pw', permissions: ['Core.*'] }] });
    const id = await session(behind('BENT01'));
    const refused = await ask(`${behind('BENT01')}FileManagerPlugin/GetDirectoryListing`, { Dir: '' }, id);
    expect(refused['Message']).toMatch(/requires the FileManager.FileManager.BrowseFiles permission/);
    expect(
      await ask(`${behind('BENT01')}Core/CurrentSessionHasPermission`, { PermissionNode: 'Core.X' }, id),
    ).toBe(true);
  });
});

describe('logins', () => {
  test('fail with a result and are ignored after too many', async () => {
    await start({ loginFailures: 2 });
    for (let round = 0; round < 2; round += 1)
      expect(await logIn('', { password: 'no' })).toMatchObject({ success: false, result: 0 });
    expect(await logIn()).toMatchObject({ success: false, result: 30 });
    await panel.control({ forgiveLogins: true });
    expect(await logIn()).toMatchObject({ success: true, result: 10 });
  });

  test('with two factors challenge, fail and succeed', async () => {
    await start({ users: [{ name: 'svc', password: 'pw', twoFactorCode: '123456' }] });
    expect(await logIn()).toMatchObject({ success: false, result: 40 });
    expect(await logIn('', { token: '000000' })).toMatchObject({ success: false, result: 50 });
    expect(await logIn('', { token: '123456' })).toMatchObject({ success: true });
  });

  test('redeem remembered tokens of their own process only, and the token of ManageInstance once', async () => {
    await start();
    const remembered = (await logIn('', { rememberMe: true }))['rememberMeToken'];
    expect(await logIn('', { password: '', token: remembered })).toMatchObject({ success: true });
    expect(await logIn(behind('BENT01'), { password: '', token: remembered })).toMatchObject({ result: 1 });
    const { Result: token } = await ask(
      'ADSModule/ManageInstance',
      { InstanceId: idOf('BENT01') },
      await session(),
    );
    expect(await logIn(behind('BENT01'), { password: '', token })).toMatchObject({ success: true });
    expect(await logIn(behind('BENT01'), { password: '', token })).toMatchObject({ result: 1 });
  });

  test('of a disabled account are told apart', async () => {
    await start({ users: [{ name: 'svc', password: 'pw', disabled: true }] });
    expect(await logIn()).toMatchObject({ result: 25 });
  });
});

describe('instances', () => {
  test('are refused by unknown id, unknown name and stopped process', async () => {
    await start({ stopped: ['VEL01'] });
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await ask(`ADSModule/Servers/${unknown}/API/Core/GetStatus`)).toEqual({
      Status: false,
      Reason: `No instance with ID ${unknown} exists.`,
    });
    const id = await session();
    expect(await ask('ADSModule/StartInstance', { InstanceName: idOf('VEL01') }, id)).toEqual({
      Status: false,
      Reason: 'No such instance with this name',
    });
    expect(await logIn(behind('VEL01'))).toEqual({
      Title: 'Instance Unavailable',
      Message: 'The requested instance is not available at this time.',
      StackTrace: null,
    });
    expect(await ask('ADSModule/StartInstance', { InstanceName: 'VEL01' }, id)).toEqual({
      Status: true,
      Reason: null,
    });
    await vi.waitFor(async () => expect(await logIn(behind('VEL01'))).toMatchObject({ success: true }));
  });

  test('are listed with a late Running and a stale state', async () => {
    await start({ runningLagMs: 60_000 });
    const id = await session();
    const listed = async (): Promise<Answer> =>
      ((await ask('ADSModule/GetInstances', {}, id)) as unknown as { AvailableInstances: Answer[] }[])[0]!
        .AvailableInstances[1]!;
    await ask('ADSModule/StopInstance', { InstanceName: 'BENT01' }, id);
    expect(await listed()).toMatchObject({ Running: true, AppState: 20 });
    await panel.control({ switches: { runningLagMs: 0 } });
    await ask('ADSModule/StartInstance', { InstanceName: 'BENT01' }, id);
    await ask('ADSModule/StopInstance', { InstanceName: 'BENT01' }, id);
    expect(await listed()).toMatchObject({ Running: false });
  });

  test('have the same ids in every run, and a TPS unless they are proxies', async () => {
    await start();
    const first = [idOf('BENT01'), idOf('VEL01')];
    await panel.close();
    await rm(path.join(dir, 'instances.json'));
    await start();
    expect([idOf('BENT01'), idOf('VEL01')]).toEqual(first);
    const metrics = (name: string): string[] => Object.keys(panel.controller.byName(name)!.metrics());
    expect(metrics('BENT01')).toContain('TPS');
    expect(metrics('VEL01')).not.toContain('TPS');
  });

  test('wait for the EULA and go on when it is accepted', async () => {
    await writeFile(path.join(dir, 'instances/BENT01/Minecraft/eula.txt'), 'eula=false\n');
    await start();
    const prefix = behind('BENT01');
    const id = await session(prefix);
    await post(`${prefix}Core/Stop`, {}, { authorization: `Bearer ${id}` });
    const state = async (): Promise<unknown> => (await ask(`${prefix}Core/GetStatus`, {}, id))['State'];
    await vi.waitFor(async () => expect(await state()).toBe(0));
    expect(await ask(`${prefix}Core/Restart`, {}, id)).toMatchObject({ Status: true });
    expect(await state()).toBe(0);
    await ask(`${prefix}Core/Start`, {}, id);
    await vi.waitFor(async () => expect(await state()).toBe(80));
    expect(await ask(`${prefix}MinecraftModule/AcceptEULA`, {}, id)).toBe(true);
    await vi.waitFor(async () => expect(await state()).toBe(20));
  });

  test('replay the last 40 console lines to each new session, then only news', async () => {
    await start();
    const prefix = behind('BENT01');
    const { console } = panel.controller.byName('BENT01')!.process;
    for (let line = 1; line <= 50; line += 1) console.writeEntry(`line ${line}`);
    const lines = async (id: string): Promise<string[]> =>
      (
        (await ask(`${prefix}Core/GetUpdates`, {}, id)) as { ConsoleEntries?: { Contents: string }[] }
      ).ConsoleEntries!.map(({ Contents }) => Contents);
    const [one, other] = [await session(prefix), await session(prefix)];
    expect(await lines(one)).toHaveLength(40);
    console.writeEntry('news');
    expect(await lines(one)).toEqual(['news']);
    expect(await lines(one)).toEqual([]);
    expect((await lines(other)).at(0)).toBe('line 12');
  });
});

test.each(VOID_BODIES)('void methods answer "%s"', async (voidBody) => {
  await start({ voidBody });
  const answer = await post('Core/Logout', {}, { authorization: `Bearer ${await session()}` });
  const expected = { empty: [200, ''], null: [200, 'null'], '{}': [200, '{}'], '204': [204, ''] }[voidBody];
  expect([answer.status, await answer.text()]).toEqual(expected);
});

test('settings are read and set with their own permission', async () => {
  await start({
    users: [
      { name: 'svc', password: 'pw', permissions: ['Core.*', '-Settings.MinecraftModule.*', 'Settings.*'] },
    ],
  });
  const prefix = behind('BENT01');
  const id = await session(prefix);
  const node = 'Core.AMP.AppStartupMode';
  expect(await ask(`${prefix}Core/SetConfig`, { node, value: '0' }, id)).toMatchObject({ Status: true });
  expect(await ask(`${prefix}Core/GetConfig`, { node }, id)).toMatchObject({ CurrentValue: '0' });
  const heap = 'MinecraftModule.Java.MaxHeapSizeMB';
  expect((await ask(`${prefix}Core/SetConfig`, { node: heap, value: '1' }, id))['Reason']).toMatch(
    /modify setting/,
  );
  expect(await ask(`${prefix}Core/SetConfigs`, { data: { [heap]: '1' } }, id)).toBe(false);
  expect((await ask(`${prefix}Core/SetConfig`, { node: 'X.Y', value: '1' }, id))['Reason']).toMatch(
    /No such node/,
  );
});

describe('the control route', () => {
  const control = (body?: object): Promise<Response> =>
    fetch(
      `${panel.url}/simulator/control`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    );

  test('says that this is a simulator, changes switches and plays faults', async () => {
    await start();
    expect(await (await control()).json()).toMatchObject({ simulated: true });
    await control({ switches: { htmlFaults: 1, faultsOn: 'Core/Login' } });
    expect((await post('Core/GetModuleInfo')).status).toBe(200);
    const fault = await post('Core/Login');
    expect([fault.status, fault.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await logIn()).toMatchObject({ success: true });
    await control({ switches: { cutFaults: 1 } });
    await expect(logIn()).rejects.toThrow();
  });

  test('carries a call out and loses its answer', async () => {
    await start();
    const prefix = behind('BENT01');
    const id = await session(prefix);
    await control({ switches: { lostAnswers: 1, faultsOn: 'Core/Stop' } });
    await expect(ask(`${prefix}Core/Stop`, {}, id)).rejects.toThrow();
    expect(panel.controller.byName('BENT01')!.app.current).toBeLessThan(50);
    expect(panel.controller.byName('BENT01')!.app.current).not.toBe(20);
    expect((await post(`${prefix}Core/Stop`, {}, { authorization: `Bearer ${id}` })).status).toBe(200);
  });

  test('names what it does not understand and changes nothing then', async () => {
    await start();
    const answer = await control({ switches: { htmlFaults: 'many', nonsense: 1 }, crash: 'NOPE01' });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { mistakes: string[] }).mistakes).toHaveLength(3);
    expect(panel.switches.htmlFaults).toBe(0);
  });
});
