import { sha256Hex } from '@archivesmp/digests';
import { Redis } from 'ioredis';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { parse } from 'yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostAccessFile } from '@archivesmp/contracts/host-access';
import { bootTestApi, type TestApi } from './test-api.js';

const HOST = `stolen-${randomUUID().slice(0, 8)}`;
const KEYS = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

interface AgentFile {
  token: string;
  order_keys: string[];
  redis: { host: string; port: number; username: string; password: string; database: number };
}

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
beforeAll(async () => {
  api = await bootTestApi({ deployment: { order_key: KEYS.privateKey } });
  admin = await api.as(['admin']);
});
afterAll(() => api?.close());

const post = (path: string, body?: object) =>
  admin(path, {
    method: 'POST',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
async function fileOf(answer: Response): Promise<AgentFile> {
  return parse(((await answer.json()) as HostAccessFile).file) as AgentFile;
}
/** What the account of a file may do. */
async function reaches({ redis }: AgentFile): Promise<{ own: boolean; others: boolean }> {
  const { database: db, ...account } = redis;
  const client = new Redis({ ...account, db, lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  const may = (key: string) =>
    client.get(key).then(
      () => true,
      () => false,
    );
  try {
    await client.connect().catch(() => undefined);
    return { own: await may(`archivesmp:agent.${HOST}:x`), others: await may('archivesmp:agent.ovh:x') };
  } finally {
    client.disconnect();
  }
}
const asks = async ({ token }: AgentFile): Promise<number> =>
  (await api.call('/api/agent/jobs/x', { headers: { authorization: `Bearer ${token}` } })).status;

it('the file of one agent reaches its own host only; rotated or revoked, it reaches nothing at once', async () => {
  const added = await post('/api/v1/hosts', { name: HOST });
  expect([added.status, added.headers.get('cache-control')]).toEqual([201, 'no-store']);
  const first = await fileOf(added);
  expect(first).toMatchObject({ role: 'client', physical_server: HOST, order_keys: [KEYS.publicKey] });
  expect(await reaches(first)).toEqual({ own: true, others: false });
  expect(await asks(first)).toBe(404);
  expect((await post('/api/v1/hosts', { name: HOST })).status).toBe(409);
  for (const name of ['', 'a b', '*', 'x'.repeat(65), '../x', '.', '..'])
    expect((await post('/api/v1/hosts', { name })).status, name).toBe(400);

  const second = await fileOf(await post(`/api/v1/hosts/${HOST}/rotation`));
  expect([await reaches(first), await asks(first)]).toEqual([{ own: false, others: false }, 401]);
  expect([await reaches(second), await asks(second)]).toEqual([{ own: true, others: false }, 404]);

  expect((await admin(`/api/v1/hosts/${HOST}/access`, { method: 'DELETE' })).status).toBe(200);
  expect([await reaches(second), await asks(second)]).toEqual([{ own: false, others: false }, 401]);
  expect((await post(`/api/v1/hosts/${HOST}/rotation`)).status).toBe(404);

  const { records } = await api.history.audit.listAudit({ limit: 10, subject: HOST });
  expect(records.map(({ action }) => action)).toEqual([
    'host.access-revoked',
    'host.access-rotated',
    'host.access-given',
  ]);
  const recorded = JSON.stringify([records, api.lines()]);
  for (const { token, redis } of [first, second]) {
    expect(recorded).not.toContain(token);
    expect(recorded).not.toContain(redis.password);
  }
});

it('a token that somebody else made for the agent of a host ends with the access of the host, with its maker gone or not', async () => {
  const host = `${HOST}-2`;
  const made = async (label: string): Promise<AgentFile> => {
    const answer = await post('/api/v1/tokens', { label, scopes: [`agent:${host}`] });
    return { token: ((await answer.json()) as { token: string }).token } as AgentFile;
  };
  const before = await made(`agent ${host}`);
  const first = await fileOf(await post('/api/v1/hosts', { name: host }));
  expect([await asks(before), await asks(first)]).toEqual([401, 404]);
  const aside = await made(`door ${host}`);
  const second = await fileOf(await post(`/api/v1/hosts/${host}/rotation`));
  expect([await asks(aside), await asks(first), await asks(second)]).toEqual([401, 401, 404]);
  const again = await made(`door ${host}`);
  expect((await admin(`/api/v1/hosts/${host}/access`, { method: 'DELETE' })).status).toBe(200);
  expect([await asks(again), await asks(second)]).toEqual([401, 401]);
});

it('of rotations at the same moment one file works whole, and no part of another', async () => {
  const host = `${HOST}-3`;
  const files = [await fileOf(await post('/api/v1/hosts', { name: host }))];
  const answers = await Promise.all([1, 2, 3, 4].map(() => post(`/api/v1/hosts/${host}/rotation`)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  files.push(...(await Promise.all(answers.map(fileOf))));
  const status = (await api.history.hostAccess.findHostAccess(host))!;
  const sha = (text: string) => sha256Hex(text);
  const received: AgentFile[] = [];
  for (const file of files) if ((await asks(file)) === 404) received.push(file);
  expect(received.map(({ redis }) => sha(redis.password))).toEqual([status.redisHash]);
  expect((await admin(`/api/v1/hosts/${host}/access`, { method: 'DELETE' })).status).toBe(200);
  expect(await api.history.hostAccess.listEndedHosts()).toContain(host);
  expect(await asks(received[0]!)).toBe(401);
});

it('nobody calls a token as the agent of a host, or so that it looks like one', async () => {
  const viewer = await api.as(['read']);
  const ask = (send: typeof admin, label: string, scopes: string[]) =>
    send('/api/v1/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ label, scopes }),
    }).then(({ status }) => status);
  expect(await ask(viewer, 'agent nowhere', ['read'])).toBe(409);
  expect(await ask(viewer, 'AGENT nowhere', ['read'])).toBe(409);
  expect(await ask(viewer, 'agent  nowhere', ['read'])).toBe(400);
  expect(await ask(viewer, 'agent of change', ['read'])).toBe(201);
  expect(await ask(admin, 'agent nowhere', ['agent:elsewhere'])).toBe(409);
  expect(await ask(admin, 'agent nowhere', ['agent:nowhere'])).toBe(201);
});

it('a host of the longest name gets access, and nobody gets it for a name that an address loses', async () => {
  const host = `${HOST}-`.padEnd(64, 'x');
  expect((await post('/api/v1/hosts', { name: host.slice(0, 59) })).status).toBe(201);
  expect((await post('/api/v1/hosts', { name: host })).status).toBe(201);
  expect((await post(`/api/v1/hosts/${host}/rotation`)).status).toBe(200);
  for (const name of [host, host.slice(0, 59)])
    expect((await admin(`/api/v1/hosts/${name}/access`, { method: 'DELETE' })).status).toBe(200);
  for (const name of ['.', '..'])
    expect((await post('/api/v1/tokens', { label: 'dots', scopes: [`agent:${name}`] })).status).toBe(400);
});
