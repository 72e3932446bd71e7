import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FindingPage, FindingView } from '@archivesmp/contracts/finding';
import type { OutlierView } from '@archivesmp/contracts/outlier';
import type { DemoTruth } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DevCommand, type DevEnd } from './dev-command.js';

let dev: DevCommand;
let up: DevEnd;
let truth: DemoTruth;
beforeAll(async () => {
  dev = await DevCommand.make();
  up = await dev.run('up');
  const file = path.join(dev.stateDir, 'fleets/demo/truth.json');
  truth = JSON.parse(readFileSync(file, 'utf8')) as DemoTruth;
});
afterAll(() => dev.end());

type FindingLocation = Pick<FindingView, 'host' | 'instance' | 'plugin' | 'kind' | 'severity'> & {
  file?: string | null;
  path: readonly (string | number)[];
};
const locationsOf = (findings: readonly FindingLocation[]): string[] =>
  findings
    .map(({ host, instance, plugin, file, path: key, kind, severity }) =>
      [host, instance, plugin, file ?? '', key.join(' '), kind, severity].join(' | '),
    )
    .sort();

describe('./dev up, from nothing', () => {
  it('ends well with addresses and accounts on the screen and in dev.json', () => {
    expect(up, up.output).toMatchObject({ code: 0 });
    const { url, docs, users, token } = dev.devFile();
    expect(url).toBe(`http://127.0.0.1:${dev.port}`);
    expect(users.map(({ role }) => role).sort()).toEqual(['admin', 'operator', 'viewer']);
    for (const shown of [url, docs, token, ...users.map(({ password }) => password)])
      expect(up.output).toContain(shown);
  });

  it('runs panels, agents, hub and their servers in the background', () => {
    expect([...dev.running().keys()].sort()).toEqual([
      'agent-hetzner',
      'agent-ovh',
      'amp-panels',
      'hub',
      'mariadb',
      'redis',
      's3',
    ]);
  });

  it('lets the printed account log in, and nobody else', async () => {
    const { url, users } = dev.devFile();
    const logIn = (name: string, password: string) =>
      fetch(`${url}/api/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, password }),
      });
    const [admin] = users;
    expect((await logIn(admin!.name, admin!.password)).status).toBe(200);
    expect((await logIn(admin!.name, `${admin!.password}x`)).status).toBe(401);
    expect((await fetch(`${url}/api/drift`)).status).toBe(401);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
  });
});

describe('the first scan of the demo fleet', () => {
  it('finds every injected drift, and nothing else', async () => {
    const { findings } = await dev.get<FindingPage>('/api/drift?server=all');
    expect(locationsOf(findings)).toEqual(locationsOf(truth.drifts));
  });

  it.each(['critical', 'high', 'medium', 'low'])(
    'lists exactly the injected drifts of severity %s',
    async (severity) => {
      const { findings } = await dev.get<FindingPage>(`/api/drift?server=all&severity=${severity}`);
      const injected = truth.drifts.filter((drift) => drift.severity === severity);
      expect(injected.length).toBeGreaterThan(0);
      expect(locationsOf(findings)).toEqual(locationsOf(injected));
    },
  );

  it('knows every documented variance as documented', async () => {
    const { findings } = await dev.get<FindingPage>('/api/drift?server=all&status=documented');
    const locations = (
      all: readonly { instance: string; plugin: string; file?: string | null; path: readonly unknown[] }[],
    ) =>
      all
        .map(({ instance, plugin, file, path: key }) => `${instance} ${plugin}/${file} ${key.join('.')}`)
        .sort();
    expect(locations(findings)).toEqual(locations(truth.documented));
  });

  it('sees the odd one out without any baseline', async () => {
    const { outliers } = await dev.get<{ outliers: OutlierView[] }>('/api/v1/outliers');
    const facts = outliers.map(({ instance, plugin, file, path: key, value, majority }) => ({
      instance,
      plugin,
      file,
      path: key,
      value,
      majority,
    }));
    expect(facts).toEqual(truth.outliers.map(({ host: _host, ...outlier }) => outlier));
  });

  it('shows no password of the fleet', async () => {
    const answer = JSON.stringify(await dev.get('/api/drift?server=all&status=all'));
    expect(answer).not.toContain('demo-only');
  });
});
