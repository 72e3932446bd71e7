import { rmSync } from 'node:fs';
import path from 'node:path';
import { canMakeFleets, type Fleet, fleetFor, type FleetRecipe, ROOT } from './fleet.js';
import { median } from './median.js';
import { timedRun, type TimedRun } from './timed-run.js';

export interface BenchOptions {
  /** Where fleets are made and kept. */
  readonly fleets: string;
  readonly rounds: number;
  readonly presets: readonly FleetRecipe['preset'][];
  /** Another built checkout, of before a change, whose scans take turns with those of this one. */
  readonly before?: string;
  /** Running hubs to be asked, each `http://name:password@host:port`. */
  readonly hubs: readonly string[];
}

/** One row of the table: medians of all rounds, and what they may be. */
export interface ScanRow {
  readonly fleet: string;
  readonly what: string;
  readonly seconds: number;
  /** Times what one `sha256sum` over the same tree takes. */
  readonly ratio: number;
  readonly target: number | undefined;
  /** Times what the same takes in the checkout of before; at most 1.05. */
  readonly xBefore: number | undefined;
  readonly peakMB: number | undefined;
  readonly targetMB: number | undefined;
}

interface Measured {
  readonly recipe: FleetRecipe;
  readonly cold?: { readonly ratio: number; readonly megabytes: number };
  readonly unchanged?: { readonly ratio: number };
}

/** What is asked of `asmp scan`, see README.md. */
const MEASURED: readonly Measured[] = [
  { recipe: { preset: 'small', seed: 1, noise: 0.1 } },
  {
    recipe: { preset: 'archivesmp', seed: 1, noise: 0.1 },
    cold: { ratio: 1.2, megabytes: 256 },
    unchanged: { ratio: 0.5 },
  },
  { recipe: { preset: 'archivesmp', seed: 1, noise: 1 }, cold: { ratio: 4, megabytes: 512 } },
  {
    recipe: { preset: 'large', seed: 1, noise: 0.1 },
    cold: { ratio: 1, megabytes: 350 },
    unchanged: { ratio: 0.5 },
  },
];

/** Whole `asmp scan` processes against `sha256sum` of the same tree, in turns, so that load falls on all alike. */
export async function scanSpeed(options: BenchOptions): Promise<ScanRow[]> {
  if (!canMakeFleets()) {
    process.stderr.write('skipped: no corpus (../shared/tools/make-fleet.mjs makes the fleets)\n');
    return [];
  }
  const rows: ScanRow[] = [];
  for (const measured of MEASURED) {
    const { preset } = measured.recipe;
    if (options.presets.includes(preset)) rows.push(...(await measure(measured, options)));
  }
  return rows;
}

async function measure({ recipe, cold, unchanged }: Measured, options: BenchOptions): Promise<ScanRow[]> {
  const fleet = fleetFor(recipe, options.fleets);
  const index = path.join(options.fleets, `index-${process.pid}`);
  const { before } = options;
  const contenders = {
    sha256sum: () => timedRun('sh', ['-c', 'find "$1" -type f -exec sha256sum {} +', 'sh', fleet.instances]),
    cold: () => scan(ROOT, fleet),
    unchanged: () => scan(ROOT, fleet, '--index', index),
    ...(before !== undefined && {
      'cold before': () => scan(before, fleet),
      'unchanged before': () => scan(before, fleet, '--index', `${index}-before`),
    }),
  } as Record<Contender, () => Promise<TimedRun>>;
  try {
    const runs = await measureInterleaved(contenders, options.rounds);
    const base = median(runs.sha256sum.map(({ seconds }) => seconds));
    const name = `${recipe.preset}${recipe.noise === 1 ? ' --noise 1' : ''}: ${fleet.files} files, ${fleet.megabytes} MB`;
    const secondsOf = (what: Contender): number => median(runs[what].map((run) => run.seconds));
    const row = (what: 'sha256sum' | 'cold' | 'unchanged', target?: number, targetMB?: number): ScanRow => {
      const seconds = secondsOf(what);
      const earlier = what === 'sha256sum' || before === undefined ? undefined : secondsOf(`${what} before`);
      const xBefore = earlier === undefined ? undefined : round(seconds / earlier, 2);
      const peaks = runs[what].flatMap(({ peakMegabytes }) => peakMegabytes ?? []);
      const peakMB = peaks.length > 0 ? Math.max(...peaks) : undefined;
      const ratio = round(seconds / base, 2);
      return { fleet: name, what, seconds: round(seconds, 3), ratio, target, xBefore, peakMB, targetMB };
    };
    return [
      row('sha256sum'),
      row('cold', cold?.ratio, cold?.megabytes),
      row('unchanged', unchanged?.ratio, cold?.megabytes),
    ];
  } finally {
    for (const file of [index, `${index}-before`]) rmSync(file, { force: true });
  }
}

type Contender = 'sha256sum' | 'cold' | 'unchanged' | 'cold before' | 'unchanged before';

const scan = (
  root: string,
  { baselines, deviations, instances }: Fleet,
  ...more: string[]
): Promise<TimedRun> => {
  const folders = ['--baselines', baselines, '--deviations', deviations, '--instances', instances];
  return timedRun(path.join(root, 'asmp'), ['scan', ...folders, '--json', ...more], [0, 2]);
};

type Contenders<K extends string> = Readonly<Record<K, () => Promise<TimedRun>>>;

/** A B C, A B C … after one round that only warms up. */
async function measureInterleaved<K extends string>(
  contenders: Contenders<K>,
  rounds: number,
): Promise<Record<K, TimedRun[]>> {
  const names = Object.keys(contenders) as K[];
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, TimedRun[]>;
  for (let pass = 0; pass <= rounds; pass++) {
    for (const name of names) {
      const run = await contenders[name]();
      if (pass > 0) runs[name].push(run);
    }
  }
  return runs;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
