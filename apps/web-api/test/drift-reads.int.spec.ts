import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingGroupPage, FindingPage, FindingView } from '@archivesmp/contracts/finding';
import type { OutlierView } from '@archivesmp/contracts/outlier';
import { aDifference, discoverKnownFleet, scannedFleet, type TestInstance } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

const A_JAR = { path: 'plugins/CMI-9.7.jar', size: 1_500_000, modifiedAt: new Date() };

interface OutlierList {
  count: number;
  outliers: OutlierView[];
}

interface ProblemBody {
  status: number;
  code: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

describe('reading what differs', () => {
  let api: TestApi;
  let instances: TestInstance[];
  let read: (path: string) => Promise<Response>;

  beforeAll(async () => {
    api = await bootTestApi();
    instances = await discoverKnownFleet(api.history);
    await scannedFleet(api.history, instances, ({ name }) => ({
      findings: [
        ...Array.from({ length: 20 }, (_, number) => aDifference(number)),
        aDifference(100, {
          status: 'documented',
          severity: 'low',
          decidedBy: { scope: 'instance', name },
          reason: 'a deviation of this instance',
        }),
      ],
      files: [
        {
          plugin: 'CMI',
          path: 'config.yml',
          format: 'yaml',
          size: 10,
          modifiedAt: new Date(),
          state: 'readable',
          sha256: 'a'.repeat(64),
        },
        ...(name === 'BENT01'
          ? [
              {
                plugin: 'CMI',
                path: 'locked.yml',
                format: 'yaml' as const,
                size: 0,
                modifiedAt: new Date(),
                state: 'permission_denied' as const,
                reason: 'the agent may not read it',
              },
            ]
          : []),
      ],
      plugins: [{ plugin: 'CMI', hasFolder: true, jar: A_JAR }],
    }));
    read = await api.as(['read']);
  });
  afterAll(() => api?.close());

  const page = async (query: string): Promise<FindingPage> => {
    const answer = await read(query);
    expect(answer.status, query).toBe(200);
    return (await answer.json()) as FindingPage;
  };
  const refused = async (query: string): Promise<ProblemBody> => {
    const answer = await read(query);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    return (await answer.json()) as ProblemBody;
  };

  it('answers the address of the briefs with exactly the findings of a severity', async () => {
    const { findings, count } = await page('/api/drift?server=all&severity=high');
    expect(count).toBe(15);
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['high']));
    expect(new Set(findings.map(({ physical_server }) => physical_server))).toEqual(
      new Set(['hetzner', 'ovh']),
    );
    expect((await page('/api/drift?server=ovh&severity=high')).count).toBe(5);
    expect((await page('/api/drift')).count).toBe(60);
  });

  it.each([
    ['host=ovh', 20],
    ['instance=BENT01', 20],
    ['plugin=CMI', 30],
    ['severity=high,critical', 30],
    ['status=documented', 3],
    ['status=all', 63],
    ['state=resolved', 0],
    ['kind=missing_file', 0],
    ['decidedBy=baseline,tag', 60],
    ['decidedBy=instance&status=all', 3],
    ['host=ovh&plugin=CMI&severity=critical', 5],
  ])('filters by %s', async (query, expected) => {
    expect((await page(`/api/v1/findings?limit=1000&${query}`)).count).toBe(expected);
  });

  it('takes an instance by its UUID', async () => {
    expect((await page(`/api/v1/findings?instance=${instances[2]!.id}`)).count).toBe(20);
  });

  it('pages by key: all of it, each once, most urgent first', async () => {
    const seen: FindingView[] = [];
    let after = '';
    do {
      const { findings, next, count } = await page(`/api/v1/findings?limit=7${after}`);
      expect(findings.length).toBe(count);
      seen.push(...findings);
      after = next === undefined ? '' : `&after=${encodeURIComponent(next)}`;
    } while (after !== '');
    expect(seen.length).toBe(60);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(60);
    const ranks = seen.map(({ severity }) => ['critical', 'high', 'medium', 'low'].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort());
  });

  it('shows alike findings as one, with the same filters', async () => {
    const groups = async (query: string): Promise<FindingGroupPage> => {
      const answer = await read(`/api/v1/findings/groups?${query}`);
      expect(answer.status, query).toBe(200);
      return (await answer.json()) as FindingGroupPage;
    };
    const all = await groups('');
    expect(all.count).toBe(20);
    expect(all.groups.map(({ count }) => count)).toEqual(Array.from({ length: 20 }, () => 3));
    expect(all.groups[0]).toMatchObject({
      severity: 'critical',
      expected: true,
      actual: false,
      hosts: ['hetzner', 'ovh'],
      instances: [{ instance: 'BENT01' }, { instance: 'CREA01' }, { instance: 'SMP201' }],
    });
    const ovh = await groups('host=ovh&severity=high&limit=2&sort=priority');
    expect(ovh.groups.map(({ count, hosts }) => [count, hosts])).toEqual([
      [1, ['ovh']],
      [1, ['ovh']],
    ]);
    const rest = await groups(`host=ovh&severity=high&sort=priority&after=${ovh.next}`);
    expect(rest.count).toBe(3);
    expect((await groups('decidedBy=tag')).groups).toEqual([]);
    expect(await refused('/api/v1/findings/groups?sort=luck')).toMatchObject({
      status: 400,
      errors: [{ field: 'sort', message: expect.stringContaining('severity, priority') as string }],
    });
  });

  it.each([
    ['severity=urgent', 'severity', 'critical, high, medium, low'],
    ['severity=high,urgent', 'severity', 'critical, high, medium, low'],
    ['state=gone', 'state', 'open, recurred, resolved'],
    ['kind=typo', 'kind', 'wrong_value, missing_key'],
    ['status=fine', 'status', 'drift, documented, not_judged, all'],
    ['decidedBy=me', 'decidedBy', 'baseline, universal, platform, host, tag, instance, none'],
    ['host=mars', 'host', 'hetzner, ovh'],
    ['host=hetzner2', 'host', 'did you mean hetzner?'],
    ['instance=NONE', 'instance', 'BENT01, CREA01, SMP201'],
    ['limit=0', 'limit', '1'],
    ['limit=5000', 'limit', '1000'],
    ['limit=many', 'limit', '1'],
    ['after=bm90LW91cnM', 'after', 'next'],
    ['severty=high', 'severty', 'severity'],
    ['severity=high&severity[a]=b', 'severity[a]', 'severity'],
  ])('refuses the filter %s and says what is allowed', async (query, field, allowed) => {
    const body = await refused(`/api/v1/findings?${query}`);
    expect(body).toMatchObject({ status: 400, code: 'request.invalid' });
    const mistake = body.errors?.find((one) => one.field === field);
    expect(mistake?.message, JSON.stringify(body)).toContain(allowed);
  });

  it.each(['findings', 'outliers', 'scans', 'operations', 'audit'])(
    'takes no place in the list of %s that it did not give out',
    async (list) => {
      const operator = await api.as(['write']);
      const foreign = [['x', 'y'], ['x'], [-1, -1], [9e15, 'x'], [null], {}, 7, ["' OR 1=1 --", 'x']];
      for (const location of foreign) {
        const after = Buffer.from(JSON.stringify(location)).toString('base64url');
        const { status } = await operator(`/api/v1/${list}?after=${after}`);
        expect([200, 400], `${list} ${JSON.stringify(location)}`).toContain(status);
      }
    },
  );

  it('refuses a server that is none, under the name the briefs use', async () => {
    const body = await refused('/api/drift?server=mars');
    expect(body.errors).toEqual([
      { field: 'server', message: expect.stringContaining('all, hetzner, ovh') as string },
    ]);
  });

  it('counts for the report', async () => {
    const report = (await (await read('/api/drift/report')).json()) as Record<string, unknown>;
    expect(report).toMatchObject({
      total: 60,
      bySeverity: { critical: 15, high: 15, medium: 15, low: 15 },
      byHost: { hetzner: 40, ovh: 20 },
      byInstance: { BENT01: 20, CREA01: 20, SMP201: 20 },
      byPlugin: { CMI: 30, LuckPerms: 30 },
      byKind: { wrong_value: 60 },
      unknown: [],
    });
  });

  it('tells one finding and its life', async () => {
    const [first] = (await page('/api/v1/findings?limit=1')).findings;
    expect(await (await read(`/api/v1/findings/${first!.id}`)).json()).toEqual(first);
    const life = (await (await read(`/api/v1/findings/${first!.id}/life`)).json()) as { steps: unknown[] };
    expect(life.steps).toEqual([expect.objectContaining({ change: 'opened', severity: first!.severity })]);
    for (const id of ['nothing', '11111111-1111-4111-8111-111111111111'])
      expect(await refused(`/api/v1/findings/${id}`)).toMatchObject({ code: 'resource.not-found' });
  });

  it('lists keys without a majority where they are asked for', async () => {
    const of = async (query: string) =>
      (await (await read(`/api/v1/outliers?${query}`)).json()) as OutlierList;
    expect((await of('')).outliers.map(({ state }) => state)).toEqual(['majority']);
    expect((await of('state=majority,no_majority')).count).toBe(2);
    expect((await of('state=no_majority')).outliers).toMatchObject([
      {
        key: 'Spawn.Delay',
        among: 'everywhere',
        agree: 1,
        of: 3,
        choices: [
          { value: 0, instances: ['BENT01'] },
          { value: 1, instances: ['CREA01'] },
          { value: 2, instances: ['SMP201'] },
        ],
      },
    ]);
    expect(await refused('/api/v1/outliers?state=tie')).toMatchObject({
      status: 400,
      errors: [{ field: 'state', message: expect.stringContaining('majority, no_majority') as string }],
    });
  });

  it('lists outliers, scans, hosts and instances', async () => {
    expect(await (await read('/api/v1/outliers?plugin=CMI')).json()).toMatchObject({
      count: 1,
      outliers: [
        { instance: 'BENT01', key: 'ReSpawn.Enabled', value: false, majority: true, agree: 2, of: 3 },
      ],
    });
    expect(await (await read('/api/v1/scans?state=completed')).json()).toMatchObject({
      count: 1,
      scans: [{ state: 'completed', openFindings: 63, outliers: 1, requestedBy: 'mia' }],
    });
    expect(await (await read('/api/v1/hosts')).json()).toMatchObject({
      hosts: [
        { name: 'hetzner', agent: 'silent', hubReachable: false, instances: 2 },
        { name: 'ovh', agent: 'silent', hubReachable: false, instances: 1 },
      ],
    });
    const all = await (await read('/api/v1/instances')).json();
    expect(all).toMatchObject({
      count: 3,
      instances: [{ name: 'BENT01', drift: 'drifted', openFindings: 20 }, {}, {}],
    });
    expect(await (await read('/api/instances/status')).json()).toEqual(all);
    expect(await (await read('/api/v1/instances/SMP201')).json()).toMatchObject({ host: 'ovh' });
    expect(await refused('/api/v1/instances/NONE')).toMatchObject({ status: 404 });
  });

  it('lists the files, plugins and measurements of an instance', async () => {
    const files = (query: string) => read(`/api/v1/instances/BENT01/files${query}`).then((one) => one.json());
    expect(await files('')).toMatchObject({
      count: 2,
      files: [{ path: 'config.yml', state: 'readable' }, {}],
    });
    expect(await files('?unreadable=true')).toEqual({
      count: 1,
      files: [
        expect.objectContaining({
          path: 'locked.yml',
          state: 'permission_denied',
          reason: 'the agent may not read it',
        }),
      ],
    });
    expect(await files('?state=permission_denied')).toMatchObject({ count: 1 });
    expect(await files('?state=not_understood')).toMatchObject({ count: 0 });
    expect(await (await read('/api/v1/instances/CREA01/plugins')).json()).toMatchObject({
      plugins: [{ plugin: 'CMI', jar: A_JAR.path, hasFolder: true }],
    });
    await api.history.health.recordMeasurements([
      { instanceId: instances[0]!.id, measuredAt: new Date(), health: 'healthy', players: 12, tps: 19.9 },
    ]);
    expect(await (await read('/api/v1/instances/BENT01/metrics?hours=1')).json()).toMatchObject({
      measurements: [{ health: 'healthy', players: 12, tps: 19.9 }],
    });
    expect(await refused('/api/v1/instances/BENT01/metrics?hours=0')).toMatchObject({ status: 400 });
  });
});
