import { randomUUID } from 'node:crypto';
import type { Artifacts } from '@archivesmp/artifacts';
import type {
  BackupDetail,
  BackupDifference,
  BackupManifest,
  BackupView,
} from '@archivesmp/contracts/backup';
import type { PlanView } from '@archivesmp/contracts/plan';
import { hasKnownBytes } from '@archivesmp/contracts/vocabulary';
import { sha256Hex } from '@archivesmp/digests';
import type { ObservedFile, Operation } from '@archivesmp/history';
import { artifactsOf } from '@archivesmp/hub-wiring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverKnownFleet, scannedFleet, type TestInstance } from './known-world.js';
import { bootTestApi, WRITER, type TestApi } from './test-api.js';

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

let api: TestApi;
let artifacts: Artifacts;
let ask: Ask;
let bent: TestInstance;
let crea: TestInstance;

const THEN = 'host: db1\npassword: hunter2\nport: 3306\n';
const NOW = 'host: db2\npassword: hunter3\nport: 3306\n';
const DAY_MS = 24 * 3_600_000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

beforeAll(async () => {
  api = await bootTestApi();
  artifacts = artifactsOf(api.settings);
  ask = await api.as(['write']);
  const fleet = await discoverKnownFleet(api.history);
  [bent, crea] = [fleet[0]!, fleet[1]!];
  await artifacts.snapshots.storeSnapshot(Buffer.from(NOW));
  await artifacts.snapshots.storeSnapshot(Buffer.from('new: 1\n'));
  await artifacts.snapshots.storeSnapshot(Buffer.from('a:\n\tb: 2\n'));
  const files: ObservedFile[] = [
    aFile('CMI', 'config.yml', NOW),
    aFile('CMI', 'same.yml', 'same: 1\n'),
    aFile('CMI', 'new.yml', 'new: 1\n'),
    { ...aFile('CMI', 'closed.yml', ''), state: 'permission_denied', reason: 'nobody may read it' },
    { ...aFile('CMI', 'locked.yml', ''), state: 'permission_denied' },
    { ...aFile('CMI', 'broken.yml', 'a:\n\tb: 2\n'), state: 'not_understood', reason: 'line 2' },
    aFile('TAB', 'config.yml', 'tab: 1\n'),
  ];
  const seen = files.map((file) => (hasKnownBytes(file.state) ? file : withoutHash(file)));
  await scannedFleet(api.history, [bent], () => ({ files: seen }));
});
afterAll(async () => {
  artifacts?.close();
  await api?.close();
});

const aFile = (plugin: string, path: string, content: string): ObservedFile => ({
  plugin,
  path,
  format: 'yaml',
  size: content.length,
  modifiedAt: new Date(),
  state: 'readable',
  sha256: sha256Hex(content),
});

function withoutHash({ sha256: _sha256, ...file }: ObservedFile): ObservedFile {
  return file;
}

/** A backup in bucket and index; null = the file did not exist then. */
async function aBackup(
  contents: Readonly<Record<string, string | null>>,
  more: Partial<BackupManifest> = {},
): Promise<BackupManifest> {
  for (const content of Object.values(contents))
    if (content !== null) await artifacts.backups.storeContent(sha256Hex(content), Buffer.from(content));
  const manifest: BackupManifest = {
    version: 1,
    id: randomUUID(),
    host: bent.host,
    instanceId: bent.id,
    instance: bent.name,
    plugin: 'CMI',
    takenAt: daysAgo(1).toISOString(),
    cause: 'schedule',
    takenBy: 'schedule',
    files: Object.entries(contents).map(([path, content]) => ({
      path,
      sha256: content === null ? null : sha256Hex(content),
      size: content?.length ?? 0,
    })),
    ...more,
  };
  await api.history.backups.recordBackup(manifest, await artifacts.backups.sealManifest(manifest));
  return manifest;
}

async function read<Answer>(path: string, status = 200): Promise<Answer> {
  const answer = await ask(path);
  expect(answer.status, path).toBe(status);
  return (await answer.json()) as Answer;
}

async function send<Answer>(path: string, body: object, status = 202): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await ask(path, { method: 'POST', body: JSON.stringify(body), headers });
  expect(answer.status, path).toBe(status);
  return (await answer.json()) as Answer;
}

describe('looking at backups', () => {
  it('lists them newest first, by page and filter', async () => {
    const deploymentId = randomUUID();
    const old = await aBackup(
      { 'plugins/TAB/config.yml': 'tab: 1\n' },
      { plugin: 'TAB', takenAt: daysAgo(9).toISOString() },
    );
    const part = await aBackup(
      { 'plugins/TAB/config.yml': 'tab: 2\n' },
      { plugin: 'TAB', takenAt: daysAgo(8).toISOString(), cause: 'before-change', deploymentId },
    );
    const list = async (query: string) =>
      (await read<{ backups: BackupView[] }>(`/api/v1/backups?${query}`)).backups.map(({ id }) => id);
    expect(await list('plugin=TAB')).toEqual([part.id, old.id]);
    expect(await list('instance=BENT01&plugin=TAB&host=hetzner')).toEqual([part.id, old.id]);
    expect(await list(`deployment=${deploymentId}`)).toEqual([part.id]);
    expect(await list(`plugin=TAB&until=${daysAgo(8.5).toISOString()}`)).toEqual([old.id]);
    expect(await list('host=ovh')).toEqual([]);
    const first = await read<{ backups: BackupView[]; next: string }>('/api/v1/backups?plugin=TAB&limit=1');
    expect(await list(`plugin=TAB&limit=1&after=${first.next}`)).toEqual([old.id]);
    expect(JSON.stringify(first)).not.toContain('manifest');
    await read('/api/v1/backups?instance=NOBODY', 404);
    await read('/api/v1/backups?after=nonsense', 400);
  });

  it('reads one with its files', async () => {
    const backup = await aBackup({ 'plugins/CMI/config.yml': THEN, 'plugins/CMI/absent.yml': null });
    expect(await read<BackupDetail>(`/api/v1/backups/${backup.id}`)).toMatchObject({
      id: backup.id,
      instance: 'BENT01',
      files: 2,
      bytes: THEN.length,
      contents: [
        { path: 'plugins/CMI/absent.yml', sha256: null },
        { path: 'plugins/CMI/config.yml', sha256: sha256Hex(THEN) },
      ],
    });
    await read(`/api/v1/backups/${randomUUID()}`, 404);
    await read('/api/v1/backups/nonsense', 404);
  });
});

describe('a backup beside what is there now', () => {
  it('says of each file how it stands, with a diff that shows no secret but that it changed', async () => {
    const leftOut = [
      { path: 'plugins/CMI/locked.yml', state: 'permission_denied' as const, reason: 'nobody might read it' },
    ];
    const backup = await aBackup(
      {
        'plugins/CMI/config.yml': THEN,
        'plugins/CMI/same.yml': 'same: 1\n',
        'plugins/CMI/gone.yml': 'gone: 1\n',
        'plugins/CMI/closed.yml': 'closed: 1\n',
        'plugins/CMI/broken.yml': 'a:\n  b: 1\n',
      },
      { leftOut },
    );
    expect(await (await ask(`/api/v1/backups/${backup.id}`)).json()).toMatchObject({ leftOut });
    const text = await (await ask(`/api/v1/backups/${backup.id}/diff`)).text();
    expect(text).not.toMatch(/hunter/);
    const { files, different, seenAt, silent } = JSON.parse(text) as BackupDifference;
    expect(seenAt).toBeDefined();
    expect(silent).toMatch(/^the agent of \w+ did not answer within 5 s; what is known of BENT01 is .* old$/);
    expect(different).toBe(6);
    expect(files.map(({ path, standing: status }) => [path.slice('plugins/CMI/'.length), status])).toEqual([
      ['broken.yml', 'changed'],
      ['closed.yml', 'unknown'],
      ['config.yml', 'changed'],
      ['gone.yml', 'gone'],
      ['locked.yml', 'unknown'],
      ['new.yml', 'added'],
      ['same.yml', 'same'],
    ]);
    const [broken, closed, changed, gone, locked, added, same] = files;
    expect(broken!.diff).toContain('-  b: 1\n+\tb: 2\n');
    expect(locked!.reason).toBe('it was there then and could not be backed up: nobody might read it');
    expect(closed).toMatchObject({ reason: 'nobody may read it' });
    expect(changed!.diff).toContain('-host: db1\n');
    expect(changed!.diff).toContain('+host: db2\n');
    expect(changed!.diff).toMatch(/-password: •+\([0-9a-f]{6}\)\n/);
    expect(changed!.diff).toContain(' port: 3306\n');
    const marks = [...changed!.diff!.matchAll(/•\(([0-9a-f]{6})\)/g)].map(([, mark]) => mark);
    expect(new Set(marks).size).toBe(2);
    expect(gone!.diff).toContain('-gone: 1');
    expect(added!.diff).toContain('+new: 1');
    expect(same!.diff).toBeUndefined();
  });

  it('speaks only of the files that a part holds', async () => {
    const part = await aBackup(
      { 'plugins/CMI/new.yml': null, 'plugins/CMI/same.yml': 'same: 1\n' },
      { cause: 'before-change' },
    );
    const { files } = await read<BackupDifference>(`/api/v1/backups/${part.id}/diff`);
    expect(files.map(({ standing: status }) => status)).toEqual(['added', 'same']);
  });

  it('says so when a content cannot be shown', async () => {
    const binary = await aBackup({ 'plugins/CMI/config.yml': 'a\0b' });
    const { files } = await read<BackupDifference>(`/api/v1/backups/${binary.id}/diff`);
    expect(files.find(({ path }) => path.endsWith('config.yml'))).toMatchObject({ reason: 'it is no text' });
  });
});

describe('asking for work', () => {
  const jobs = () => api.history.outbox.listPendingJobs(1_000, new Date(0), new Date(0));

  it('records a backup of everything, a host or an instance as one operation with a job per instance', async () => {
    const all = await send<Operation>('/api/v1/backups', { reason: 'before the event' });
    expect(all).toMatchObject({ kind: 'backup.take', state: 'requested', requestedBy: WRITER });
    const mine = (await jobs()).filter(
      (entry) => (entry.data as { operationId: string }).operationId === all.id,
    );
    expect(mine).toHaveLength(3);
    expect(mine[0]!.data).toMatchObject({ look: 'fleet', reason: 'before the event' });
    const one = await send<Operation>('/api/v1/backups', { instance: 'CREA01', plugin: 'CMI' });
    expect(one.instanceId).toBe(crea.id);
    await send('/api/v1/backups', { instance: 'NOBODY' }, 400);
    await send('/api/v1/backups', { host: 'nowhere' }, 400);
    const typo = await send<{ detail: string }>(
      '/api/v1/backups',
      { instance: 'BENT01', plugin: 'cmi' },
      400,
    );
    expect(typo.detail).toContain('no plugin that is known there; did you mean CMI?');
    const { records } = await api.history.audit.listAudit({ limit: 10, action: 'backup.requested' });
    expect(records).toHaveLength(2);
  });

  it('has one effect however often a request with the same key is sent', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'twice' };
    const body = JSON.stringify({ instance: 'CREA01' });
    const [first, second] = [
      await ask('/api/v1/backups', { method: 'POST', headers, body }),
      await ask('/api/v1/backups', { method: 'POST', headers, body }),
    ];
    expect(await second.json()).toEqual(await first.json());
  });

  it('records proving, drilling, thinning out and, for administrators, a new index', async () => {
    expect(await send('/api/v1/backups/verify', { percent: 50 })).toMatchObject({ kind: 'backup.verify' });
    expect(await send('/api/v1/backups/drill', {})).toMatchObject({ kind: 'backup.drill' });
    expect(await send('/api/v1/backups/prune', {})).toMatchObject({ kind: 'backup.prune' });
    await send('/api/v1/backups/rebuild-index', {}, 403);
    await send('/api/v1/backups/verify', { percent: 0 }, 400);
    const admin = await api.as(['admin']);
    const rebuilt = await admin('/api/v1/backups/rebuild-index', { method: 'POST' });
    expect(rebuilt.headers.get('location')).toMatch(/^\/api\/v1\/operations\//);
    const names = (await jobs()).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['backup.verify', 'backup.drill', 'backup.prune', 'backup.rebuild-index']),
    );
  });
});

describe('bringing back', () => {
  const requestOf = async (planId: string): Promise<object> => {
    const asked = await api.history.plans.changeRequestOf(planId);
    return artifacts.changeRequests.readChangeRequest((asked!.request as { requestId: string }).requestId);
  };

  it('makes a plan of a backup, or of some of its files', async () => {
    const backup = await aBackup({ 'plugins/CMI/config.yml': THEN, 'plugins/CMI/gone.yml': 'gone: 1\n' });
    const whole = await send<PlanView>(`/api/v1/backups/${backup.id}/restore`, {});
    expect(whole).toMatchObject({ state: 'making', title: `CMI on BENT01 as it was at ${backup.takenAt}` });
    expect(await requestOf(whole.id)).toMatchObject({ backup: backup.id });
    const files = ['plugins/CMI/gone.yml'];
    const some = await send<PlanView>(`/api/v1/backups/${backup.id}/restore`, {
      files,
      title: 'only that one',
    });
    expect(await requestOf(some.id)).toEqual({ title: 'only that one', backup: backup.id, files });
    await send(`/api/v1/backups/${backup.id}/restore`, { files: ['plugins/CMI/other.yml'] }, 400);
    await send(`/api/v1/backups/${randomUUID()}/restore`, {}, 404);
    const retained = await api.history.backupReads.listBackupsForRetention(new Date());
    expect(retained.find(({ id }) => id === backup.id)!.neededBy).toMatch(/^plan /);
  });

  it('records that a whole instance is to be as it was; backup composes that before the plan is made', async () => {
    const mine = { host: crea.host, instanceId: crea.id, instance: crea.name };
    await aBackup({ 'plugins/CMI/config.yml': 'v: 1\n' }, { ...mine, takenAt: daysAgo(9).toISOString() });
    const wanted = { instance: 'CREA01', at: daysAgo(3).toISOString() };
    const plan = await send<PlanView>('/api/v1/backups/restore', { ...wanted, asIs: true });
    expect(plan).toMatchObject({ state: 'making', title: `CREA01 as it was at ${wanted.at}` });
    expect(await requestOf(plan.id)).toEqual({
      title: plan.title,
      asIs: true,
      restorePoint: { instanceId: crea.id, at: wanted.at },
    });
    const jobs = await api.history.outbox.listPendingJobs(1_000, new Date(0), new Date(0));
    const its = jobs.filter(({ data }) => (data as { planId?: string }).planId === plan.id);
    expect(its.map(({ name }) => name)).toEqual(['backup.compose-restore-point']);
    const some = await send<PlanView>('/api/v1/backups/restore', {
      ...wanted,
      plugins: ['CMI'],
      title: 'CMI',
    });
    expect(await requestOf(some.id)).toMatchObject({ title: 'CMI', restorePoint: { plugins: ['CMI'] } });
    await send('/api/v1/backups/restore', { instance: 'CREA01', at: daysAgo(30).toISOString() }, 404);
    await send('/api/v1/backups/restore', { ...wanted, plugins: ['Vault'] }, 404);
    await send('/api/v1/backups/restore', { instance: 'CREA01', at: 'yesterday' }, 400);
    await send('/api/v1/backups/restore', { instance: 'CREA01', at: daysAgo(-1).toISOString() }, 400);
    const restorePoint = { instanceId: crea.id, at: wanted.at };
    await send('/api/v1/plans', { title: 'past the checks', restorePoint }, 400);
  });
});
