import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { HostView } from '@archivesmp/contracts/fleet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, type TestApi } from './test-api.js';

const { privateKey: order_key } = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
/** Accounts in Redis are of the whole server: no other test has hosts of these names. */
const RUN = randomUUID().slice(0, 8);
const [LISTED, EXTRA] = [`panel-${RUN}`, `extra-${RUN}`];

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
beforeAll(async () => {
  api = await bootTestApi({
    deployment: { order_key },
    amp_servers: [{ name: LISTED, url: 'http://127.0.0.1:9', username: 'a', password: 'b' }],
  });
  admin = await api.as(['admin']);
});
afterAll(() => api?.close());

type Send = typeof admin;
interface Answer {
  status: number;
  detail?: string;
  gone?: string[];
  tokens?: string[];
  errors?: unknown;
  token?: string;
}
async function ask(method: string, path: string, body?: object, send: Send = admin): Promise<Answer> {
  const answer = await send(path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { ...(text === '' ? {} : (JSON.parse(text) as object)), status: answer.status };
}
const add = (name: string, more: object = {}): Promise<Answer> =>
  ask('POST', '/api/v1/hosts', { name, ...more });
const revoke = (name: string): Promise<Answer> => ask('DELETE', `/api/v1/hosts/${name}/access`);
const remove = (name: string): Promise<Answer> => ask('DELETE', `/api/v1/hosts/${name}`);
async function shown(name: string): Promise<HostView | undefined> {
  const { hosts } = (await (await admin('/api/v1/hosts')).json()) as { hosts: HostView[] };
  return hosts.find((one) => one.name === name);
}
const beat = (host: string, send: Send): Promise<Answer> => {
  const at = new Date().toISOString();
  const heartbeat = { host, version: '1', at, startedAt: at, pid: 1, hubReachable: true, instances: [] };
  return ask('POST', '/api/agent/heartbeat', { ...heartbeat, discoveryError: '/srv: it is gone' }, send);
};

describe('a host that is given access', () => {
  it('is a panel that there is, or is said to have none', async () => {
    const wrong = await add(`panle-${RUN}`);
    expect(wrong).toMatchObject({
      status: 400,
      detail: expect.stringContaining(
        `no panel of the name panle-${RUN} in amp_servers; did you mean ${LISTED}?`,
      ),
      errors: [{ field: 'name' }],
    });
    expect(wrong.detail).toContain('--without-panel');
    expect(await shown(`panle-${RUN}`)).toBeUndefined();
    expect(await shown(LISTED)).toMatchObject({ access: 'none' });
    const token = await ask('POST', '/api/v1/tokens', { label: 'typo', scopes: [`agent:panle-${RUN}`] });
    expect(token).toMatchObject({ status: 400, errors: [{ field: 'scopes' }] });
    expect((await ask('POST', '/api/v1/tokens', { label: 'own', scopes: [`agent:${LISTED}`] })).status).toBe(
      201,
    );

    expect(await shown(LISTED)).toMatchObject({
      panel: true,
      access: 'other-token',
      agent: 'silent',
      claims: 0,
    });
    expect((await add(LISTED)).status).toBe(201);
    expect((await add(EXTRA, { withoutPanel: true })).status).toBe(201);
    expect(await shown(LISTED)).toMatchObject({ panel: true, access: 'given' });
    expect(await shown(EXTRA)).toMatchObject({ panel: false, access: 'given' });
  });

  it('speaks under no token any more that is older than its end, for however many hosts that was made', async () => {
    const both = await api.as([`agent:${LISTED}`, `agent:${EXTRA}`]);
    const reader = await api.as([`agent:${EXTRA}`, 'read'], 'admin');
    const each = async (): Promise<number[]> =>
      (await Promise.all([beat(LISTED, both), beat(EXTRA, both), beat(EXTRA, reader)])).map(
        ({ status }) => status,
      );
    expect(await each()).toEqual([200, 200, 200]);
    expect(await shown(EXTRA)).toMatchObject({ agent: 'alive', discoveryError: '/srv: it is gone' });
    expect((await revoke(EXTRA)).status).toBe(200);
    expect(await each()).toEqual([200, 403, 403]);
    expect((await beat(EXTRA, both)).detail).toContain(
      `The access of ${EXTRA} was replaced or taken away after`,
    );
    expect((await ask('GET', '/api/v1/hosts', undefined, reader)).status).toBe(200);
    expect((await ask('POST', `/api/v1/hosts/${LISTED}/rotation`)).status).toBe(200);
    expect(await each()).toEqual([403, 403, 403]);
    // What an admin makes afterwards is meant
    expect((await beat(EXTRA, await api.as([`agent:${EXTRA}`, 'agent:x']))).status).toBe(200);
  });

  it('ends with every token that speaks for it, though it was never given access here', async () => {
    const host = `ghost-${RUN}`;
    expect((await add(host, { withoutPanel: true })).status).toBe(201);
    expect((await revoke(host)).status).toBe(200);
    const made = async (label: string, ...scopes: string[]): Promise<Send> => {
      const { token, status } = await ask('POST', '/api/v1/tokens', { label: `${label} ${RUN}`, scopes });
      expect(status).toBe(201);
      const authorization = `Bearer ${token}`;
      return ((path, init) =>
        api.call(path, { ...init, headers: { ...init?.headers, authorization } })) as Send;
    };
    const again = await made('again', `agent:${host}`);
    const mixed = await api.as([`agent:${host}`, `agent:${LISTED}`]);
    const each = async (): Promise<number[]> =>
      (await Promise.all([beat(host, again), beat(host, mixed)])).map(({ status }) => status);
    expect(await each()).toEqual([200, 200]);
    expect(await shown(host)).toMatchObject({ access: 'other-token', agent: 'alive' });
    expect(await remove(host)).toMatchObject({ status: 409, detail: expect.stringContaining('host revoke') });
    const ended = await revoke(host);
    expect(ended).toMatchObject({ status: 200, host });
    expect(ended.tokens).toHaveLength(2);
    expect(ended.tokens).toContain(`again ${RUN}`);
    expect(await each()).toEqual([401, 403]);
    expect(await shown(host)).toMatchObject({ access: 'revoked' });
    expect(await revoke(host)).toMatchObject({ status: 404 });

    const [third, fourth] = [
      await made('third', `agent:${host}`),
      await api.as([`agent:${host}`, 'agent:x']),
    ];
    expect(await shown(host)).toMatchObject({ access: 'other-token' });
    expect(await remove(host)).toMatchObject({
      status: 200,
      tokens: expect.arrayContaining([`third ${RUN}`]),
    });
    expect([(await beat(host, third)).status, (await beat(host, fourth)).status]).toEqual([401, 403]);
    expect(await shown(host)).toBeUndefined();

    // This one was never given access
    const never = `never-${RUN}`;
    const only = await api.as([`agent:${never}`, 'agent:x']);
    expect((await beat(never, only)).status).toBe(200);
    expect(await shown(never)).toMatchObject({ access: 'other-token' });
    expect(await revoke(never)).toMatchObject({ status: 200, tokens: [expect.any(String)] });
    expect((await beat(never, only)).status).toBe(403);
    expect(await shown(never)).toMatchObject({ access: 'revoked', accessSince: expect.any(String) });
  });

  it('is shown as revoked, and leaves sight only when nothing would bring it back', async () => {
    const host = `sold-${RUN}`;
    expect((await add(host, { withoutPanel: true })).status).toBe(201);
    const found = (id: string, name: string, panel?: string) => ({
      id,
      name,
      friendlyName: name,
      host,
      platform: 'paper' as const,
      folder: name,
      ...(panel !== undefined && { panel }),
    });
    const [ghost, listed] = [found(randomUUID(), 'GHOST01'), found(randomUUID(), 'BENT01', LISTED)];
    const discovered = (...instances: (typeof ghost)[]) =>
      api.history.discovery.recordDiscovery({ instances, completeHosts: [] }, new Date());
    await discovered(ghost, listed);
    expect(await remove(host)).toMatchObject({ status: 409, detail: expect.stringContaining('host revoke') });
    expect((await revoke(host)).status).toBe(200);
    expect(await shown(host)).toMatchObject({
      access: 'revoked',
      instances: 2,
      accessSince: expect.any(String),
    });
    expect(await remove(host)).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/^BENT01 is on sold-.*, says a panel/),
    });
    expect(await remove(LISTED)).toMatchObject({ status: 409, detail: expect.stringContaining('host.yaml') });

    await discovered({ ...listed, host: LISTED });
    expect(await remove(host)).toMatchObject({ status: 200, gone: ['GHOST01'] });
    expect(await shown(host)).toBeUndefined();
    expect(await remove(host)).toMatchObject({ status: 404 });
    expect(await api.history.fleet.listInstances({ instance: ghost.id, gone: true })).toMatchObject([
      { host },
    ]);
    expect(await api.history.hostAccess.listEndedHosts()).toContain(host);
    const { records } = await api.history.audit.listAudit({ limit: 1, subject: host });
    expect(records).toMatchObject([{ action: 'host.removed', detail: { gone: ['GHOST01'] } }]);
    expect((await add(host, { withoutPanel: true })).status).toBe(201);
    expect(await shown(host)).toMatchObject({ access: 'given', instances: 0 });
    await Promise.all([host, LISTED].map(revoke));
  });
});
