import { artifactsOf } from '@archivesmp/hub-wiring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverKnownFleet, waitingScan, type TestInstance } from './known-world.js';
import { bootTestApi, WRITER, type TestApi } from './test-api.js';

const asJson = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('asking for a scan', () => {
  let api: TestApi;
  let instances: TestInstance[];
  let send: (path: string, init?: RequestInit) => Promise<Response>;

  beforeAll(async () => {
    api = await bootTestApi();
    instances = await discoverKnownFleet(api.history);
    send = await api.as(['write']);
  });
  afterAll(() => api?.close());

  it('answers 202 with the address of the scan, and the same scan again while it is under way', async () => {
    const first = await send('/api/v1/scans', asJson({ host: 'ovh' }));
    expect(first.status).toBe(202);
    const ticket = (await first.json()) as { id: string };
    expect(ticket).toMatchObject({ state: 'requested', joined: false });
    expect(first.headers.get('location')).toBe(`/api/v1/scans/${ticket.id}`);
    const second = await send('/api/v1/scans', asJson({ host: 'ovh' }));
    expect([second.status, await second.json()]).toEqual([200, { ...ticket, joined: true }]);
    const other = (await (await send('/api/v1/scans', asJson({ instance: 'BENT01' }))).json()) as {
      id: string;
    };
    expect(other.id).not.toBe(ticket.id);
    expect(await (await send(first.headers.get('location')!)).json()).toMatchObject({
      id: ticket.id,
      scope: { host: 'ovh' },
      requestedBy: WRITER,
      instances: [],
    });
  });

  it('puts the job of the scan beside its row, to be sent when Redis can take it', async () => {
    const { id } = (await (await send('/api/v1/scans', asJson({ plugin: 'CMI' }))).json()) as { id: string };
    const waiting = await api.history.outbox.listPendingJobs(100, new Date(), new Date());
    expect(waiting).toContainEqual(expect.objectContaining({ jobId: `drift.start-scan-${id}` }));
  });

  it.each([
    [{ host: 'nowhere' }, 'host', 'hetzner, ovh'],
    [{ instance: 'NONE' }, 'instance', 'BENT01'],
    [{ hots: 'ovh' }, 'hots', 'host, instance, plugin'],
    [{ host: 7 }, 'host', 'string'],
  ])('refuses %j', async (body, field, allowed) => {
    const answer = await send('/api/v1/scans', asJson(body));
    const problem = (await answer.json()) as { code: string; errors: { field: string; message: string }[] };
    expect([answer.status, problem.code]).toEqual([400, 'request.invalid']);
    expect(problem.errors.filter((one) => one.field === field).map(({ message }) => message)).toContainEqual(
      expect.stringContaining(allowed),
    );
  });

  it('refuses a body that is too large, no JSON, or of another type', async () => {
    const scans = (body: string, type = 'application/json') =>
      send('/api/v1/scans', { method: 'POST', headers: { 'content-type': type }, body }).then(
        async (answer) => [answer.status, ((await answer.json()) as { code: string }).code],
      );
    expect(await scans(JSON.stringify({ host: 'x'.repeat(1_100_000) }))).toEqual([413, 'request.too-large']);
    expect(await scans('{"host":')).toEqual([400, 'request.invalid']);
    expect(await scans('host=ovh', 'application/x-www-form-urlencoded')).toEqual([
      415,
      'request.unsupported-media-type',
    ]);
  });

  it('shows a running scan with the instances it waits for', async () => {
    const id = await waitingScan(api.history, instances);
    expect(await (await send(`/api/v1/scans/${id}`)).json()).toMatchObject({
      state: 'running',
      instances: [
        { instance: 'BENT01', state: 'waiting' },
        { instance: 'CREA01', state: 'waiting' },
        { instance: 'SMP201', state: 'waiting' },
      ],
    });
    expect(await (await send('/api/v1/scans?state=running&limit=1')).json()).toMatchObject({ count: 1 });
  });

  it('starts a discovery as an operation', async () => {
    const answer = await send('/api/v1/discoveries', { method: 'POST' });
    expect(answer.status).toBe(202);
    expect(await (await send(answer.headers.get('location')!)).json()).toMatchObject({
      kind: 'fleet.discover',
      state: 'requested',
      requestedBy: WRITER,
    });
    expect(await (await send('/api/v1/operations?state=requested')).json()).toMatchObject({ count: 1 });
  });

  it('looks for no plugin that nobody knows, and for one that is in the baseline alone', async () => {
    const [first] = await api.history.fleet.listInstances();
    await api.history.transaction((sql) =>
      sql.execute(
        `INSERT INTO plugins_seen (instance_id, plugin, has_folder, first_seen_at, last_changed_at) VALUES (?, 'HuskSync', 1, NOW(3), NOW(3))`,
        [first!.id],
      ),
    );
    const typo = await send('/api/v1/scans', asJson({ plugin: 'husksync' }));
    expect(typo.status).toBe(400);
    expect(((await typo.json()) as { detail: string }).detail).toContain('did you mean HuskSync?');
    expect((await send('/api/v1/scans', asJson({ plugin: 'Yet2Come' }))).status).toBe(400);
    await artifactsOf(api.settings).baselines.writeBaseline('Yet2Come', 'config.yml', Buffer.from('a: 1\n'), {
      ifAbsent: true,
    });
    expect((await send('/api/v1/scans', asJson({ plugin: 'Yet2Come' }))).status).toBe(202);
    expect((await send('/api/v1/scans', asJson({ plugin: 'HuskSync' }))).status).toBe(202);
  });

  it('shows settings to admins, and of a secret only that it is set', async () => {
    const admin = await api.as(['admin']);
    const text = await (await admin('/api/v1/settings')).text();
    const { settings } = JSON.parse(text) as { settings: { path: string; value: unknown }[] };
    expect(settings).toContainEqual(expect.objectContaining({ path: 'mariadb.password', value: 'set' }));
    for (const secret of [api.settings.mariadb.password, api.settings.minio.secret_key])
      expect(text).not.toContain(secret.reveal());
  });

  it('keeps the id of a scan on the log line of what happened to it', async () => {
    const { id } = (await (await send('/api/v1/scans', asJson({ host: 'hetzner' }))).json()) as {
      id: string;
    };
    const line = api.lines().find(({ message, scanId }) => message === 'scan requested' && scanId === id);
    expect(line).toMatchObject({ app: 'web-api', level: 'info', requestId: expect.any(String) as string });
  });
});
