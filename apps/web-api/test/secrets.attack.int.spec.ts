import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDifference, discoverKnownFleet, scannedFleet } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

type Call = (path: string, init?: RequestInit) => Promise<Response>;

const PLANTED = plantedSecrets('attack');
/** Each below a name of its own, so that one file holds all of them. */
const BASELINE = PLANTED.map(
  ({ key, value }, index) => `s${index}:\n  "${key}": ${JSON.stringify(value)}\n`,
).join('');
const RULED = 'colour: blue-canary-71\nnotice: token-of-honour-72\n';
const DEVIATIONS = `secrets:
  - {plugin: CMI, file: config.yml, key: colour, secret: true, reason: opens the vault}
  - {plugin: CMI, file: config.yml, key: "s0.*", secret: false, reason: a word of the demo}
`;

describe('a viewer who looks for secrets', () => {
  let api: TestApi;
  let viewer: Call;
  let operator: Call;
  const answers: string[] = [];

  beforeAll(async () => {
    api = await bootTestApi();
    const fleet = await discoverKnownFleet(api.history);
    // before anybody said that it is a secret
    await scannedFleet(api.history, fleet, () => ({
      findings: [aDifference(0, { path: ['colour'], expected: 'red-canary-73', actual: 'blue-canary-71' })],
    }));
    operator = await api.as(['write']);
    const headers = { 'content-type': 'text/plain', 'if-none-match': '*' };
    for (const [path, body] of [
      ['baselines/CMI/config.yml', BASELINE + RULED],
      ['deviations', DEVIATIONS],
    ]) {
      const saved = await operator(`/api/v1/${path}`, { method: 'PUT', headers, body: body! });
      expect(saved.status === 204 ? '' : await saved.text()).toBe('');
    }
    viewer = await api.as(['read']);
  });
  afterAll(() => api?.close());

  const explain = async (key: string): Promise<string> => {
    const asked = new URLSearchParams({ plugin: 'CMI', file: 'config.yml', key, instance: 'BENT01' });
    const text = await (await viewer(`/api/v1/explain?${asked}`)).text();
    answers.push(text);
    return text;
  };

  it(`sees none of ${PLANTED.length} kinds, but what a rule calls none`, async () => {
    for (let index = 0; index < PLANTED.length; index += 1) {
      const text = await explain(`s${index}`);
      expect(text).toContain('"outcome":"value"');
      if (index > 0) expect(text, PLANTED[index]!.kind).toContain('••••••');
    }
    const seen = PLANTED.filter(({ canary }) => answers.join().includes(canary)).map(({ kind }) => kind);
    expect(seen).toEqual([PLANTED[0]!.kind]);
  });

  it('sees nothing that a rule of the operators calls a secret, and all else', async () => {
    expect(await explain('colour')).not.toContain('blue-canary-71');
    expect(await explain('notice')).toContain('token-of-honour-72');
  });

  it('sees nothing of it in what was found before there was the rule', async () => {
    const { findings } = (await (await viewer('/api/v1/findings?limit=50')).json()) as {
      findings: { id: string }[];
    };
    const [{ id }] = findings as [{ id: string }];
    expect(findings[0]).toMatchObject({ key: 'colour', expected: '••••••', actual: '••••••' });
    for (const path of ['findings?limit=50', 'findings/groups', `findings/${id}/life`])
      expect(await (await viewer(`/api/v1/${path}`)).text(), path).not.toMatch(/canary-7/);
    expect(await (await viewer('/api/drift?server=all')).text()).not.toMatch(/canary-7/);
  });

  it('finds none in a title, a reason or a label: they are refused by place, and not repeated', async () => {
    const json = { 'content-type': 'application/json', 'idempotency-key': 'attack-0001' };
    const tries: [string, string, object][] = [
      ['/api/v1/plans', 'title', { title: 'password: hunter2-canary', findings: [] }],
      ['/api/v1/holds', 'reason', { instances: ['BENT01'], reason: 'log in with root:hunter2-canary' }],
      ['/api/v1/tokens', 'label', { label: 'ghp_hunter2canaryhunter2canary', scopes: ['read'] }],
      ['/api/v1/backups', 'reason', { instances: ['BENT01'], reason: 'the pw is hunter2-canary' }],
    ];
    for (const [path, field, body] of tries) {
      const answer = await operator(path, { method: 'POST', headers: json, body: JSON.stringify(body) });
      const text = await answer.text();
      expect([answer.status, JSON.parse(text).errors?.[0]?.field], path + text).toEqual([400, field]);
      expect(text).not.toMatch(/hunter2/);
    }
    const document = 'ignore: [{plugin: P, key: a, reason: "password: hunter2-canary"}]\n';
    const headers = { 'content-type': 'text/plain', 'if-match': '*' };
    const saved = await operator('/api/v1/deviations', { method: 'PUT', headers, body: document });
    expect(saved.status).toBeGreaterThanOrEqual(400);
    expect(await saved.text()).not.toMatch(/hunter2/);
  });

  it('finds none in the audit, the metrics or the log', async () => {
    const recorded = [
      await (await operator('/api/v1/audit?limit=200')).text(),
      await (await api.call('/metrics')).text(),
      JSON.stringify(api.lines()),
    ].join();
    expect(PLANTED.filter(({ canary }) => recorded.includes(canary)).map(({ kind }) => kind)).toEqual([]);
    expect(recorded).not.toMatch(/hunter2|blue-canary/);
  });
});
