import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventReader } from './event-reader.js';
import { bootTestApi, PASSWORD, type TestApi } from './test-api.js';

type Send = (path: string, init?: RequestInit) => Promise<Response>;

const asJson = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

describe('people and tokens', () => {
  let api: TestApi;
  let admin: Send;

  beforeAll(async () => {
    api = await bootTestApi();
    await api.addUser('root', 'admin');
    admin = await api.as(['admin']);
  });
  afterAll(() => api?.close());

  const codeOf = async (answer: Response): Promise<[number, string]> => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ];

  const login = (name: string, password: string, headers: Record<string, string> = {}): Promise<Response> =>
    api.call('/api/v1/login', asJson('POST', { name, password }, headers));

  /** A browser of somebody who has just logged in. */
  async function browser(name: string, password = PASSWORD): Promise<Send> {
    const answer = await login(name, password);
    expect(answer.status).toBe(200);
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    return (path, init = {}) =>
      api.call(path, { ...init, headers: { ...init.headers, cookie, 'x-csrf-token': csrfToken } });
  }

  async function addUser(name: string, role: string): Promise<string> {
    const answer = await admin('/api/v1/users', asJson('POST', { name, password: PASSWORD, role }));
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: string };
    expect(answer.headers.get('location')).toBe(`/api/v1/users/${id}`);
    return id;
  }

  it('are added, changed and removed by an admin, with effect at once', async () => {
    const id = await addUser('mia', 'viewer');
    const mia = await browser('mia');
    expect(await codeOf(await mia('/api/v1/scans', asJson('POST', {})))).toEqual([403, 'auth.forbidden']);
    expect((await admin(`/api/v1/users/${id}`, asJson('PATCH', { role: 'operator' }))).status).toBe(204);
    expect((await mia('/api/v1/session')).status).toBe(401);
    const again = await browser('mia');
    expect((await again('/api/v1/scans', asJson('POST', {}))).status).toBe(202);

    const made = await again('/api/v1/tokens', asJson('POST', { label: 'hers', scopes: ['read'] }));
    const { token } = (await made.json()) as { token: string };
    expect((await admin(`/api/v1/users/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await again('/api/v1/session')).status).toBe(401);
    expect((await login('mia', PASSWORD)).status).toBe(401);
    const byToken = await api.call('/api/v1/session', { headers: { authorization: `Bearer ${token}` } });
    expect(byToken.status).toBe(401);
  });

  it('of one name exist once, and the last admin stays', async () => {
    await addUser('noah', 'viewer');
    const twice = await admin(
      '/api/v1/users',
      asJson('POST', { name: 'noah', password: PASSWORD, role: 'viewer' }),
    );
    expect(twice.status).toBe(409);
    const { users } = (await (await admin('/api/v1/users')).json()) as {
      users: { id: string; name: string }[];
    };
    const root = users.find(({ name }) => name === 'root')!;
    expect(await codeOf(await admin(`/api/v1/users/${root.id}`, { method: 'DELETE' }))).toEqual([
      409,
      'resource.conflict',
    ]);
    expect(
      await codeOf(await admin(`/api/v1/users/${root.id}`, asJson('PATCH', { role: 'viewer' }))),
    ).toEqual([409, 'resource.conflict']);
  });

  it.each([
    [{ name: 'x', password: PASSWORD, role: 'viewer' }, 'name'],
    [{ name: 'Ümlaut', password: PASSWORD, role: 'viewer' }, 'name'],
    [{ name: 'lea', password: 'short', role: 'viewer' }, 'password'],
    [{ name: 'lea', password: PASSWORD, role: 'king' }, 'role'],
    [{ name: 'lea', password: PASSWORD, role: 'viewer', isAdmin: true }, 'isAdmin'],
  ])('are refused when something of them is wrong: %j', async (body, field) => {
    const answer = await admin('/api/v1/users', asJson('POST', body));
    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect(answer.status).toBe(400);
    expect(errors.map((one) => one.field)).toContain(field);
    expect(JSON.stringify(errors)).not.toContain('short');
  });

  it('change their own password, which ends their sessions', async () => {
    await addUser('lea', 'viewer');
    const lea = await browser('lea');
    const next = 'another long password';
    const change = (current: string) => lea('/api/v1/session/password', asJson('POST', { current, next }));
    expect(await codeOf(await change('not it'))).toEqual([401, 'auth.wrong-credentials']);
    expect((await change(PASSWORD)).status).toBe(204);
    expect((await lea('/api/v1/session')).status).toBe(401);
    expect((await login('lea', PASSWORD)).status).toBe(401);
    expect((await browser('lea', next)) !== undefined).toBe(true);
  });

  it('have tokens that shrink with them and end with their password or themselves', async () => {
    const id = await addUser('ada', 'operator');
    const ada = await browser('ada');
    const make = async (send: Send, label: string, scopes: string[]): Promise<string> => {
      const made = await send('/api/v1/tokens', asJson('POST', { label, scopes }));
      expect(made.status).toBe(201);
      return ((await made.json()) as { token: string }).token;
    };
    const by =
      (token: string): Send =>
      (path, init = {}) =>
        api.call(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
    const first = by(await make(ada, 'of ada', ['write']));
    const second = by(await make(first, 'of her token', ['write']));
    for (const send of [first, second])
      expect((await send('/api/v1/scans', asJson('POST', {}))).status).toBeLessThan(300);
    const { tokens } = (await (await ada('/api/v1/tokens')).json()) as { tokens: object[] };
    expect(tokens).toMatchObject([
      { label: 'of her token', owner: 'ada', createdBy: 'ada (token of ada)' },
      { label: 'of ada', owner: 'ada', createdBy: 'ada' },
    ]);

    expect((await admin(`/api/v1/users/${id}`, asJson('PATCH', { role: 'viewer' }))).status).toBe(204);
    for (const send of [first, second]) {
      expect(await codeOf(await send('/api/v1/scans', asJson('POST', {})))).toEqual([403, 'auth.forbidden']);
      expect(await (await send('/api/v1/session')).json()).toMatchObject({ role: 'viewer' });
    }
    const password = 'quite another password';
    expect((await admin(`/api/v1/users/${id}`, asJson('PATCH', { password }))).status).toBe(204);
    for (const send of [first, second]) expect((await send('/api/v1/session')).status).toBe(401);
  });

  it('have agents that work on when whoever set them up is gone', async () => {
    const id = await addUser('kim', 'admin');
    const kim = await browser('kim');
    const made = await kim('/api/v1/tokens', asJson('POST', { label: 'agent of x', scopes: ['agent:x'] }));
    const { token } = (await made.json()) as { token: string };
    expect((await admin(`/api/v1/users/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await api.history.tokens.checkToken(token, new Date())).state).toBe('valid');
  });

  it('are no longer told anything when their session, token or account ends', async () => {
    const id = await addUser('sam', 'viewer');
    const sam = await browser('sam');
    const streams = [new EventReader(await sam('/api/v1/events'))];
    const made = await sam('/api/v1/tokens', asJson('POST', { label: 'sams ear', scopes: ['read'] }));
    const { id: tokenId, token } = (await made.json()) as { id: string; token: string };
    const authorization = `Bearer ${token}`;
    const ear = new EventReader(await api.call('/api/v1/events', { headers: { authorization } }));
    expect((await sam(`/api/v1/tokens/${tokenId}`, { method: 'DELETE' })).status).toBe(204);
    expect(await ear.next()).toBeUndefined();
    expect((await admin(`/api/v1/users/${id}`, { method: 'DELETE' })).status).toBe(204);
    for (const stream of streams) expect(await stream.next()).toBeUndefined();
  });

  it('give away no more than they have', async () => {
    await addUser('tom', 'operator');
    const tom = await browser('tom');
    const ask = (scopes: string[]) => tom('/api/v1/tokens', asJson('POST', { label: 'x', scopes }));
    expect((await ask(['write'])).status).toBe(201);
    expect(await codeOf(await ask(['admin']))).toEqual([403, 'auth.forbidden']);
    expect(await codeOf(await ask(['agent:hetzner']))).toEqual([403, 'auth.forbidden']);
    expect(await codeOf(await ask(['everything']))).toEqual([400, 'request.invalid']);
    expect(await codeOf(await ask([]))).toEqual([400, 'request.invalid']);
    const { tokens } = (await (await tom('/api/v1/tokens')).json()) as { tokens: { createdBy: string }[] };
    expect(new Set(tokens.map(({ createdBy }) => createdBy))).toEqual(new Set(['tom']));
    const { tokens: all } = (await (await admin('/api/v1/tokens')).json()) as {
      tokens: { id: string; label: string }[];
    };
    const foreign = all.find(({ label }) => label === 'admin')!;
    expect(await codeOf(await tom(`/api/v1/tokens/${foreign.id}`, { method: 'DELETE' }))).toEqual([
      404,
      'resource.not-found',
    ]);
  });

  it('have tokens that are stored as hashes, expire, and tell when they were used', async () => {
    const body = { label: 'prometheus', scopes: ['read'], days: 7 };
    const made = await admin('/api/v1/tokens', asJson('POST', body));
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { token, id, expiresAt } = (await made.json()) as { token: string; id: string; expiresAt: string };
    expect(token).toMatch(/^asmp_[\w-]{43}$/);
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(7);
    await api.call('/api/v1/session', { headers: { authorization: `Bearer ${token}` } });
    const list = await (await admin('/api/v1/tokens')).text();
    expect(list).not.toContain(token);
    const { tokens } = JSON.parse(list) as { tokens: { id: string; lastUsedAt?: string }[] };
    expect(tokens.find((one) => one.id === id)?.lastUsedAt).toBeDefined();
  });

  it('cannot escape the limit of attempts by making up where they come from', async () => {
    for (let attempt = 0; attempt < 5; attempt++)
      await login('nobody-known', 'guess', { 'x-forwarded-for': `198.51.100.${attempt}` });
    const limited = await login('nobody-known', 'guess', { 'x-forwarded-for': '198.51.100.77' });
    expect(await codeOf(limited)).toEqual([429, 'auth.rate-limited']);
  });
});

describe('behind a proxy that is trusted', () => {
  it('addresses are those the proxy names, and cookies are for https', async () => {
    const api = await bootTestApi({
      http: { trusted_proxies: ['127.0.0.1'], public_url: 'https://configs.example' },
    });
    try {
      await api.addUser('mia', 'viewer');
      const headers = { 'x-forwarded-for': '198.51.100.7' };
      const answer = await api.call(
        '/api/v1/login',
        asJson('POST', { name: 'mia', password: PASSWORD }, headers),
      );
      for (const cookie of answer.headers.getSetCookie()) expect(cookie).toContain('Secure');
      expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000');
      const operator = await api.as(['write']);
      expect(await (await operator('/api/v1/audit?action=login.succeeded')).json()).toMatchObject({
        records: [{ actor: 'mia', detail: { ip: '198.51.100.7' } }],
      });
    } finally {
      await api.close();
    }
  });
});
