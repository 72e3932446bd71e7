import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileDesiredState, parseDeviations, type BaselineFile } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { readConfig } from '@archivesmp/config-text';
import { FINDING_KINDS, type FindingKind, SEVERITIES } from '@archivesmp/contracts/vocabulary';
import { compareInstance, findOutliers, type Finding, type FileOnInstance } from '@archivesmp/drift';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverFolder } from './amp-files.js';
import { DEMO_INSTANCES, type DemoInstance } from './demo-instances.js';
import type { DemoTruth } from './truth.js';
import { writeDemoFleet, type DemoFleet } from './write-demo-fleet.js';

let dir: string;
let fleet: DemoFleet;
let truth: DemoTruth;
let findings: Finding[];
let cosmetic = 0;

const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

const serverDir = (instance: DemoInstance): string =>
  path.join(dir, instance.host, '.ampdata/instances', instance.name, serverFolder(instance));

async function baselines(): Promise<BaselineFile[]> {
  return Promise.all(
    (await filesBelow(fleet.baselinesDir)).map(async (file) => {
      const [plugin = '', ...rest] = file.split('/');
      return { plugin, path: rest.join('/'), bytes: await readFile(path.join(fleet.baselinesDir, file)) };
    }),
  );
}

async function observed(instance: DemoInstance): Promise<FileOnInstance[]> {
  const files = (await filesBelow(serverDir(instance))).filter((file) => !file.endsWith('.jar'));
  return Promise.all(
    files.map(async (file) => {
      const [top, plugin = '', ...rest] = file.split('/');
      const bytes = await readFile(path.join(serverDir(instance), file));
      return top === 'plugins'
        ? { plugin, path: rest.join('/'), state: 'readable' as const, bytes }
        : { plugin: '_server', path: file, state: 'readable' as const, bytes };
    }),
  );
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'demo-fleet-'));
  fleet = await writeDemoFleet(dir);
  truth = JSON.parse(await readFile(fleet.truthFile, 'utf8')) as DemoTruth;
  const parsed = parseDeviations(await readFile(fleet.deviationsFile));
  expect(parsed.errors).toBeUndefined();
  const instances: FleetInstance[] = DEMO_INSTANCES.map(({ name, host, platform }) => ({
    name,
    host,
    platform,
    tags: [],
  }));
  const desired = compileDesiredState({
    baselines: await baselines(),
    deviations: parsed.document!,
    fleet: instances,
    now: '2026-11-21T08:00:00Z',
  });
  findings = [];
  for (const instance of DEMO_INSTANCES) {
    const { findings: found, counts } = compareInstance({
      desired,
      instance: instances.find(({ name }) => name === instance.name)!,
      observation: { plugins: [], files: await observed(instance) },
    });
    findings.push(...found);
    cosmetic += counts.cosmetic;
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const bySort = <T>(items: readonly T[]): T[] =>
  [...items].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));

test('the engine finds every injected drift with its severity, and nothing else', () => {
  const found = findings
    .filter(({ status }) => status === 'drift')
    .map(({ host, instance, plugin, file, path: key, kind, severity }) => ({
      host,
      instance,
      plugin,
      file,
      path: [...key],
      kind,
      severity,
    }));
  expect(bySort(found)).toEqual(bySort(truth.drifts.map(({ story: _story, ...drift }) => drift)));
});

test('every documented variance is seen as documented', () => {
  const found = findings
    .filter(({ status }) => status === 'documented')
    .map(({ host, instance, plugin, file, path: key, actual }) => ({
      host,
      instance,
      plugin,
      file,
      path: [...key],
      value: actual,
    }));
  expect(bySort(found)).toEqual(bySort(truth.documented));
});

test('the differences of form change bytes and add no drift of their own', () => {
  const location = (one: { instance: string; plugin: string; file: string | null }): string =>
    `${one.instance} ${one.plugin}/${one.file}`;
  const driftsAt = (locations: readonly { instance: string; plugin: string; file: string | null }[]) =>
    Map.groupBy(locations, location);
  const [found, injected] = [
    driftsAt(findings.filter(({ status }) => status === 'drift')),
    driftsAt(truth.drifts),
  ];
  for (const one of truth.harmless)
    expect(found.get(location(one))?.length ?? 0, `${location(one)}: ${one.what}`).toBe(
      injected.get(location(one))?.length ?? 0,
    );
  expect(cosmetic).toBeGreaterThan(10);
});

test('the odd one out stands alone', async () => {
  const [outlier] = truth.outliers;
  const observations = await Promise.all(
    DEMO_INSTANCES.filter(({ platform }) => platform === 'paper').map(async (one) => {
      const bytes = await readFile(path.join(serverDir(one), 'plugins', outlier!.plugin, outlier!.file!));
      const reading = readConfig(bytes, 'yaml');
      return {
        instance: one.name,
        host: one.host,
        root: reading.state === 'unreadable' ? undefined : reading.root,
      };
    }),
  );
  const { outliers } = findOutliers({ plugin: outlier!.plugin, file: outlier!.file! }, observations, {
    secrets: { judge: BY_NAME_AND_SHAPE },
  });
  expect(outliers).toMatchObject([
    { instance: outlier!.instance, path: outlier!.path, value: outlier!.value, majority: outlier!.majority },
  ]);
});

describe('the fleet', () => {
  test('shows every kind but what a disk refuses, every severity, and no secret', () => {
    const shown = new Set<FindingKind>(FINDING_KINDS);
    shown.delete('unreadable');
    expect(new Set(truth.drifts.map(({ kind }) => kind))).toEqual(shown);
    expect(new Set(truth.drifts.map(({ severity }) => severity))).toEqual(new Set(SEVERITIES));
    expect(JSON.stringify([findings, truth])).not.toContain('demo-only');
  });

  test('is the same in every run, and is left alone when it is there', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'demo-fleet-'));
    await writeDemoFleet(other);
    const files = await filesBelow(dir);
    expect(await filesBelow(other)).toEqual(files);
    for (const file of files)
      expect(
        (await readFile(path.join(other, file))).equals(await readFile(path.join(dir, file))),
        file,
      ).toBe(true);
    await rm(path.join(other, 'hetzner/.ampdata/instances/BENT01'), { recursive: true });
    await writeDemoFleet(other);
    expect(await readdir(path.join(other, 'hetzner/.ampdata/instances'))).not.toContain('BENT01');
    await rm(other, { recursive: true });
  });
});
