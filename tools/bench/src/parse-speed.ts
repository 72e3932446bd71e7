import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { formatOf, readConfig } from '@archivesmp/config-text';
import { canMakeFleets, fleetFor } from './fleet.js';
import { median } from './median.js';
import type { BenchOptions } from './scan-speed.js';

/** How fast one format is read into the model. */
export interface ParseRow {
  readonly format: string;
  readonly files: number;
  readonly megabytes: number;
  readonly unreadable: number;
  readonly megabytesPerSecond: number;
}

const PRESET = 'archivesmp';

/** Parses the files of a fleet's baselines, format by format, in this process. */
export function parseSpeed({ fleets, rounds }: BenchOptions): ParseRow[] {
  if (!canMakeFleets()) {
    process.stderr.write('skipped: no corpus (../shared/tools/make-fleet.mjs makes the fleets)\n');
    return [];
  }
  const { baselines } = fleetFor({ preset: PRESET, seed: 1, noise: 0.1 }, fleets);
  const byFormat = new Map<ReturnType<typeof formatOf>, Uint8Array[]>();
  for (const entry of readdirSync(baselines, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const format = formatOf(entry.name);
    const contents = byFormat.get(format) ?? [];
    byFormat.set(format, contents);
    contents.push(readFileSync(path.join(entry.parentPath, entry.name)));
  }
  return [...byFormat].map(([format, contents]) => {
    const bytes = contents.reduce((sum, { length }) => sum + length, 0);
    let unreadable = 0;
    const seconds: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      unreadable = 0;
      const start = performance.now();
      for (const content of contents) if (readConfig(content, format).state === 'unreadable') unreadable++;
      // the first round warms up
      if (round > 0) seconds.push((performance.now() - start) / 1000);
    }
    return {
      format,
      files: contents.length,
      megabytes: Number((bytes / 1e6).toFixed(2)),
      unreadable,
      megabytesPerSecond: Number((bytes / 1e6 / median(seconds)).toFixed(1)),
    };
  });
}
