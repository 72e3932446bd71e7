import type { Artifacts } from '@archivesmp/artifacts';
import type {
  BaselineChanged,
  BaselineRevisionView,
  BaselineSet,
} from '@archivesmp/contracts/baseline-history';
import { artifactsOf } from '@archivesmp/hub-wiring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, WRITER, type TestApi } from './test-api.js';

describe('the life of a baseline', () => {
  let api: TestApi;
  let artifacts: Artifacts;
  let operator: (path: string, init?: RequestInit) => Promise<Response>;

  beforeAll(async () => {
    api = await bootTestApi();
    artifacts = artifactsOf(api.settings);
    operator = await api.as(['write']);
  });
  afterAll(() => api?.close());

  const FILE = '/api/v1/baselines/CMI/config.yml';
  const put = (text: string, headers: Record<string, string>, why = ''): Promise<Response> =>
    operator(`${FILE}${why === '' ? '' : `?reason=${encodeURIComponent(why)}`}`, {
      method: 'PUT',
      headers: { 'content-type': 'text/plain', ...headers },
      body: text,
    });
  const json = async <T>(path: string): Promise<T> => (await (await operator(path)).json()) as T;
  const history = async (file: string): Promise<BaselineRevisionView[]> =>
    (await json<{ revisions: BaselineRevisionView[] }>(`/api/v1/baseline-revisions?file=${file}`)).revisions;
  const steps = async (file = 'CMI/config.yml') =>
    (await history(file)).map(({ change, by, reason }) => [change, by, reason]);
  const act = (version: number, action: 'restore' | 'undo', reason?: string): Promise<Response> =>
    operator(`/api/v1/baseline-revisions/${version}/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...(reason !== undefined && { reason }) }),
    });
  const text = async (): Promise<string | undefined> => {
    const answer = await operator(FILE);
    return answer.status === 200 ? answer.text() : undefined;
  };

  it('tells who changed a file and why, and gives every content back', async () => {
    const created = await put('limit: 1\n', { 'if-none-match': '*' }, 'first try');
    const version = Number(created.headers.get('baseline-version'));
    await put('limit: 2\n', { 'if-match': created.headers.get('etag')! });
    expect(await steps()).toEqual([
      ['saved', WRITER, undefined],
      ['saved', WRITER, 'first try'],
    ]);
    const older = await operator(`/api/v1/baseline-revisions/${version}/content`);
    expect([await older.text(), older.headers.get('etag')]).toEqual([
      'limit: 1\n',
      created.headers.get('etag'),
    ]);
    const restored = (await (await act(version, 'restore', 'too high')).json()) as BaselineChanged;
    expect(restored).toMatchObject({ written: true, changed: { change: 'restored', of: version } });
    expect(await text()).toBe('limit: 1\n');
    expect(((await (await act(version, 'restore')).json()) as BaselineChanged).written).toBe(false);
  });

  it('deletes what was read and nothing else, and takes it back', async () => {
    const etag = (await operator(FILE)).headers.get('etag')!;
    const remove = (headers: Record<string, string>) =>
      operator(`${FILE}?reason=not%20ours`, { method: 'DELETE', headers });
    expect((await remove({})).status).toBe(428);
    expect((await remove({ 'if-match': '"another"' })).status).toBe(412);
    expect(await text()).toBe('limit: 1\n');
    const deleted = (await (await remove({ 'if-match': etag })).json()) as BaselineRevisionView;
    expect(deleted).toMatchObject({ change: 'deleted', by: WRITER, reason: 'not ours' });
    expect(deleted.revision).toBeUndefined();
    expect(await text()).toBeUndefined();
    expect((await operator(`/api/v1/baseline-revisions/${deleted.version}/content`)).status).toBe(404);
    expect((await remove({ 'if-match': etag })).status).toBe(412);
    const undone = await act(deleted.version, 'undo');
    expect(undone.status === 200 ? '' : await undone.text()).toBe('');
    expect(await text()).toBe('limit: 1\n');
    const audit = await (await operator('/api/v1/audit?subject=CMI/config.yml')).text();
    expect(audit).toContain('baseline.deleted');
    expect(audit).toContain('baseline.undone');
  });

  it('takes back only the last change, and names the later one else; what was new is deleted', async () => {
    const [undone, deleted] = await history('CMI/config.yml');
    const late = await act(deleted!.version, 'undo');
    expect([late.status, await late.text()]).toEqual([
      409,
      expect.stringContaining(`version ${undone!.version}, undone`) as string,
    ]);
    const fresh = await operator('/api/v1/baselines/New/config.yml', {
      method: 'PUT',
      headers: { 'content-type': 'text/plain', 'if-none-match': '*' },
      body: 'a: 1\n',
    });
    expect((await act(Number(fresh.headers.get('baseline-version')), 'undo')).status).toBe(200);
    expect((await operator('/api/v1/baselines/New/config.yml')).status).toBe(404);
  });

  it('records what was saved by a hub that died before it could, by whoever saved it', async () => {
    const { revision } = await artifacts.baselines.readBaseline('CMI', 'config.yml');
    const content = Buffer.from('limit: 9\n');
    const sha256 = await artifacts.baselineHistory.storeBaselineContent(content);
    const location = { plugin: 'CMI', path: 'config.yml' };
    const wanted = {
      ...location,
      change: 'saved' as const,
      by: 'mia',
      content: { revision: '', sha256, size: 9 },
    };
    const { baselineChanges } = api.history;
    await baselineChanges.beginBaselineChange(wanted, new Date());
    const before = await steps();
    expect((await operator(FILE)).status).toBe(200);
    expect([await steps(), await baselineChanges.listBegunChanges()]).toEqual([before, []]);

    await baselineChanges.beginBaselineChange(wanted, new Date());
    const written = await artifacts.baselines.writeBaseline('CMI', 'config.yml', content, {
      ifRevision: revision,
    });
    expect(await text()).toBe('limit: 9\n');
    const [settled] = await history('CMI/config.yml');
    expect(settled).toMatchObject({ change: 'saved', by: 'mia', revision: written, sha256 });
    expect((await act(settled!.version, 'undo')).status).toBe(200);
    expect(await text()).toBe('limit: 1\n');
  });

  it('never deletes by undo what was there before changes were recorded', async () => {
    await artifacts.baselines.writeBaseline('Old', 'config.yml', Buffer.from('a: 1\n'), { ifAbsent: true });
    const admin = await api.as(['admin']);
    const body = JSON.stringify({ files: ['Old/config.yml'], reason: 'was there before the hub' });
    const headers = { 'content-type': 'application/json' };
    expect((await admin('/api/v1/baselines/adopt', { method: 'POST', headers, body })).status).toBe(200);
    const [adopted] = await history('Old/config.yml');
    const refused = await act(adopted!.version, 'undo');
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('was there before its changes were recorded') as string,
    ]);
    const there = await operator('/api/v1/baselines/Old/config.yml');
    expect(await there.text()).toBe('a: 1\n');
    const etag = there.headers.get('etag')!;
    const path = '/api/v1/baselines/Old/config.yml';
    expect((await operator(path, { method: 'DELETE', headers: { 'if-match': etag } })).status).toBe(200);
  });

  it('numbers the whole set, with its metadata.json', async () => {
    const before = await json<BaselineSet>('/api/v1/baseline-set');
    const document = await operator('/api/v1/deviations', {
      method: 'PUT',
      headers: { 'content-type': 'text/plain', 'if-none-match': '*' },
      body: 'tags: {}\n',
    });
    const version = Number(document.headers.get('baseline-version'));
    const now = await json<BaselineSet>('/api/v1/baseline-set');
    expect(now).toMatchObject({
      version,
      changedBy: WRITER,
      subject: 'deviations.yml',
      files: [{ plugin: 'CMI', path: 'config.yml', size: 9 }],
      deviations: { path: 'deviations.yml', version },
    });
    expect(await artifacts.baselineHistory.readBaselineMetadata()).toEqual(now);
    expect(await json<BaselineSet>(`/api/v1/baseline-set?version=${before.version}`)).toEqual(before);
    expect((await operator('/api/v1/baseline-set?version=99999')).status).toBe(404);
    expect((await act(version, 'undo')).status).toBe(200);
    const after = await json<BaselineSet>('/api/v1/baseline-set');
    expect([after.sha256, after.version > version]).toEqual([before.sha256, true]);
  });

  it('changes nothing in the bucket that cannot be recorded', async () => {
    const etag = (await operator(FILE)).headers.get('etag')!;
    const before = [await text(), await steps()];
    const [last] = await history('CMI/config.yml');
    const broken = await act(last!.version - 1, 'restore', 'x\ud800yz');
    expect([broken.status, await broken.json()]).toMatchObject([400, { errors: [{ field: 'reason' }] }]);
    expect([await text(), await steps()]).toEqual(before);

    const rename = (from: string, to: string) =>
      api.history.transaction((sql) => sql.execute(`RENAME TABLE ${from} TO ${to}`));
    await rename('config_audit', 'config_audit_away');
    try {
      expect((await put('limit: 7\n', { 'if-match': etag })).status).toBe(500);
    } finally {
      await rename('config_audit_away', 'config_audit');
    }
    expect([await text(), await steps()]).toEqual(before);
    expect((await put('limit: 7\n', { 'if-match': etag })).status).toBe(204);
  });

  it('lets of several who change it at once one win, and loses no change', async () => {
    const etag = (await operator(FILE)).headers.get('etag')!;
    const before = await steps();
    const saves = await Promise.all(
      Array.from({ length: 12 }, (_, index) => put(`by: ${index}\n`, { 'if-match': etag })),
    );
    expect(saves.map(({ status }) => status).sort()).toEqual([204, ...Array.from({ length: 11 }, () => 412)]);
    expect((await steps()).slice(1)).toEqual(before);
  });
});
