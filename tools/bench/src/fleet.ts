import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../../..');
const MAKER = path.join(
  process.env['ARCHIVESMP_SHARED'] ?? path.resolve(ROOT, '../shared'),
  'tools/make-fleet.mjs',
);

/** A fleet made for measuring: which one, and how. */
export interface FleetRecipe {
  readonly preset: 'small' | 'archivesmp' | 'large';
  readonly seed: number;
  /** Share of files that differ in format only, 0 to 1. */
  readonly noise: number;
}

export interface Fleet {
  readonly baselines: string;
  readonly deviations: string;
  readonly instances: string;
  readonly files: number;
  readonly megabytes: number;
}

/** Whether fleets can be made here: the maker is part of the test data, not of the product. */
export const canMakeFleets = (): boolean => existsSync(MAKER);

/**
 * A fleet on disk; one that was made before is used again. The same recipe always gives the same bytes.
 * @param folder where fleets are kept
 */
export function fleetFor({ preset, seed, noise }: FleetRecipe, folder: string): Fleet {
  const root = path.join(folder, `${preset}-${seed}-${noise}`);
  const summary = path.join(root, 'fleet.json');
  if (!existsSync(summary)) {
    mkdirSync(folder, { recursive: true });
    process.stderr.write(`making the fleet ${path.basename(root)} in ${folder} …\n`);
    const recipe = ['--preset', preset, '--seed', String(seed), '--noise', String(noise)];
    execFileSync(process.execPath, [MAKER, root, ...recipe], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const made = JSON.parse(readFileSync(summary, 'utf8')) as {
    instance_files: number;
    instance_bytes: number;
  };
  return {
    baselines: path.join(root, 'baselines'),
    deviations: path.join(root, 'deviations.yml'),
    instances: path.join(root, 'instances'),
    files: made.instance_files,
    megabytes: Math.round(made.instance_bytes / 1e6),
  };
}

/** Where fleets are kept unless told otherwise; they stay for the next run. */
export const FLEETS = path.join(os.tmpdir(), 'asmp-bench-fleets');
