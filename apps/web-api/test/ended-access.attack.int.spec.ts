import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { newApiToken } from '../src/access/access-key.js';
import { hashPassword } from '../src/access/password-hash.js';
import { bootTestApi, PASSWORD, type TestApi } from './test-api.js';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
beforeAll(async () => {
  api = await bootTestApi();
  await api.addUser('root', 'admin');
  admin = await api.as(['admin']);
});
afterAll(() => api?.close());

const WAIT = { timeout: 20_000, interval: 10 };
const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** An admin with a token of their own. */
async function adminNamed(name: string): Promise<{ userId: string; tokenId: string; token: string }> {
  const passwordHash = await hashPassword(PASSWORD);
  const { id: userId } = await api.history.users.createUser(
    { name, role: 'admin', passwordHash },
    new Date(),
  );
  const token = newApiToken();
  const tokenDetails = {
    label: `of ${name}`,
    scopes: ['admin'],
    createdBy: name,
    expiresAt: new Date(Date.now() + 60_000),
  };
  const { id: tokenId } = await api.history.tokens.createToken(
    token,
    { ...tokenDetails, userId },
    new Date(),
  );
  return { userId, tokenId, token };
}

/** A request that has told who sends it, and holds its body back. @returns how to send the rest; gives the status */
async function heldBack(path: string, token: string, body: string): Promise<() => Promise<number>> {
  const { hostname, port } = new URL(api.url);
  const socket: Socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`,
  );
  return async () => {
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.write(body);
    await once(socket, 'close');
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  };
}

/** The hub has looked up who sends the held back request. */
const wasFound = (tokenId: string) =>
  vi.waitUntil(
    async () =>
      (await api.history.tokens.listTokens()).some(
        (one) => one.id === tokenId && one.lastUsedAt !== undefined,
      ),
    WAIT,
  );

it.each([
  ['removed', (id: string) => admin(`/api/v1/users/${id}`, { method: 'DELETE' }), 401],
  ['demoted', (id: string) => admin(`/api/v1/users/${id}`, json('PATCH', { role: 'viewer' })), 403],
  [
    'given another password',
    (id: string) => admin(`/api/v1/users/${id}`, json('PATCH', { password: PASSWORD })),
    401,
  ],
] as const)(
  'a request that was begun before its person was %s, and ends after it, does nothing',
  async (how, end, status) => {
    const name = `late-${how.slice(0, 5)}`;
    const { userId, tokenId, token } = await adminNamed(name);
    const heir = { name: `${name}-heir`, password: PASSWORD, role: 'admin' };
    const sendRest = await heldBack('/api/v1/users', token, JSON.stringify(heir));
    await wasFound(tokenId);
    expect((await end(userId)).status).toBe(204);
    expect(await sendRest()).toBe(status);
    expect(await api.history.users.findUserByName(heir.name)).toBeUndefined();
  },
);
