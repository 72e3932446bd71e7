import type { Artifacts, Precondition } from '@archivesmp/artifacts';
import type { BaselinesAdopted } from '@archivesmp/contracts/baseline-history';
import { artifactsOf } from '@archivesmp/hub-wiring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, type TestApi } from './test-api.js';

/** Whoever has the key of the S3 server can write any object; what the fleet should be is nothing that they decide. */
describe('somebody with the key of the S3 server', () => {
  let api: TestApi;
  let artifacts: Artifacts;
  let operator: (path: string, init?: RequestInit) => Promise<Response>;
  let admin: typeof operator;

  const FILE = '/api/v1/baselines/CMI/config.yml';
  const save = (file: string, text: string, headers: Record<string, string>): Promise<Response> =>
    operator(file, { method: 'PUT', headers: { 'content-type': 'text/plain', ...headers }, body: text });
  const post = (path: string, body: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const problems = async (): Promise<[kind: string, message: string][]> => {
    const answer = await operator('/api/v1/expectations/problems');
    const { problems: all } = (await answer.json()) as { problems: { kind: string; message: string }[] };
    return all.map(({ kind, message }) => [kind, message]);
  };
  const adopt = async (body: object): Promise<BaselinesAdopted> =>
    (await (await admin('/api/v1/baselines/adopt', post('', body))).json()) as BaselinesAdopted;
  /** Past the hub. */
  const alter = (path: string, text: string, when?: Precondition): Promise<string> =>
    artifacts.baselines.writeBaseline('CMI', path, Buffer.from(text), when ?? { ifAbsent: true });
  const now = async (): Promise<Precondition> => ({
    ifRevision: (await artifacts.baselines.readBaseline('CMI', 'config.yml')).revision,
  });

  beforeAll(async () => {
    api = await bootTestApi();
    artifacts = artifactsOf(api.settings);
    operator = await api.as(['write']);
    admin = await api.as(['admin']);
    expect((await save(FILE, 'limit: 1\n', { 'if-none-match': '*' })).status).toBe(204);
    expect((await save('/api/v1/deviations', 'tags: {}\n', { 'if-none-match': '*' })).status).toBe(204);
  });
  afterAll(() => api?.close());

  it('cannot alter a baseline: it is named and refused, and nobody builds on it unseen', async () => {
    const revision = await alter('config.yml', 'limit: 666\n', await now());
    const read = await operator(FILE);
    expect([read.status, ((await read.json()) as { code: string; detail: string }).code]).toEqual([
      502,
      'artifacts.not-authentic',
    ]);
    const over = await save(FILE, 'limit: 666\nmore: 1\n', { 'if-match': `"${revision}"` });
    expect(((await over.json()) as { detail: string }).detail).toMatch(
      /is not what this hub saved last.*asmp baseline restore \d+.*asmp baseline adopt/,
    );
    expect(await problems()).toEqual([['not_ours', expect.stringContaining('CMI/config.yml') as string]]);
    const last = await api.history.baselineChanges.findLastRevision({ plugin: 'CMI', path: 'config.yml' });
    const restored = await operator(`/api/v1/baseline-revisions/${last!.version}/restore`, post('', {}));
    expect(restored.status).toBe(200);
    expect(await (await operator(FILE)).text()).toBe('limit: 1\n');
    expect(await problems()).toEqual([]);
  });

  it('cannot put an older one back, remove one, or invent one', async () => {
    await save(FILE, 'limit: 2\n', { 'if-match': (await operator(FILE)).headers.get('etag')! });
    await alter('config.yml', 'limit: 1\n', await now());
    expect((await operator(FILE)).status).toBe(502);
    const { revision } = await artifacts.baselines.readBaseline('CMI', 'config.yml');
    await artifacts.baselines.removeBaseline('CMI', 'config.yml', revision);
    await alter('evil.yml', 'op: everybody\n');
    const document = (await artifacts.deviations.readDeviations())!;
    await artifacts.deviations.writeDeviations(Buffer.from('unmanaged: ["**"]\n'), {
      ifRevision: document.revision,
    });
    expect(await problems()).toEqual([
      [
        'not_ours',
        expect.stringMatching(/^CMI\/config.yml in the bucket was removed past this hub/) as string,
      ],
      ['not_ours', expect.stringMatching(/^CMI\/evil.yml .* nothing is judged by it/) as string],
      ['not_ours', expect.stringMatching(/^deviations.yml in the bucket is not what/) as string],
    ]);
    expect((await operator('/api/v1/baselines/CMI/evil.yml')).status).toBe(502);
    expect((await operator('/api/v1/deviations')).status).toBe(502);
  });

  it('gets in only by an admin with a reason, and that is on record', async () => {
    expect((await operator('/api/v1/baselines/adopt', post('', { reason: 'mine' }))).status).toBe(403);
    expect(await adopt({ files: ['CMI/evil.yml'], reason: 'it was me' })).toMatchObject({
      adopted: [{ change: 'adopted', path: 'evil.yml', reason: 'it was me' }],
      left: [],
    });
    await artifacts.deviations.writeDeviations(Buffer.from('odd: 1\n'), {
      ifRevision: (await artifacts.deviations.readDeviations())!.revision,
    });
    const rest = await adopt({ reason: 'all of it' });
    expect(rest.adopted.map(({ path, sha256 }) => [path, sha256])).toEqual([['config.yml', undefined]]);
    expect(rest.left).toEqual([expect.stringContaining('deviations.yml: ') as string]);
    expect(await (await operator('/api/v1/baselines/CMI/evil.yml')).text()).toBe('op: everybody\n');
    expect((await operator(FILE)).status).toBe(404);
    const { records } = await api.history.audit.listAudit({ limit: 9, action: 'baseline.adopted' });
    expect(records.map(({ subject, detail }) => [subject, (detail as { whose: string }).whose])).toEqual([
      ['CMI/config.yml', 'gone'],
      ['CMI/evil.yml', 'unknown'],
    ]);
  });
});
