import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Finding, NoMajority, Outlier } from '@archivesmp/drift';
import { expect } from 'vitest';
import { type FleetFolders, hubScan } from './hub-scan.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What `asmp scan --json` prints. */
export interface FolderScan {
  readonly findings: readonly Finding[];
  readonly outliers: readonly Outlier[];
  readonly noMajority: readonly NoMajority[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Scans folders with the command itself. */
export function asmpScan({
  instances,
  baselines,
  deviations,
}: FleetFolders): FolderScan & { stderr: string } {
  const flags = [
    ['--instances', instances],
    ['--baselines', baselines],
    ['--deviations', deviations],
  ].flatMap(([flag, value]) => (value === undefined ? [] : [flag!, value]));
  const options = { encoding: 'utf8', maxBuffer: 1024 ** 3 } as const;
  const { stdout, stderr } = spawnSync(path.join(ROOT, 'asmp'), ['scan', ...flags, '--json'], options);
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as FolderScan), stderr };
}

/**
 * Expects the same findings and the same odd ones of both doors, key by key.
 * @returns what they found
 */
export async function expectSameScan(fleet: FleetFolders): Promise<FolderScan> {
  const [hub, folders] = [await hubScan(fleet), asmpScan(fleet)];
  expect(lines(folders.findings.map(lineOfFinding))).toEqual(lines(hub.findings.map(lineOfFinding)));
  expect(lines(folders.outliers.map(lineOfOutlier))).toEqual(lines(hub.outliers.map(lineOfOutlier)));
  expect(
    lines(folders.noMajority.map((one) => JSON.stringify([one.plugin, one.file, one.path, one.of]))),
  ).toEqual(lines(hub.ties.map((one) => JSON.stringify([one.plugin, one.file, one.path, one.of]))));
  return folders;
}

const lines = (all: readonly string[]): string[] => [...all].sort();

/** Of what cannot be read each door says in its own words why. */
function lineOfFinding(finding: Finding): string {
  const { kind, reason } = finding;
  return JSON.stringify(sorted({ ...finding, reason: kind === 'unreadable' ? '' : reason }));
}

const lineOfOutlier = ({
  instance,
  plugin,
  file,
  path: key,
  value,
  majority,
  agree,
  of,
}: LikeOutlier): string => JSON.stringify({ instance, plugin, file, path: key, value, majority, agree, of });

type LikeOutlier = Pick<Outlier, 'instance' | 'plugin' | 'file' | 'path' | 'agree' | 'of'> & {
  readonly value?: unknown;
  readonly majority?: unknown;
};

const sorted = (of: object): object => Object.fromEntries(Object.entries(of).sort());
