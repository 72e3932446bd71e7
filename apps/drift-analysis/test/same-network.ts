import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { discoverInstances } from '@archivesmp/instance-files';
import { expect } from 'vitest';
import { expectSameScan } from './same-scan.js';
import { TRUE_CRITICALS } from './true-criticals.js';

/** Where real networks lie, if they do. */
export const SHARED =
  process.env['ARCHIVESMP_SHARED'] ?? path.resolve(import.meta.dirname, '../../../../shared');
export const NETWORKS = path.join(SHARED, 'data/corpus/networks');

/**
 * Expects the same of both doors for a real network: without baselines, and by the files of its first instance as baselines; and that
 * nothing is critical there that was not found so by hand.
 */
export async function expectSameNetwork(instances: string, scratch: string): Promise<void> {
  const none = path.join(scratch, 'none');
  mkdirSync(none, { recursive: true });
  await expectSameScan({ instances, baselines: none });
  const baselines = path.join(scratch, 'baselines');
  await captureBaselines(instances, baselines);
  const { findings } = await expectSameScan({ instances, baselines });
  expect(findings.length).toBeGreaterThan(0);
  const criticals = findings.filter(({ severity }) => severity === 'critical');
  const locations = criticals.map(({ plugin, file, key }) => `${plugin}/${file} ${key}`);
  expect(locations.filter((location) => !TRUE_CRITICALS.some((known) => known.test(location)))).toEqual([]);
}

/** The files of the first instance as baselines. */
async function captureBaselines(network: string, to: string): Promise<void> {
  const [first] = (await discoverInstances('local', network)).instances;
  const server = path.join(first!.directory, first!.serverFolder);
  const plugins = path.join(server, 'plugins');
  for (const entry of readdirSync(plugins, { withFileTypes: true }))
    if (entry.isDirectory())
      cpSync(path.join(plugins, entry.name), path.join(to, entry.name), { recursive: true });
  for (const entry of readdirSync(server, { withFileTypes: true }))
    if (entry.isFile()) cpSync(path.join(server, entry.name), path.join(to, '_server', entry.name));
}
