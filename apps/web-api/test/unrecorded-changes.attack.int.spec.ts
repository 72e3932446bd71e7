import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, PASSWORD, type TestApi } from './test-api.js';

type Send = (path: string, init?: RequestInit) => Promise<Response>;

const json = (method: string, body: unknown = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const NEXT = 'the password after that one';

describe('a change of access, or work that is asked for, which the audit cannot record', () => {
  let api: TestApi;
  let admin: Send;
  let mia: Send;
  let miaId: string;
  let tokenId: string;

  beforeAll(async () => {
    api = await bootTestApi();
    admin = await api.as(['admin']);
    const person = { name: 'mia', password: PASSWORD, role: 'operator' };
    miaId = ((await (await admin('/api/v1/users', json('POST', person))).json()) as { id: string }).id;
    const answer = await logIn();
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    mia = (path, init = {}) =>
      api.call(path, { ...init, headers: { ...init.headers, cookie, 'x-csrf-token': csrfToken } });
    const made = await mia('/api/v1/tokens', json('POST', { label: 'laptop', scopes: ['read'] }));
    tokenId = ((await made.json()) as { id: string }).id;
  });
  afterAll(() => api?.close());

  const logIn = (): Promise<Response> =>
    api.call('/api/v1/login', json('POST', { name: 'mia', password: PASSWORD }));

  /** The chain of the audit without its head: nothing can be appended. */
  async function withoutAudit(work: () => Promise<Response>): Promise<Response> {
    const setHead = (id: number, was: number) =>
      api.history.transaction((sql) => sql.execute('UPDATE audit_chain SET id = ? WHERE id = ?', [id, was]));
    await setHead(2, 1);
    try {
      return await work();
    } finally {
      await setHead(1, 2);
    }
  }

  /** Everything that one of the changes would leave. */
  const status = () =>
    api.history.transaction((sql) =>
      Promise.all(
        [
          'SELECT id, name, role, password_hash, disabled_at FROM users ORDER BY id',
          'SELECT id, user_id, revoked_at, live_label FROM api_tokens ORDER BY id',
          'SELECT session_hash FROM sessions ORDER BY session_hash',
          'SELECT id FROM operations ORDER BY id',
          'SELECT subject_id FROM outbox ORDER BY subject_id',
          'SELECT seq FROM config_audit ORDER BY seq',
        ].map((statement) => sql.selectRows(statement)),
      ),
    );

  it.each<[string, () => Promise<Response>]>([
    [
      'a new person',
      () => admin('/api/v1/users', json('POST', { name: 'eve', password: NEXT, role: 'admin' })),
    ],
    ['another role', () => admin(`/api/v1/users/${miaId}`, json('PATCH', { role: 'viewer' }))],
    [
      'another role and password',
      () => admin(`/api/v1/users/${miaId}`, json('PATCH', { role: 'viewer', password: NEXT })),
    ],
    ['a person who is removed', () => admin(`/api/v1/users/${miaId}`, { method: 'DELETE' })],
    ['a token that is made', () => mia('/api/v1/tokens', json('POST', { label: 'new', scopes: ['read'] }))],
    ['a token that is revoked', () => mia(`/api/v1/tokens/${tokenId}`, { method: 'DELETE' })],
    ['a login', () => logIn()],
    ['a logout', () => mia('/api/v1/logout', json('POST'))],
    [
      "a password of one's own",
      () => mia('/api/v1/session/password', json('POST', { current: PASSWORD, next: NEXT })),
    ],
    ['care for backups', () => admin('/api/v1/storage/renew', json('POST'))],
    ['a look for instances', () => admin('/api/v1/discoveries', json('POST'))],
  ])('%s does not happen', async (_, change) => {
    const before = await status();
    const answer = await withoutAudit(change);
    expect(answer.status).toBe(500);
    expect(await status()).toEqual(before);
    expect((await mia('/api/v1/session')).status).toBe(200);
  });

  it('happens with its row once the audit can be written', async () => {
    expect((await mia(`/api/v1/tokens/${tokenId}`, { method: 'DELETE' })).status).toBe(204);
    expect((await admin(`/api/v1/users/${miaId}`, { method: 'DELETE' })).status).toBe(204);
    const { records } = await api.history.audit.listAudit({ limit: 2 });
    expect(records.map(({ action }) => action)).toEqual(['user.removed', 'token.revoked']);
  });
});
