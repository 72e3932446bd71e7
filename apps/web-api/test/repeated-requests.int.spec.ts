import { randomUUID } from 'node:crypto';
import { sha256Hex } from '@archivesmp/digests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverKnownFleet, type TestInstance } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

/** Routes that change something and need no key, because sending them twice does what sending them once does. */
const BY_NATURE: Readonly<Record<string, string>> = {
  'DELETE /api/v1/baselines/{plugin}/{path}': 'If-Match: the revision that it names is gone the second time',
  'DELETE /api/v1/findings/{id}/keep': 'what is not kept cannot be let go again',
  'DELETE /api/v1/holds/{id}': 'what has ended cannot end again (404)',
  'DELETE /api/v1/hosts/{name}': 'who is gone cannot go again (404)',
  'DELETE /api/v1/hosts/{name}/access': 'what was revoked cannot be revoked again (404)',
  'DELETE /api/v1/instances/{id}/host': 'what nobody said cannot be taken back again',
  'DELETE /api/v1/tokens/{id}': 'what was revoked cannot be revoked again (404)',
  'DELETE /api/v1/users/{id}': 'who is gone cannot go again (404)',
  'PATCH /api/v1/users/{id}': 'sets what it names to what it says',
  'POST /api/agent/orders/{id}/backup': 'contents by sha256, one backup per order and plugin',
  'POST /api/agent/heartbeat': 'the newest word counts, whoever repeats it',
  'POST /api/agent/fences': 'it only tells a number; the audit has each time',
  'POST /api/agent/restart-marks': 'a mark that is there stays',
  'POST /api/agent/restarts': 'the same requestId is the same restart',
  'POST /api/results': 'the first manifest and pack of an instance in a scan count',
  'POST /api/results/inspections/{id}': 'the first report counts',
  'POST /api/results/inspections/{id}/contents': 'the same content is stored once',
  'POST /api/results/local-actions': 'each action is recorded once by its id',
  'POST /api/results/orders/{id}': 'the first outcome counts',
  'POST /api/results/refused-jobs': 'the audit has one row a minute, however often it is told',
  'POST /api/v1/hosts': 'a host has one account (409), and what it prints must not be kept beside a key',
  'POST /api/v1/hosts/{name}/rotation': 'what it prints must not be kept beside a key; the last one counts',
  'POST /api/v1/login': 'opens a session and changes nothing else',
  'POST /api/v1/logout': 'what has ended cannot end again',
  'POST /api/v1/session/password': 'the old password is wrong the second time',
  'POST /api/v1/users': 'a name exists once (409), and a password must not be kept beside a key',
  'PUT /api/v1/baselines/{plugin}/{path}': 'If-Match: the revision that it names is gone the second time',
  'PUT /api/v1/deviations': 'If-Match: the revision that it names is gone the second time',
  'PUT /api/v1/instances/{id}/host': 'sets what it says, whoever repeats it',
  'PUT /api/v1/findings/{id}/review': 'the last word counts, whoever repeats it',
};

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

describe('requests that may be sent twice', () => {
  let api: TestApi;
  let people: Record<'mia' | 'ben', (path: string, init?: RequestInit) => Promise<Response>>;
  let fleet: TestInstance[];
  beforeAll(async () => {
    api = await bootTestApi();
    fleet = await discoverKnownFleet(api.history);
    people = { mia: await api.as(['admin'], 'admin'), ben: await api.as(['admin', 'write'], 'admin') };
  });
  afterAll(() => api?.close());

  async function post(path: string, body: object | undefined, key: string) {
    const answer = await people.mia(path, {
      method: 'POST',
      headers: { 'idempotency-key': key, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      replayed: answer.headers.get('idempotency-replayed') === 'true',
      location: answer.headers.get('location'),
      body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  async function openPlan(): Promise<{ id: string; hash: string }> {
    const text = '{"refusals":[],"waves":[]}';
    const hash = sha256Hex(text);
    const now = new Date();
    const id = await api.history.plans.recordChangeRequest(
      {
        title: 'as everywhere else',
        request: {},
        requestedBy: 'somebody else',
        expiresAt: new Date(now.getTime() + 3_600_000),
        approvals: 2,
        selfApproval: false,
      },
      now,
    );
    await api.history.plans.recordPlan(
      id,
      { text, hash, instances: 1, files: 1, restarts: 0, refusals: 0 },
      now,
    );
    return { id, hash };
  }

  async function runningDeployment(): Promise<string> {
    const { id, hash } = await openPlan();
    for (const by of ['ann', 'bob']) {
      const decision = { by, userId: randomUUID(), role: 'operator', verdict: 'approve', hash } as const;
      await api.history.planApprovals.recordPlanDecision(id, decision, new Date());
    }
    const { id: instanceId, host } = fleet[0]!;
    const wanted = {
      kind: 'apply' as const,
      plan: { id, hash },
      options: { perHost: 1 },
      instances: [{ instanceId, host, wave: 0 }],
      requestedBy: 'mia',
    };
    const deployment = await api.history.deployments.requestDeployment(wanted, new Date());
    await api.history.deployments.moveDeploymentState(
      deployment,
      { from: 'waiting', to: 'running', reason: 'begun' },
      new Date(),
    );
    return deployment;
  }

  it('are all routes that change something: each takes a key or says why it needs none', async () => {
    const document = (await (await api.call('/openapi.json')).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const effects = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => ['post', 'put', 'patch', 'delete'].includes(method))
        .map(([method, { parameters = [] }]) => ({
          name: `${method.toUpperCase()} ${path}`,
          takesKey: parameters.some((one) => one.in === 'header' && one.name === 'Idempotency-Key'),
        })),
    );
    expect(effects.length).toBeGreaterThan(35);
    const without = effects.filter(({ takesKey: acceptsKey }) => !acceptsKey).map(({ name }) => name);
    expect(without.sort()).toEqual(Object.keys(BY_NATURE).sort());
  });

  /** Path, body, and another body that the same key must not be used for. */
  const cases: Readonly<Record<string, () => Promise<[string, object | undefined, object]>>> = {
    'approving a plan': async () => {
      const { id, hash } = await openPlan();
      return [`/api/v1/plans/${id}/approve`, { hash }, { hash, comment: 'on second thought' }];
    },
    'rejecting a plan': async () => {
      const { id, hash } = await openPlan();
      return [`/api/v1/plans/${id}/reject`, { hash, comment: 'no' }, { hash, comment: 'no!' }];
    },
    'pausing a deployment': async () => [
      `/api/v1/deployments/${await runningDeployment()}/steer`,
      { action: 'pause' },
      { action: 'stop-and-undo' },
    ],
    'holding an instance': async () => [
      '/api/v1/holds',
      { instance: fleet[1]!.name, reason: 'event this weekend' },
      { instance: fleet[1]!.name, reason: 'no event' },
    ],
    'asking for a restart later': async () => [
      `/api/v1/instances/${fleet[1]!.id}/needs-restart`,
      { reason: 'changed by hand' },
      { reason: 'changed again' },
    ],
    'taking off that a restart is needed': async () => {
      const { id } = fleet[1]!;
      await api.history.restartFlags.flagRestart({ instanceId: id, reason: 'by hand' }, new Date());
      return [
        `/api/v1/instances/${id}/needs-no-restart`,
        { reason: 'it reloads by itself' },
        { reason: 'for another reason' },
      ];
    },
    'asking for a plan': async () => {
      const findings = [randomUUID()];
      return ['/api/v1/plans', { title: 'put right', findings }, { title: 'another', findings }];
    },
    'asking for a scan': async () => ['/api/v1/scans', { plugin: 'CMI' }, { plugin: 'Vault' }],
    'looking for instances': async () => ['/api/v1/discoveries', undefined, { surplus: true }],
    'proving backups': async () => ['/api/v1/backups/verify', { percent: 5 }, { percent: 6 }],
  };

  it.each(Object.keys(cases))(
    '%s: one effect, the first answer again, and no other request',
    async (name) => {
      const [path, body, another] = await cases[name]!();
      const key = randomUUID();
      const audited = async (): Promise<number> =>
        (await api.history.audit.listAudit({ limit: 1_000 })).records.length;
      const first = await post(path, body, key);
      expect(first.status, JSON.stringify(first.body)).toBeLessThan(300);
      expect(first.replayed).toBe(false);
      const records = await audited();
      expect(await post(path, body, key)).toEqual({ ...first, replayed: true });
      expect(await audited()).toBe(records);
      expect(await post(path, another, key)).toMatchObject({
        status: 409,
        replayed: false,
        body: { code: 'request.replayed' },
      });
    },
  );

  it('show a token once, make it once, and keep it nowhere', async () => {
    const key = randomUUID();
    const body = { label: 'a script', scopes: ['read'] };
    const first = await post('/api/v1/tokens', body, key);
    const token = String(first.body!['token']);
    const again = await post('/api/v1/tokens', body, key);
    expect(again).toMatchObject({ status: 201, replayed: true, location: first.location });
    expect(again.body).toEqual({ ...first.body, token: undefined });
    expect(JSON.stringify(again)).not.toContain(token);
    const made = (await api.history.tokens.listTokens()).filter(({ label }) => label === 'a script');
    expect(made).toHaveLength(1);
  });

  it('are two requests when two people send them under the same key', async () => {
    const key = randomUUID();
    const body = JSON.stringify({ title: 'put right', findings: [randomUUID()] });
    const headers = { 'idempotency-key': key, 'content-type': 'application/json' };
    const ids = new Set<string>();
    for (const person of [people.mia, people.ben]) {
      const answer = await person('/api/v1/plans', { method: 'POST', headers, body });
      expect(answer.status).toBe(202);
      ids.add(((await answer.json()) as { id: string }).id);
    }
    expect(ids.size).toBe(2);
  });
});
