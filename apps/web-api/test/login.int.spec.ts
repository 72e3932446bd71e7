import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, PASSWORD, type TestApi } from './test-api.js';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('logging in', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await bootTestApi();
    await api.addUser('mia', 'operator');
    await api.addUser('noah', 'viewer');
  });
  afterAll(() => api?.close());

  const login = (name: string, password: string) =>
    api.call('/api/v1/login', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ name, password }),
    });

  async function browser(name: string) {
    const answer = await login(name, PASSWORD);
    const cookies = answer.headers.getSetCookie();
    const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    return { cookies, cookie, csrfToken };
  }

  it('is healthy with everything it depends on', async () => {
    const ready = await api.call('/health/ready');
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      dependencies: [
        { name: 'mariadb', state: 'up' },
        { name: 'redis', state: 'up' },
        { name: 's3', state: 'up' },
      ],
    });
    expect(ready.status).toBe(200);
  });

  it('opens a session whose cookie no script can read', async () => {
    const { cookies, cookie } = await browser('mia');
    expect(cookies.find((one) => one.startsWith('archivesmp_session='))).toMatch(/HttpOnly.*SameSite=Strict/);
    expect(cookies.find((one) => one.startsWith('archivesmp_csrf='))).not.toContain('HttpOnly');
    const session = await api.call('/api/v1/session', { headers: { cookie } });
    expect(await session.json()).toMatchObject({ name: 'mia', role: 'operator' });
  });

  it('refuses a wrong password and an unknown name with the same answer', async () => {
    const [wrong, unknown] = [await login('mia', 'no'), await login('nobody-here', 'no')];
    const bodies = await Promise.all(
      [wrong, unknown].map(async (one) => ({ ...((await one.json()) as object), instance: '' })),
    );
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(bodies[0]).toEqual(bodies[1]);
  });

  it('makes a name wait after five failures, even with the right password', async () => {
    for (let attempt = 0; attempt < 5; attempt++) expect((await login('noah', 'wrong')).status).toBe(401);
    const limited = await login('noah', PASSWORD);
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login('mia', PASSWORD)).status).toBe(200);
  });

  it('takes no other spelling of a name for another account', async () => {
    await api.addUser('olga', 'viewer');
    for (const name of ['olga', 'olga ', ' olga', 'OLGA', 'olga  '])
      expect((await login(name, 'wrong')).status).toBe(401);
    for (const name of ['olga', 'olga   ', 'Olga']) expect((await login(name, PASSWORD)).status).toBe(429);
  });

  it('lets one person in many times at once', async () => {
    await api.addUser('pia', 'viewer');
    const answers = await Promise.all(Array.from({ length: 12 }, () => login('pia', PASSWORD)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
  });

  it('counts wrong tries of changing a password, too', async () => {
    await api.addUser('rosa', 'viewer');
    const { cookie, csrfToken } = await browser('rosa');
    const change = (current: string) =>
      api.call('/api/v1/session/password', {
        method: 'POST',
        headers: { ...JSON_TYPE, cookie, 'x-csrf-token': csrfToken },
        body: JSON.stringify({ current, next: 'another long password' }),
      });
    for (let n = 0; n < 5; n += 1) expect((await change(`guess ${n}`)).status).toBe(401);
    expect((await change(PASSWORD)).status).toBe(429);
  });

  it('takes a change under the cookie only with the CSRF token', async () => {
    const { cookie, csrfToken } = await browser('mia');
    const scan = (headers: Record<string, string>) =>
      api.call('/api/v1/scans', {
        method: 'POST',
        headers: { ...JSON_TYPE, cookie, ...headers },
        body: '{}',
      });
    expect(await (await scan({})).json()).toMatchObject({ status: 403, code: 'auth.csrf' });
    expect(await (await scan({ 'x-csrf-token': 'guess' })).json()).toMatchObject({ code: 'auth.csrf' });
    const other = await browser('mia');
    expect(await (await scan({ 'x-csrf-token': other.csrfToken })).json()).toMatchObject({
      code: 'auth.csrf',
    });
    expect((await scan({ 'x-csrf-token': csrfToken })).status).toBe(202);
  });

  it('ends with the logout', async () => {
    const { cookie, csrfToken } = await browser('mia');
    const out = await api.call('/api/v1/logout', {
      method: 'POST',
      headers: { cookie, 'x-csrf-token': csrfToken },
    });
    expect(out.status).toBe(204);
    expect((await api.call('/api/v1/session', { headers: { cookie } })).status).toBe(401);
  });

  it('refuses expired, revoked, unknown and malformed tokens', async () => {
    const expired = await api.token(['read'], new Date(Date.now() - 1000));
    const answer = async (authorization: string) => {
      const response = await api.call('/api/v1/session', { headers: { authorization } });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await answer(`Bearer ${expired}`)).toEqual([401, 'auth.token-expired']);
    expect(await answer('Bearer asmp_unknown')).toEqual([401, 'auth.required']);
    expect(await answer('Basic bWlhOm5v')).toEqual([401, 'auth.required']);
    const admin = await api.as(['admin']);
    const created = (await (
      await admin('/api/v1/tokens', {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ label: 'grafana', scopes: ['read'], days: 1 }),
      })
    ).json()) as { id: string; token: string };
    expect(
      (await api.call('/api/v1/session', { headers: { authorization: `Bearer ${created.token}` } })).status,
    ).toBe(200);
    expect((await admin(`/api/v1/tokens/${created.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await answer(`Bearer ${created.token}`)).toEqual([401, 'auth.required']);
  });

  it('records logins, refusals and changes with their origin, and no secret', async () => {
    const admin = await api.as(['admin']);
    const { records } = (await (await admin('/api/v1/audit?limit=1000')).json()) as {
      records: { action: string; actor: string; detail: { ip: string } }[];
    };
    const actions = new Set(records.map(({ action }) => action));
    for (const action of [
      'login.succeeded',
      'login.refused',
      'logout.succeeded',
      'token.created',
      'token.revoked',
      'scan.requested',
    ])
      expect(actions).toContain(action);
    expect(records.find(({ action }) => action === 'login.refused')?.detail.ip).toBe('127.0.0.1');
    const everything = JSON.stringify([records, api.lines()]);
    expect(everything).not.toContain(PASSWORD);
    expect(everything).not.toMatch(/asmp_[\w-]{20}/);
  });
});
