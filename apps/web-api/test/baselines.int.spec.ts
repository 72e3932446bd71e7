import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverKnownFleet } from './known-world.js';
import { bootTestApi, WRITER, type TestApi } from './test-api.js';

const CANARY = 'canary-7f31';

describe('baselines and deviations', () => {
  let api: TestApi;
  let operator: (path: string, init?: RequestInit) => Promise<Response>;

  beforeAll(async () => {
    api = await bootTestApi({ drift: { max_file_bytes: 10_000 } });
    operator = await api.as(['write']);
  });
  afterAll(() => api?.close());

  const put = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    operator(path, { method: 'PUT', headers: { 'content-type': 'text/plain', ...headers }, body });
  const problem = async (answer: Response) =>
    (await answer.json()) as {
      status: number;
      code: string;
      detail: string;
      help: string;
      errors?: { field: string; message: string }[];
    };
  const isNew = { 'if-none-match': '*' };

  it('keep a file to the byte, under a revision that a change has to name', async () => {
    const text = '# Grüße\r\nserver: "{{SERVER_NAME}}"\r\nlist: [1,2 , 3]\r\n';
    const created = await put('/api/v1/baselines/LuckPerms/config.yml', text, isNew);
    expect(created.status).toBe(204);
    const first = created.headers.get('etag')!;
    const found = await operator('/api/v1/baselines/LuckPerms/config.yml');
    expect([found.headers.get('etag'), await found.text()]).toEqual([first, text]);

    const changed = await put('/api/v1/baselines/LuckPerms/config.yml', 'a: 1\n', { 'if-match': first });
    expect(changed.status).toBe(204);
    expect(changed.headers.get('etag')).not.toBe(first);
    const late = await put('/api/v1/baselines/LuckPerms/config.yml', 'a: 2\n', { 'if-match': first });
    expect(await problem(late)).toMatchObject({ status: 412, code: 'baseline.revision-mismatch' });
    const again = await put('/api/v1/baselines/LuckPerms/config.yml', 'a: 2\n', isNew);
    expect(await problem(again)).toMatchObject({ status: 412, code: 'baseline.revision-mismatch' });
    expect(await (await operator('/api/v1/baselines/LuckPerms/config.yml')).text()).toBe('a: 1\n');
  });

  it('tell who was too late how theirs differs from what is saved, without a secret', async () => {
    const path = '/api/v1/baselines/Late/config.yml';
    const created = await put(path, `speed: 1\npassword: old-${CANARY}\n`, isNew);
    const seen = { 'if-match': created.headers.get('etag')! };
    expect((await put(path, `speed: 2\npassword: theirs-${CANARY}\n`, seen)).status).toBe(204);
    const late = await problem(await put(path, `speed: 3\npassword: mine-${CANARY}\n`, seen));
    expect(late).toMatchObject({ status: 412, code: 'baseline.revision-mismatch' });
    expect(late.errors).toHaveLength(1);
    const { message } = late.errors![0]!;
    expect(message).toContain('-speed: 2');
    expect(message).toContain('+speed: 3');
    expect(message).toMatch(/-password: •+\(\w+\)\n/);
    expect(message).toMatch(/\+password: •+\(\w+\)\n/);
    expect(JSON.stringify(late)).not.toContain(CANARY);
  });

  it('lose no change when two people save at once', async () => {
    const created = await put('/api/v1/baselines/Race/config.yml', 'by: nobody\n', isNew);
    const seen = { 'if-match': created.headers.get('etag')! };
    const saves = await Promise.all(
      ['mia', 'noah', 'lea'].map((name) => put('/api/v1/baselines/Race/config.yml', `by: ${name}\n`, seen)),
    );
    expect(saves.map(({ status }) => status).sort()).toEqual([204, 412, 412]);
  });

  it('list their files, also deep ones, and none of another plugin', async () => {
    await put('/api/v1/baselines/Quests/lang/de/messages.json', '{"a": 1}', isNew);
    await put('/api/v1/baselines/_server/server.properties', 'motd=Hello\n', isNew);
    const reader = await api.as(['read']);
    const list = async (query: string) =>
      (await (await reader(`/api/v1/baselines${query}`)).json()) as object;
    expect(await list('?plugin=Quests')).toMatchObject({
      count: 1,
      baselines: [{ plugin: 'Quests', path: 'lang/de/messages.json', format: 'json', size: 8 }],
    });
    expect(await list('')).toMatchObject({
      baselines: expect.arrayContaining([
        expect.objectContaining({ plugin: '_server', path: 'server.properties', format: 'properties' }),
      ]) as object[],
    });
    expect((await reader('/api/v1/baselines/Quests/lang/de/messages.json')).status).toBe(403);
  });

  it.each([
    ['config.yml', 'a: 1\n  b: [1\n', 'line 2'],
    ['config.yml', 'a: "x\n', 'line'],
    ['data.json', '{"a": }', 'line 1'],
    ['velocity.toml', 'a = = 1\n', 'line 1'],
  ])('refuse a %s that no server could load, naming the line', async (path, text, line) => {
    const answer = await put(`/api/v1/baselines/Broken/${path}`, text, isNew);
    const body = await problem(answer);
    expect(body).toMatchObject({ status: 422, code: 'baseline.invalid' });
    expect(body.detail.toLowerCase()).toContain(line);
    expect((await operator(`/api/v1/baselines/Broken/${path}`)).status).toBe(404);
  });

  it('never repeat what was sent', async () => {
    const broken = await put('/api/v1/baselines/Broken/db.yml', `password: "${CANARY}\n  x: [`, isNew);
    expect(broken.status).toBe(422);
    const wrong = await put(
      '/api/v1/deviations',
      `deviations: "${CANARY}"\nodd_${CANARY.length}: 1\n`,
      isNew,
    );
    expect(wrong.status).toBe(422);
    const everything = [await broken.text(), await wrong.text(), JSON.stringify(api.lines())].join('\n');
    expect(everything).not.toContain(CANARY);
  });

  it('refuse a change without a revision, a revision that is none, JSON, and what is too large', async () => {
    const path = '/api/v1/baselines/Rules/config.yml';
    expect(await problem(await put(path, 'a: 1\n'))).toMatchObject({ status: 428 });
    expect(await problem(await put(path, 'a: 1\n', { 'if-match': 'W/"x"' }))).toMatchObject({
      status: 400,
      errors: [{ field: 'If-Match' }],
    });
    const asJson = { ...isNew, 'content-type': 'application/json' };
    expect(await problem(await put(path, '{}', asJson))).toMatchObject({
      status: 415,
      code: 'request.unsupported-media-type',
    });
    expect(await problem(await put(path, `a: ${'x'.repeat(10_001)}\n`, isNew))).toMatchObject({
      status: 413,
      code: 'request.too-large',
    });
  });

  it.each([
    '..%2f..%2fsecret.yml',
    'a%2f..%2f..%2fb.yml',
    'a%5cb.yml',
    'a%00b.yml',
    '%2fetc%2fpasswd',
    'a%2f%2fb.yml',
    'Evil.jar',
    'start.sh',
    'config.yml%20',
  ])('refuse the path %s', async (path) => {
    for (const answer of [
      await put(`/api/v1/baselines/Paths/${path}`, 'a: 1\n', isNew),
      await operator(`/api/v1/baselines/Paths/${path}`),
    ])
      expect([400, 404]).toContain(answer.status);
  });

  it('keep deviations.yml when every line of it is sound, and list every mistake when not', async () => {
    expect(await problem(await operator('/api/v1/deviations'))).toMatchObject({ status: 404 });
    const sound = `documented:
  - { plugin: CMI, file: config.yml, key: ReSpawn.Enabled, for: instance:BENT01, value: false, reason: BentoBox respawns }
`;
    const saved = await put('/api/v1/deviations', sound, { ...isNew, 'content-type': 'application/yaml' });
    expect(saved.status === 204 ? '' : await saved.text()).toBe('');
    const found = await operator('/api/v1/deviations');
    expect([await found.text(), found.headers.get('etag')]).toEqual([sound, saved.headers.get('etag')]);

    const wrong = await put('/api/v1/deviations', 'deviatons: []\ntags: 7\nplatforms: [x]\n', {
      'if-match': saved.headers.get('etag')!,
    });
    const body = await problem(wrong);
    expect(body).toMatchObject({ status: 422, code: 'baseline.invalid' });
    expect(body.errors!.length).toBeGreaterThanOrEqual(3);
    expect(body.errors!.map(({ field }) => field).join()).toMatch(/line 1.*line 2.*line 3/);
    expect(await (await operator('/api/v1/deviations')).text()).toBe(sound);
  });

  it('record who saved what, with both revisions', async () => {
    const { records } = (await (await operator('/api/v1/audit?action=baseline.saved&limit=1000')).json()) as {
      records: { actor: string; subject: string; detail: { before: string | null; revision: string } }[];
    };
    const own = records.filter(({ subject }) => subject === 'LuckPerms/config.yml');
    expect(own.map(({ actor }) => actor)).toEqual([WRITER, WRITER]);
    expect(own[0]!.detail.before).toBe(own[1]!.detail.revision);
    expect(own[1]!.detail.before).toBeNull();
  });

  it('say what is wrong with them together: scopes that disagree, variables without a value', async () => {
    await discoverKnownFleet(api.history);
    const reader = await api.as(['read']);
    const problems = async () =>
      ((await (await reader('/api/v1/expectations/problems')).json()) as { problems: object[] }).problems;
    expect(await problems()).toEqual([]);
    await put('/api/v1/baselines/Clash/config.yml', 'a: 1\nport: "{{PORT}}"\n', isNew);
    const known = await operator('/api/v1/deviations');
    const when: Record<string, string> =
      known.status === 200 ? { 'if-match': known.headers.get('etag')! } : isNew;
    const document = [
      'tags: {one: {priority: 5, instances: [BENT01]}, two: {priority: 5, instances: [BENT01]}}',
      'deviations: {Clash: {config.yml: {a: {"tag:one": 2, "tag:two": 3}}}}',
      'variables: {PORT: {"instance:BENT01": 1, "instance:CREA01": 2}}',
    ].join('\n');
    expect((await put('/api/v1/deviations', document, when)).status).toBe(204);
    expect(await problems()).toMatchObject([
      { kind: 'scope_conflict', plugin: 'Clash', key: 'a', instances: ['BENT01'] },
      { kind: 'missing_variable', key: 'PORT', instances: ['SMP201'] },
    ]);
  });

  it('have the drift judged again once saved: of the plugin, or of the whole fleet, and once at a time', async () => {
    const scopes = async () =>
      (await api.history.scans.listScans({ limit: 100 })).scans
        .map(({ scope, requestedBy }) => ({ ...scope, requestedBy }))
        .filter(({ plugin }) => plugin === undefined || plugin === 'Again');
    const known = await operator('/api/v1/deviations');
    await put('/api/v1/deviations', 'tags: {}\n', { 'if-match': known.headers.get('etag')! });
    const ofAll = await scopes();
    // What was saved by the tests above: one under way, and at most one behind it.
    expect(ofAll).toContainEqual({ requestedBy: WRITER });
    expect(ofAll.length).toBeLessThanOrEqual(2);

    // The scan after the first may judge by what was saved then; one is queued for all that is saved since.
    for (const path of ['one.yml', 'two.yml', 'three.yml'])
      await put(`/api/v1/baselines/Again/${path}`, 'a: 1\n', isNew);
    expect(await scopes()).toEqual([
      { plugin: 'Again', requestedBy: WRITER },
      { plugin: 'Again', requestedBy: WRITER },
      ...ofAll,
    ]);
    const refused = await put('/api/v1/baselines/Unsaved/one.yml', 'a: "x\n', isNew);
    expect(refused.status).toBe(422);
    const { scans } = await api.history.scans.listScans({ limit: 100 });
    expect(scans.filter(({ scope }) => scope.plugin === 'Unsaved')).toEqual([]);
  });
});
