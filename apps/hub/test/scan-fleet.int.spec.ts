import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { chmod, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FindingView } from '@archivesmp/contracts/finding';
import type { OutlierView } from '@archivesmp/contracts/outlier';
import type { InstanceView } from '@archivesmp/contracts/fleet';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { locateBinary } from '@archivesmp/private-services';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
});
afterAll(() => product?.close());

const sorted = <T>(items: readonly T[]): T[] =>
  [...items].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));

const instanceView = async (name: string): Promise<InstanceView> => {
  const { instances } = await product.call<{ instances: InstanceView[] }>('GET', '/api/v1/instances');
  return instances.find((one) => one.name === name)!;
};

const findingsOf = (instance: string, plugin: string, more = ''): Promise<FindingView[]> =>
  product.findings(`&instance=${instance}&plugin=${plugin}${more}`);

describe('a scan of the whole fleet', () => {
  it('finds every injected drift and nothing else', async () => {
    const scan = await product.scanned();
    expect(scan).toMatchObject({ state: 'completed' });
    expect(scan.instances).toHaveLength(DEMO_INSTANCES.length);
    expect(new Set(scan.instances!.map(({ state }) => state))).toEqual(new Set(['scanned']));
    const found = (await product.findings()).map(
      ({ host, instance, plugin, file, path: key, kind, severity }) => ({
        host,
        instance,
        plugin,
        file: file === '' ? null : file,
        path: key,
        kind,
        severity,
      }),
    );
    expect(sorted(found)).toEqual(sorted(product.truth.drifts.map(({ story: _story, ...drift }) => drift)));
  });

  it('knows every documented variance as documented', async () => {
    const found = (await product.findings('&status=documented')).map(
      ({ host, instance, plugin, file, path: key, actual }) => ({
        host,
        instance,
        plugin,
        file,
        path: key,
        value: actual,
      }),
    );
    expect(sorted(found)).toEqual(sorted(product.truth.documented));
  });

  it('finds the odd one out', async () => {
    const { outliers } = await product.call<{ outliers: OutlierView[] }>('GET', '/api/v1/outliers');
    const found = outliers.map(({ host, instance, plugin, file, path: key, value, majority }) => ({
      host,
      instance,
      plugin,
      file,
      path: key,
      value,
      majority,
    }));
    expect(found).toEqual(product.truth.outliers);
  });

  it('finds what the command line finds on the same folders', async () => {
    const { baselinesDir, deviationsFile } = product.fleet;
    const folders = [
      '--instances',
      product.fleetDir,
      '--baselines',
      baselinesDir,
      '--deviations',
      deviationsFile,
    ];
    const asmp = path.resolve(import.meta.dirname, '../../../asmp');
    // builds what is missing, and says so
    spawnSync(asmp, ['--version']);
    const { stdout, stderr } = spawnSync(asmp, ['scan', ...folders, '--json'], { encoding: 'utf8' });
    expect(stderr).toBe('');
    type FindingFacts = Pick<FindingView, 'instance' | 'plugin' | 'path' | 'kind' | 'severity' | 'status'>;
    type Found = FindingFacts & { readonly file: string | null };
    const scan = JSON.parse(stdout) as { findings: Found[]; outliers: unknown[] };
    const lineOf = ({ instance, plugin, file, path: key, kind, severity, status }: Found): string =>
      JSON.stringify([instance, plugin, file ?? '', key, kind, severity, status]);
    const facts = [...(await product.findings()), ...(await product.findings('&status=documented'))];
    expect(sorted(scan.findings.map(lineOf))).toEqual(sorted(facts.map(lineOf)));
    const answer = await product.call<{ total: number }>('GET', '/api/v1/outliers');
    const { outliers: known } = await product.scanned();
    const alone = spawnSync(asmp, ['outliers', ...folders, '--json'], { encoding: 'utf8' });
    const { counts } = JSON.parse(alone.stdout) as { counts: { outliers: number } };
    const figures = [scan.outliers.length, counts.outliers, answer.total, known];
    expect(figures, 'one figure at every door').toEqual(Array(4).fill(product.truth.outliers.length));
  });

  it('adds no row of findings when nothing changed, again and again', async () => {
    const before = await product.findingRows();
    expect(before).toBeGreaterThan(product.truth.drifts.length);
    for (let round = 0; round < 4; round++)
      expect(await product.scanned()).toMatchObject({ state: 'completed' });
    expect(await product.findingRows()).toBe(before);
  });

  it('shows no secret in findings and logs, and its id wherever it passes', async () => {
    const { id } = await product.scanned();
    const programs = ['hub', 'agent-hetzner', 'agent-ovh'];
    const written = programs.map((name) => JSON.stringify(product.lines(name))).join('\n');
    expect(JSON.stringify(await product.findings('&status=all')) + written).not.toContain('demo-only');
    for (const name of programs)
      expect(
        product.lines(name).filter((line) => JSON.stringify(line).includes(id)).length,
        name,
      ).toBeGreaterThan(2);
    expect(product.lines('hub')).toContainEqual(
      expect.objectContaining({ scanId: id, message: 'scan completed', state: 'completed' }),
    );
  });

  it('is counted for Prometheus', async () => {
    const metrics = await product.metrics();
    expect(metrics).toMatch(/archivesmp_drift_scans_total\{state="completed",app="hub"\} \d+/);
    expect(metrics).toMatch(/archivesmp_drift_open_findings\{severity="critical",app="hub"\} \d/);
    expect(metrics).toMatch(
      /archivesmp_drift_jobs_total\{queue_job="drift.analyse-instance",outcome="completed"/,
    );
    expect(metrics).toContain('archivesmp_drift_panel_up{host="ovh",app="hub"} 1');
  });

  it('counts as open what the pages count', async () => {
    const { total } = await product.call<{ total: number }>('GET', '/api/drift/report');
    await product.eventually('the metric to say the same', async () => {
      const counts = (await product.metrics()).matchAll(/archivesmp_drift_open_findings\{.*\} (\d+)/g);
      const sum = [...counts].reduce((all, [, count]) => all + Number(count), 0);
      return sum === total ? true : undefined;
    });
  });

  const promtool = locateBinary('promtool');
  it.skipIf(promtool === undefined)('has metrics that Prometheus has nothing against', async () => {
    const agent = await fetch(`${product.agent('ovh').url}/metrics`);
    for (const text of [await product.metrics(), await agent.text()]) {
      // Those of Node.js are named by others.
      const own = text.split('\n').filter((line) => /^(# (HELP|TYPE) )?archivesmp_/.test(line));
      expect(own.length).toBeGreaterThan(20);
      const input = `${own.join('\n')}\n`;
      const { stdout, stderr } = spawnSync(promtool!, ['check', 'metrics'], { input, encoding: 'utf8' });
      expect(stdout + stderr).toBe('');
    }
  });
});

describe('what a scan covers', () => {
  it('is one instance, one host or one plugin when asked for', async () => {
    const namesIn = async (scope: object): Promise<string[]> =>
      (await product.scanned(scope)).instances!.map(({ instance }) => instance).sort();
    const of = (host: string): string[] =>
      DEMO_INSTANCES.filter((one) => one.host === host)
        .map(({ name }) => name)
        .sort();
    expect(await namesIn({ instance: 'BENT01' })).toEqual(['BENT01']);
    expect(await namesIn({ host: 'ovh' })).toEqual(of('ovh'));
    expect(await namesIn({ plugin: 'CMI' })).toEqual([...of('hetzner'), ...of('ovh')].sort());
  });

  it('resolves only what was looked at, and sees what comes back', async () => {
    const file = path.join(product.serverDir('hetzner', 'BENT01'), 'plugins/WorldGuard/config.yml');
    await product.edit(file, 'block-tnt: false', 'block-tnt: true');
    await product.scanned({ instance: 'BENT01', plugin: 'CMI' });
    expect(await findingsOf('BENT01', 'WorldGuard')).toMatchObject([{ state: 'open' }]);
    await product.scanned({ instance: 'BENT01', plugin: 'WorldGuard' });
    expect(await findingsOf('BENT01', 'WorldGuard')).toEqual([]);
    expect(await findingsOf('BENT01', 'CMI')).toHaveLength(1);
    await product.edit(file, 'block-tnt: true', 'block-tnt: false');
    await product.scanned({ instance: 'BENT01' });
    expect(await findingsOf('BENT01', 'WorldGuard')).toMatchObject([{ state: 'recurred' }]);
  });

  it('is shared by equal requests while it is under way, and by no others', async () => {
    product.gate.holdAfter(0);
    const first = await product.requestScan({ host: 'ovh' });
    const [second, other] = [
      await product.requestScan({ host: 'ovh' }),
      await product.requestScan({ host: 'hetzner' }),
    ];
    expect(second).toMatchObject({ id: first.id, joined: true });
    expect(other).toMatchObject({ joined: false });
    product.gate.release();
    for (const { id } of [first, other])
      expect(await product.scanEnd(id)).toMatchObject({ state: 'completed' });
  });
});

describe('what cannot be read', () => {
  const plugins = (host: string, instance: string): string =>
    path.join(product.serverDir(host, instance), 'plugins');

  it('is named with its reason, and what was found in it before stays', async () => {
    const denied = path.join(plugins('hetzner', 'HARD01'), 'CoreProtect/config.yml');
    const closed = path.join(plugins('hetzner', 'SMP101'), 'TAB');
    const pipe = path.join(plugins('ovh', 'SMP201'), 'Vault/config.yml');
    await chmod(denied, 0o000);
    await chmod(closed, 0o000);
    await rename(pipe, `${pipe}.aside`);
    execFileSync('mkfifo', [pipe]);
    try {
      expect(await product.scanned()).toMatchObject({ state: 'completed' });
      expect(await findingsOf('HARD01', 'CoreProtect')).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ kind: 'missing_key', state: 'open' }),
          expect.objectContaining({
            kind: 'unreadable',
            file: 'config.yml',
            reason: expect.stringMatching(/permission/i),
          }),
        ]),
      );
      expect(await findingsOf('SMP101', 'TAB')).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ kind: 'type_change', file: 'config.yml' }),
          expect.objectContaining({ kind: 'unreadable', file: 'config.yml' }),
        ]),
      );
      const inPipe = await findingsOf('SMP201', 'Vault');
      expect(inPipe.map(({ kind }) => kind).sort()).toEqual(['missing_key', 'unreadable']);
    } finally {
      await chmod(denied, 0o644);
      await chmod(closed, 0o755);
      await rm(pipe);
      await rename(`${pipe}.aside`, pipe);
    }
    await product.scanned();
    expect(await product.findings('&kind=unreadable')).toEqual([]);
    expect(await product.findings('&kind=not_understood')).toMatchObject([
      { instance: 'MINE01', plugin: 'WorldGuard' },
    ]);
    expect(await product.findings()).toHaveLength(product.truth.drifts.length);
  });

  it.each([
    ['the whole server', ''],
    ['the folder of all plugins', 'plugins'],
  ])('ends an instance as failed when it is %s, and its drift is unknown', async (_what, folder) => {
    const server = path.join(product.serverDir('hetzner', 'EVO01'), folder);
    const before = await findingsOf('EVO01', 'LuckPerms');
    expect(before).toHaveLength(1);
    await chmod(server, 0o000);
    try {
      const scan = await product.scanned();
      expect(scan).toMatchObject({ state: 'partial', reason: expect.stringContaining('1 of') });
      expect(scan.instances!.find(({ instance }) => instance === 'EVO01')).toMatchObject({
        state: 'failed',
        reason: expect.stringMatching(/permission/i),
      });
    } finally {
      await chmod(server, 0o755);
    }
    expect(await instanceView('EVO01')).toMatchObject({ drift: 'unknown' });
    expect(await findingsOf('EVO01', 'LuckPerms')).toEqual(before);
    expect(await product.scanned()).toMatchObject({ state: 'completed' });
    expect(await instanceView('EVO01')).toMatchObject({ drift: 'drifted' });
  });
});

describe('a file that is written while it is looked at', () => {
  it('is unsettled, neither drift nor truth, and is seen again by itself', async () => {
    const filePath = path.join(product.serverDir('hetzner', 'BENT01'), 'plugins/Vault/config.yml');
    const text = await readFile(filePath, 'utf8');
    const before = await product.findings('&instance=BENT01');
    const stateNow = async (): Promise<string> => {
      const address = '/api/v1/instances/BENT01/files?plugin=Vault';
      const { files } = await product.call<{ files: { path: string; state: string }[] }>('GET', address);
      return files.find((file) => file.path === 'config.yml')!.state;
    };
    let writes = 0;
    const writer = setInterval(() => writeFileSync(filePath, text.slice(0, writes++ % text.length)), 20);
    try {
      await product.scanned({ instance: 'BENT01' });
      expect(await stateNow()).toBe('unsettled');
      expect(await product.findings('&instance=BENT01')).toEqual(before);
    } finally {
      clearInterval(writer);
      writeFileSync(filePath, text);
    }
    await product.eventually('the file to be looked at again', async () =>
      (await stateNow()) === 'readable' ? true : undefined,
    );
    expect(await product.findings('&instance=BENT01')).toEqual(before);
  });
});

describe('the fleet as panels and agents see it', () => {
  it('keeps the rows of a panel that is unavailable, with unknown health and the reason', async () => {
    const before = (await product.history.fleet.listInstances()).map(({ id }) => id).sort();
    expect(await instanceView('HUB01')).toMatchObject({ health: 'healthy' });
    const { switches } = product.panels.get('ovh')!;
    switches.cutFaults = -1;
    try {
      expect(await product.discover()).toMatchObject({ state: 'succeeded' });
      expect((await product.history.fleet.listInstances()).map(({ id }) => id).sort()).toEqual(before);
      expect(await instanceView('HUB01')).toMatchObject({
        health: 'unknown',
        reason: expect.stringContaining('panel of ovh'),
      });
      expect(await instanceView('BENT01')).toMatchObject({ health: 'healthy' });
      expect(await product.metrics()).toContain('archivesmp_drift_panel_up{host="ovh",app="hub"} 0');
    } finally {
      switches.cutFaults = 0;
    }
    await product.discover();
    expect(await instanceView('HUB01')).toMatchObject({ health: 'healthy' });
  });
});

describe('stopping the hub', () => {
  it('ends it cleanly, and a scan that was asked for goes on after the next start', async () => {
    product.gate.holdAfter(1);
    const { id } = await product.requestScan();
    await product.eventually('deliveries to wait', async () => (product.gate.held > 0 ? true : undefined));
    await product.stop('hub');
    expect(product.lines('hub').at(-1)).toMatchObject({ message: 'service stopped' });
    expect(product.lines('hub').filter(({ level }) => level === 'error')).toEqual([]);
    product.gate.release();
    await product.startHub();
    expect(await product.scanEnd(id)).toMatchObject({ state: 'completed' });
    expect(await product.findings()).toHaveLength(product.truth.drifts.length);
  });
});

describe('a baseline that is saved while everything is scanned', () => {
  const BASELINE_PATH = '/api/v1/baselines/CMI/config.yml';

  it('is judged by a scan of its own, also for who asks for an equal one', async () => {
    product.gate.holdAfter(1);
    const first = await product.requestScan();
    await product.eventually('an agent to wait', async () => (product.gate.held > 0 ? true : undefined));
    expect(await product.requestScan()).toMatchObject({ id: first.id, joined: true });

    const read = await product.ask('GET', BASELINE_PATH);
    const content = `${await read.text()}note-of-the-test: everywhere\n`;
    const headers = { 'content-type': 'text/plain', 'if-match': read.headers.get('etag')! };
    expect((await product.ask('PUT', BASELINE_PATH, { body: content, headers })).status).toBe(204);
    const second = await product.requestScan();
    expect(second).toMatchObject({ joined: false, state: 'requested' });
    expect(await product.requestScan()).toMatchObject({ id: second.id, joined: true });

    product.gate.release();
    const { instances } = await product.scanEnd(second.id);
    expect((await product.scan(first.id)).state).not.toBe('running');
    expect(instances).toHaveLength(DEMO_INSTANCES.length);
    const missing = (await product.findings('&plugin=CMI&kind=missing_key')).filter(
      ({ key }) => key === 'note-of-the-test',
    );
    const files = await product.history.configFiles.listConfigFiles({ plugin: 'CMI' });
    const having = files.filter(({ path: file, state }) => file === 'config.yml' && state === 'readable');
    expect(missing.length).toBe(having.length);
  });
});
