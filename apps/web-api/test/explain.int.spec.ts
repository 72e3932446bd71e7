import { gunzipSync } from 'node:zlib';
import type { RenderedInstance } from '@archivesmp/contracts/rendered';
import { sha256Hex } from '@archivesmp/digests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverKnownFleet } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

const CANARY = 'canary-51c2';

const BASELINE = `ReSpawn:
  Enabled: true
mysql:
  password: "${CANARY}-everywhere"
`;
const DEVIATIONS = `tags: {islands: {priority: 5, instances: [BENT01]}}
deviations:
  CMI:
    config.yml:
      mysql.password: {"tag:islands": "${CANARY}-islands"}
documented:
  - {plugin: CMI, file: config.yml, key: ReSpawn.Enabled, for: instance:BENT01, value: false, reason: BentoBox respawns, owner: mia}
absent_plugins: {CREA01: [CMI]}
`;

describe('explaining a key', () => {
  let api: TestApi;
  let reader: (path: string, init?: RequestInit) => Promise<Response>;

  beforeAll(async () => {
    api = await bootTestApi();
    await discoverKnownFleet(api.history);
    const operator = await api.as(['write']);
    const headers = { 'content-type': 'text/plain', 'if-none-match': '*' };
    for (const [path, body] of [
      ['baselines/CMI/config.yml', BASELINE],
      ['deviations', DEVIATIONS],
    ]) {
      const saved = await operator(`/api/v1/${path}`, { method: 'PUT', headers, body: body! });
      expect(saved.status === 204 ? '' : await saved.text()).toBe('');
    }
    reader = await api.as(['read']);
  });
  afterAll(() => api?.close());

  const ask = (differing: Record<string, string>): Promise<Response> => {
    const asked = { plugin: 'CMI', file: 'config.yml', key: 'ReSpawn.Enabled', instance: 'BENT01' };
    return reader(`/api/v1/explain?${new URLSearchParams({ ...asked, ...differing })}`);
  };

  it('names the value, every scope that spoke and who won', async () => {
    expect(await (await ask({})).json()).toEqual({
      plugin: 'CMI',
      file: 'config.yml',
      path: ['ReSpawn', 'Enabled'],
      key: 'ReSpawn.Enabled',
      instance: 'BENT01',
      outcome: 'value',
      expected: false,
      winner: 1,
      voices: [
        expect.objectContaining({ source: 'baseline', standing: 'overruled', value: true }),
        expect.objectContaining({
          scope: 'instance:BENT01',
          source: 'deviation',
          standing: 'won',
          value: false,
          reason: 'BentoBox respawns',
          owner: 'mia',
          line: 7,
        }),
      ],
    });
    const steps = await ask({ key: '["ReSpawn", "Enabled"]', instance: 'SMP201' });
    expect(await steps.json()).toMatchObject({ outcome: 'value', expected: true, winner: 0 });
  });

  it('shows no secret to a viewer, neither the value nor what was overruled', async () => {
    for (const key of ['mysql.password', 'mysql']) {
      const answer = await ask({ key });
      const text = await answer.text();
      expect([answer.status, JSON.parse(text)]).toMatchObject([200, { outcome: 'value' }]);
      expect(text).toContain('••••••');
      expect(text).not.toContain(CANARY);
    }
  });

  it.each([
    [{ key: 'No.Such' }, 'no_key'],
    [{ instance: 'CREA01' }, 'not_expected_here'],
    [{ file: 'other.yml' }, 'no_baseline'],
  ])('says what is the matter with %j', async (differing, outcome) => {
    expect(await (await ask(differing)).json()).toMatchObject({ outcome, voices: [] });
  });

  it('renders what an instance should have: listed, read and downloaded', async () => {
    const operator = await api.as(['write']);
    const list = (await (await reader('/api/v1/instances/BENT01/rendered')).json()) as RenderedInstance;
    expect(list).toMatchObject({
      instance: 'BENT01',
      files: [{ plugin: 'CMI', path: 'config.yml' }],
      leftOut: [],
    });
    expect((await reader('/api/v1/instances/BENT01/rendered/CMI/config.yml')).status).toBe(403);
    const text = await (await operator('/api/v1/instances/BENT01/rendered/CMI/config.yml')).text();
    expect(text).toBe(BASELINE.replace('Enabled: true', 'Enabled: false').replace('-everywhere', '-islands'));
    expect(sha256Hex(text)).toBe(list.files[0]!.sha256);
    const archive = await operator('/api/v1/instances/BENT01/rendered-archive');
    const packed = gunzipSync(Buffer.from(await archive.arrayBuffer())).toString();
    expect(packed).toContain(text);
    expect(packed).toContain('metadata.json');
    const other = await (await reader('/api/v1/instances/CREA01/rendered')).json();
    expect(other).toMatchObject({ files: [], leftOut: [] });
  });

  it('refuses an instance nobody knows and a key that is none', async () => {
    expect((await ask({ instance: 'NONE' })).status).toBe(404);
    const broken = await ask({ key: '["open' });
    expect([broken.status, await broken.json()]).toMatchObject([400, { errors: [{ field: 'key' }] }]);
    expect((await reader('/api/v1/explain?plugin=CMI')).status).toBe(400);
  });
});
