import { readFileSync } from 'node:fs';
import { Metrics, metricsTable, withSection } from '@archivesmp/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, type TestApi } from './test-api.js';

interface Operation {
  summary?: string;
  tags?: string[];
  security?: object[];
  responses: Record<string, unknown>;
}

/** Each fails while the committed document differs from the code; `vitest -u` rewrites it. */
describe('the documents made from the running API', () => {
  let api: TestApi;
  let openApi: { paths: Record<string, Record<string, Operation>> };
  const document = (name: string): string => new URL(`../../../docs/${name}`, import.meta.url).pathname;

  beforeAll(async () => {
    api = await bootTestApi();
    openApi = (await (await api.call('/openapi.json')).json()) as typeof openApi;
  });
  afterAll(() => api?.close());

  it('docs/openapi.json is what /openapi.json answers', async () => {
    await expect(`${JSON.stringify(openApi, null, 2)}\n`).toMatchFileSnapshot(document('openapi.json'));
  });

  it('docs/metrics.md has every metric of web-api', async () => {
    const file = document('metrics.md');
    const table = metricsTable(api.service.app.get(Metrics));
    await expect(withSection(readFileSync(file, 'utf8'), 'web-api', table)).toMatchFileSnapshot(file);
  });

  it('the API document has a summary, a tag and the failure shape for every route, and says what takes a login', () => {
    const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );
    expect(operations.length).toBeGreaterThan(30);
    for (const { name, operation } of operations) {
      expect(operation.summary, name).toBeTruthy();
      expect(operation.tags?.length, name).toBe(1);
      expect(Object.keys(operation.responses), name).toEqual(expect.arrayContaining(['400', '500', '503']));
      if (name !== 'post /api/v1/login') expect(operation.security?.length, name).toBeGreaterThan(0);
    }
  });

  it('/metrics tells how the agent of each host stands', async () => {
    const now = new Date();
    const beat = {
      version: '0.1.0',
      startedAt: now.toISOString(),
      pid: 1,
      hubReachable: true,
      instances: [],
    };
    const { heartbeats } = api.history;
    await heartbeats.recordHeartbeat('hetzner', { ...beat, host: 'hetzner', at: now.toISOString() }, now);
    const before = new Date(now.getTime() - 300_000);
    await heartbeats.recordHeartbeat('ovh', { ...beat, host: 'ovh', at: now.toISOString() }, before);
    const text = await (await (await api.as(['read']))('/metrics')).text();
    expect(text).toMatch(/archivesmp_agent_up\{host="hetzner",app="web-api"\} 1/);
    expect(text).toMatch(/archivesmp_agent_up\{host="ovh",app="web-api"\} 0/);
    expect(text).toMatch(/archivesmp_agent_heartbeat_age_seconds\{host="ovh",app="web-api"\} 30\d/);
  });

  it('/metrics has no label without bound', async () => {
    const reader = await api.as(['read']);
    for (const one of ['SMP1', 'SMP2', 'SMP3']) await reader(`/api/v1/instances/${one}`);
    const text = await (await reader('/metrics')).text();
    expect(text).toContain('archivesmp_http_request_duration_seconds_count');
    expect(text).toContain('route="/api/v1/instances/:id"');
    expect(text).not.toContain('SMP1');
    expect(text).toMatch(/archivesmp_events_clients\{app="web-api"\} 0/);
  });
});
