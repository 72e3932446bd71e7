import { generateKeyPairSync } from 'node:crypto';
import type { PlanView } from '@archivesmp/contracts/plan';
import { sha256Hex } from '@archivesmp/digests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventReader } from './event-reader.js';
import { bootTestApi, PASSWORD, type TestApi } from './test-api.js';

type Send = (path: string, init?: RequestInit) => Promise<Response>;
/** Everything that somebody has who stole what an operator is logged in with. */
interface Stolen {
  readonly id: string;
  readonly session: Send;
  readonly token: Send;
  /** One that the thief made with the token, to stay. */
  readonly madeByToken: Send;
}

const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
const CHANGE = {
  instances: ['BENT01'],
  plugin: 'CMI',
  file: 'config.yml',
  edits: [{ op: 'set', path: ['a'], value: 1 }],
};

const json = (method: string, body: unknown = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;

describe('somebody with the session and the token of an operator', () => {
  let api: TestApi;
  let admin: Send;
  let thefts = 0;

  beforeAll(async () => {
    api = await bootTestApi({ deployment: { approvals: 2, order_key: KEY } });
    admin = await api.as(['admin']);
  });
  afterAll(() => api?.close());

  /** A new operator, and what is stolen of them. */
  async function steal(): Promise<Stolen> {
    thefts += 1;
    const name = `victim-${thefts}`;
    const added = await admin('/api/v1/users', json('POST', { name, password: PASSWORD, role: 'operator' }));
    const { id } = (await added.json()) as { id: string };
    const session = await loggedIn(name);
    const token = await tokenBy(session, `of ${name}`);
    return { id, session, token, madeByToken: await tokenBy(token, `of the thief of ${name}`) };
  }

  async function loggedIn(name: string, password = PASSWORD): Promise<Send> {
    const answer = await api.call('/api/v1/login', json('POST', { name, password }));
    const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    const headers = { cookie: cookies.join('; '), 'x-csrf-token': csrfToken };
    return (path, init = {}) => api.call(path, { ...init, headers: { ...init.headers, ...headers } });
  }

  async function tokenBy(send: Send, label: string): Promise<Send> {
    const made = await send('/api/v1/tokens', json('POST', { label, scopes: ['write'] }));
    const { token } = (await made.json()) as { token: string };
    const authorization = `Bearer ${token}`;
    return (path, init = {}) => api.call(path, { ...init, headers: { ...init.headers, authorization } });
  }

  /** A plan as somebody asked for it, ready to be decided about. */
  async function plannedBy(send: Send): Promise<{ id: string; hash: string }> {
    const asked = await send('/api/v1/plans', json('POST', { title: 'a change', changes: [CHANGE] }));
    const { id } = (await asked.json()) as { id: string };
    const text = JSON.stringify({ waves: [], refusals: [{ instanceId: id, path: 'x', reason: 'held' }] });
    const hash = sha256Hex(text);
    await api.history.plans.recordPlan(id, { text, hash, instances: 1, files: 1, restarts: 1 }, new Date());
    return { id, hash };
  }
  const approve = (send: Send, { id, hash }: { id: string; hash: string }): Promise<Response> =>
    send(`/api/v1/plans/${id}/approve`, json('POST', { hash }));

  it('approves no plan of that person, whichever of the keys it was made with', async () => {
    const { session, token, madeByToken } = await steal();
    const keys = [session, token, madeByToken];
    for (const making of keys) {
      const plan = await plannedBy(making);
      for (const approving of keys) {
        expect(await codeOf(await approve(approving, plan))).toBe('plan.self-approval');
        // What nobody may is offered to nobody
        const shown = (await (await approving(`/api/v1/plans/${plan.id}`)).json()) as PlanView;
        expect(shown.createdBy).toMatch(/^victim-\d+/);
        expect(shown.youMay).toMatchObject({
          approve: { allowed: false, whyNot: expect.stringMatching(/^You made this plan/) as string },
          reject: { allowed: true },
          start: { allowed: false, whyNot: expect.stringContaining('it has 0 of 2 approvals') as string },
        });
      }
      const { hash, id: planId } = plan;
      expect(await codeOf(await session('/api/v1/deployments', json('POST', { planId, hash })))).toBe(
        'plan.not-decidable',
      );
      expect(await api.history.plans.getPlan(plan.id)).toMatchObject({ state: 'open', approvals: [] });
    }
  });

  it('counts as one person about the plans of others, with however many keys', async () => {
    const { session, token, madeByToken } = await steal();
    const plan = await plannedBy(await api.as(['write']));
    expect((await approve(token, plan)).status).toBe(200);
    for (const send of [session, token, madeByToken])
      expect(await codeOf(await approve(send, plan))).toBe('resource.conflict');
    const trail = await admin('/api/v1/audit?person=victim-2&action=plan.approved');
    expect(await trail.json()).toMatchObject({
      records: [{ actor: 'victim-2 (token of victim-2)', person: 'victim-2', subject: plan.id }],
    });
    expect(await api.history.plans.getPlan(plan.id)).toMatchObject({ state: 'open', needs: 2 });
  });

  it('gets no more than that person has, and nothing that outlives them', async () => {
    const { id, session, token, madeByToken } = await steal();
    for (const send of [session, token, madeByToken]) {
      const refused: [string, RequestInit?][] = [
        ['/api/v1/users'],
        ['/api/v1/users', json('POST', { name: 'ghost', password: PASSWORD, role: 'admin' })],
        [`/api/v1/users/${id}`, json('PATCH', { role: 'admin' })],
        ['/api/v1/hosts', json('POST', { name: 'own-host' })],
        ['/api/v1/tokens', json('POST', { label: 'more', scopes: ['admin'] })],
        ['/api/v1/tokens', json('POST', { label: 'agent', scopes: ['agent:hetzner'] })],
        ['/api/v1/baselines/adopt', json('POST', { all: true, reason: 'mine now' })],
        ['/api/agent/heartbeat', json('POST')],
      ];
      for (const [path, init] of refused)
        expect(await codeOf(await send(path, init)), path).toBe('auth.forbidden');
    }
    const next = 'the password of the thief';
    for (let n = 0; n < 5; n += 1)
      expect(
        await codeOf(
          await session('/api/v1/session/password', json('POST', { current: `guess ${n}`, next })),
        ),
      ).toBe('auth.wrong-credentials');
    expect(
      await codeOf(await session('/api/v1/session/password', json('POST', { current: PASSWORD, next }))),
    ).toBe('auth.rate-limited');
    const tried = await api.history.audit.listAudit({ limit: 10, action: 'user.password-refused' });
    expect(tried.records).toHaveLength(5);
    for (const send of [token, madeByToken])
      expect((await send('/api/v1/session/password', json('POST', { current: PASSWORD, next }))).ok).toBe(
        false,
      );
  });

  it('calls a key like nobody, and not like another key', async () => {
    const { session } = await steal();
    await api.addUser('root', 'admin');
    const ask = (label: string) => session('/api/v1/tokens', json('POST', { label, scopes: ['read'] }));
    expect((await ask('twice')).status).toBe(201);
    const id = '8e2a142e-5b7e-4c0a-9d53-2f8a6d1b7e44';
    for (const label of ['twice', 'root', 'Root', 'victim-1', id, id.toUpperCase()])
      expect(await codeOf(await ask(label)), label).toBe('resource.conflict');
    for (const label of [
      '',
      ' a',
      'a ',
      'root (token mia)',
      'r\u043eot',
      'a\u202eb',
      'a\u0000',
      'x'.repeat(65),
    ])
      expect(await codeOf(await ask(label)), JSON.stringify(label)).toBe('request.invalid');
    for (const name of ['hub', 'backup', 'provision', 'system', 'nobody', id]) {
      const added = await admin('/api/v1/users', json('POST', { name, password: PASSWORD, role: 'viewer' }));
      expect(await codeOf(added), name).toBe('resource.conflict');
    }
  });

  it('is told nothing of the requests of whoever had its name before', async () => {
    const changeRequest = (): RequestInit => {
      const sent = json('POST', { title: 'once', changes: [CHANGE] });
      return { ...sent, headers: { ...sent.headers, 'idempotency-key': 'the-same-key' } };
    };
    const [one, other] = [await steal(), await steal()];
    const first = await tokenBy(one.session, 'passed on');
    const { id } = (await (await first('/api/v1/plans', changeRequest())).json()) as { id: string };
    expect(((await (await first('/api/v1/plans', changeRequest())).json()) as { id: string }).id).toBe(id);
    const { tokens } = (await (await one.session('/api/v1/tokens')).json()) as {
      tokens: { id: string; label: string }[];
    };
    const { id: token } = tokens.find(({ label }) => label === 'passed on')!;
    expect((await one.session(`/api/v1/tokens/${token}`, { method: 'DELETE' })).status).toBe(204);
    const second = await tokenBy(other.session, 'passed on');
    const answer = await second('/api/v1/plans', changeRequest());
    expect(answer.headers.get('idempotency-replayed')).toBeNull();
    expect(((await answer.json()) as { id: string }).id).not.toBe(id);
  });

  it('makes a hundred keys and listens twenty times, however many keys there are', async () => {
    const { id, session, token, madeByToken } = await steal();
    const tokenDetails = {
      scopes: ['write'],
      createdBy: 'test',
      expiresAt: new Date(Date.now() + 60_000),
      userId: id,
    };
    for (let n = 2; n < 100; n += 1)
      await api.history.tokens.createToken(`key ${n}`, { ...tokenDetails, label: `key ${n}` }, new Date());
    const more = json('POST', { label: 'one more', scopes: ['write'] });
    for (const send of [session, token, madeByToken])
      expect(await codeOf(await send('/api/v1/tokens', more))).toBe('resource.conflict');

    const streams: EventReader[] = [];
    for (let n = 0; n < 20; n += 1)
      streams.push(new EventReader(await [session, token, madeByToken][n % 3]!('/api/v1/events')));
    for (const send of [session, token, madeByToken])
      expect(await codeOf(await send('/api/v1/events'))).toBe('auth.rate-limited');
    for (const stream of streams) await stream.leave();
  });

  const gone = [401, 401, 401];
  it.each<[string, (of: Stolen) => Promise<Response>, number[]]>([
    ['demoted', ({ id }) => admin(`/api/v1/users/${id}`, json('PATCH', { role: 'viewer' })), [401, 403, 403]],
    [
      'given a new password',
      ({ id }) => admin(`/api/v1/users/${id}`, json('PATCH', { password: 'another password' })),
      gone,
    ],
    ['removed', ({ id }) => admin(`/api/v1/users/${id}`, { method: 'DELETE' }), gone],
    [
      'changing the own password',
      ({ session }) =>
        session('/api/v1/session/password', json('POST', { current: PASSWORD, next: 'another password' })),
      gone,
    ],
  ])('loses it when that person is %s, open streams too', async (_what, act, left) => {
    const stolen = await steal();
    const keys = [stolen.session, stolen.token, stolen.madeByToken];
    const streams = [];
    for (const send of keys) streams.push(new EventReader(await send('/api/v1/events')));
    expect((await act(stolen)).status).toBe(204);
    const now = await Promise.all(keys.map((send) => send('/api/v1/scans', json('POST'))));
    expect(now.map(({ status }) => status)).toEqual(left);
    for (const [index, stream] of streams.entries()) {
      if (left[index] === 401) expect(await stream.next()).toBeUndefined();
      await stream.leave();
    }
  });
});
