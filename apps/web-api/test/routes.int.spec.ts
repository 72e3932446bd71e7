import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, type TestApi } from './test-api.js';

/** What answers a stranger: health, the login, pages and the documents they are made from. */
const OPEN = new Set([
  'GET /',
  'GET /assets/*',
  'GET /backups',
  'GET /backups/:id',
  'GET /deployments',
  'GET /deployments/:id',
  'GET /docs',
  'GET /docs/swagger-ui-bundle.js',
  'GET /docs/swagger-ui.css',
  'GET /health/live',
  'GET /health/ready',
  'GET /openapi.json',
  'GET /plans',
  'GET /plans/:id',
  'GET /restart',
  'POST /api/v1/login',
]);

/** Routes that take more than the role viewer. */
const LEAST: Readonly<Record<string, 'operator' | 'admin' | 'agent'>> = {
  'GET /api/agent/orders/:id': 'agent',
  'GET /api/agent/orders/:id/contents/:sha256': 'agent',
  'POST /api/agent/orders/:id/backup': 'agent',
  'POST /api/results': 'agent',
  'POST /api/results/inspections/:id': 'agent',
  'POST /api/results/inspections/:id/contents': 'agent',
  'POST /api/results/orders/:id': 'agent',
  'POST /api/results/local-actions': 'agent',
  'POST /api/agent/restarts': 'agent',
  'POST /api/agent/restart-marks': 'agent',
  'POST /api/agent/fences': 'agent',
  'POST /api/agent/heartbeat': 'agent',
  'GET /api/agent/jobs/:id': 'agent',
  'POST /api/results/refused-jobs': 'agent',
  'POST /api/deploy': 'operator',
  'POST /api/restart': 'operator',
  'POST /api/start': 'operator',
  'POST /api/stop': 'operator',
  'POST /api/v1/deploy': 'operator',
  'POST /api/v1/restart': 'operator',
  'POST /api/v1/start': 'operator',
  'POST /api/v1/stop': 'operator',
  'POST /api/v1/deployments': 'operator',
  'POST /api/v1/deployments/:id/rollback': 'operator',
  'POST /api/v1/deployments/:id/steer': 'operator',
  'POST /api/v1/findings/:id/keep': 'operator',
  'DELETE /api/v1/findings/:id/keep': 'operator',
  'POST /api/v1/findings/:id/ignore': 'operator',
  'DELETE /api/v1/findings/:id/ignore': 'operator',
  'PUT /api/v1/findings/:id/review': 'operator',
  'POST /api/v1/holds': 'operator',
  'DELETE /api/v1/holds/:id': 'operator',
  'POST /api/v1/instances/:id/needs-no-restart': 'operator',
  'POST /api/v1/instances/:id/needs-restart': 'operator',
  'GET /api/v1/plans/:id/instances/:instanceId/changes': 'operator',
  'POST /api/v1/plans': 'operator',
  'POST /api/v1/plans/:id/approve': 'operator',
  'POST /api/v1/plans/:id/reject': 'operator',
  'GET /api/v1/audit': 'operator',
  'GET /api/v1/audit/verification': 'operator',
  'GET /api/v1/backups/:id/diff': 'operator',
  'POST /api/v1/backups': 'operator',
  'POST /api/v1/backups/drill': 'operator',
  'POST /api/v1/backups/prune': 'operator',
  'POST /api/v1/backups/adopt': 'admin',
  'GET /api/v1/storage': 'admin',
  'POST /api/v1/storage/renew': 'admin',
  'POST /api/v1/storage/forget': 'admin',
  'POST /api/v1/baselines/adopt': 'admin',
  'POST /api/v1/backups/rebuild-index': 'admin',
  'POST /api/v1/backups/restore': 'operator',
  'POST /api/v1/backups/verify': 'operator',
  'POST /api/v1/backups/:id/restore': 'operator',
  'GET /api/v1/baselines/:plugin/*': 'operator',
  'PUT /api/v1/baselines/:plugin/*': 'operator',
  'DELETE /api/v1/baselines/:plugin/*': 'operator',
  'GET /api/v1/baseline-revisions/:version/content': 'operator',
  'POST /api/v1/baseline-revisions/:version/restore': 'operator',
  'POST /api/v1/baseline-revisions/:version/undo': 'operator',
  'POST /api/v1/baselines/capture': 'operator',
  'GET /api/v1/deviations': 'operator',
  'GET /api/v1/instances/:id/rendered-archive': 'operator',
  'GET /api/v1/instances/:id/rendered/:plugin/*': 'operator',
  'PUT /api/v1/deviations': 'operator',
  'POST /api/v1/discoveries': 'operator',
  'POST /api/v1/scans': 'operator',
  'POST /api/v1/hosts': 'admin',
  'POST /api/v1/hosts/:name/rotation': 'admin',
  'DELETE /api/v1/hosts/:name/access': 'admin',
  'DELETE /api/v1/hosts/:name': 'admin',
  'PUT /api/v1/instances/:id/host': 'admin',
  'DELETE /api/v1/instances/:id/host': 'admin',
  'GET /api/v1/settings': 'admin',
  'GET /api/v1/users': 'admin',
  'POST /api/v1/users': 'admin',
  'PATCH /api/v1/users/:id': 'admin',
  'DELETE /api/v1/users/:id': 'admin',
};

describe('every route', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await bootTestApi();
  });
  afterAll(() => api?.close());

  /** Status and code of a request that says nothing but who sends it. */
  async function ask(route: { method: string; url: string }, headers: Record<string, string> = {}) {
    const path = route.url.replace(/:\w+/g, 'Nothing').replace('*', 'nothing.yml');
    const answer = await api.call(path, { method: route.method, headers });
    if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
      await answer.body?.cancel();
      return { status: answer.status, code: undefined };
    }
    const text = await answer.text();
    const isProblem =
      text !== '' && answer.headers.get('content-type')?.startsWith('application/problem+json');
    return {
      status: answer.status,
      code: isProblem ? (JSON.parse(text) as { code: string }).code : undefined,
    };
  }

  const nameOf = ({ method, url }: { method: string; url: string }): string => `${method} ${url}`;
  /** HEAD answers as GET does. */
  const asGet = (name: string): string => name.replace(/^HEAD /, 'GET ');

  it('is known by name here, so that a new one is thought about', () => {
    const names = api.routes.map(nameOf);
    expect(names.length).toBeGreaterThan(40);
    for (const name of [...OPEN, ...Object.keys(LEAST)]) expect(names).toContain(name);
  });

  it('answers a stranger only if it is meant to', async () => {
    const answered: string[] = [];
    for (const route of api.routes) {
      const { status } = await ask(route);
      if (status !== 401) answered.push(asGet(nameOf(route)));
    }
    expect([...new Set(answered)].sort()).toEqual([...OPEN].sort());
  });

  it('lets in exactly the roles it is for', async () => {
    const roles = ['viewer', 'operator', 'admin', 'agent'] as const;
    const scopes = { viewer: 'read', operator: 'write', admin: 'admin', agent: 'agent:hetzner' };
    for (const role of roles) {
      const headers = { authorization: `Bearer ${await api.token([scopes[role]])}` };
      for (const route of api.routes) {
        const name = asGet(nameOf(route));
        if (OPEN.has(name)) continue;
        const least = LEAST[name] ?? 'viewer';
        const mayEnter =
          least === 'agent' || role === 'agent'
            ? role === least
            : roles.indexOf(role) >= roles.indexOf(least);
        const { status } = await ask(route, headers);
        expect(`${role} ${name}: ${status === 403 ? 'refused' : 'let in'}`).toBe(
          `${role} ${name}: ${mayEnter ? 'let in' : 'refused'}`,
        );
        expect(status).not.toBe(401);
        expect(status, `${role} ${name}`).toBeLessThan(500);
      }
    }
  });

  it('answers what does not exist as a problem, also outside of the API', async () => {
    for (const path of ['/api/v1/nothing', '/nothing', '/assets/nothing.js', '/docs/nothing'])
      expect(await ask({ method: 'GET', url: path })).toEqual({ status: 404, code: 'resource.not-found' });
    expect(await ask({ method: 'GET', url: '/%c0%ae' })).toMatchObject({ code: 'request.invalid' });
    for (const path of [
      '/assets/../package.json',
      '/assets/..%2fpackage.json',
      '/assets/%2e%2e/package.json',
    ])
      expect((await ask({ method: 'GET', url: path })).status).toBeGreaterThanOrEqual(400);
  });

  it('carries the headers that keep a browser safe', async () => {
    for (const path of ['/', '/docs', '/api/v1/session', '/openapi.json', '/assets/page.js']) {
      const { headers } = await api.call(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toBeNull();
    }
  });

  it('keeps scripts and styles of its pages in files', async () => {
    for (const path of ['/', '/docs', '/plans']) {
      const page = await (await api.call(path)).text();
      expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|<style|\sstyle=/i);
      for (const [, address] of page.matchAll(/(?:src|href)="(\/(?:assets|docs)\/[^"]+)"/g))
        expect((await api.call(address!)).status, address).toBe(200);
    }
  });
});
