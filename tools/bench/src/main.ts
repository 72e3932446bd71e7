import { parseArgs } from 'node:util';
import { deploySpeed } from './deploy-speed.js';
import { FLEETS } from './fleet.js';
import { historyVolume } from './history-volume.js';
import { httpSpeed } from './http-speed.js';
import { parseSpeed } from './parse-speed.js';
import { type BenchOptions, scanSpeed } from './scan-speed.js';
import { secretsSpeed } from './secrets-speed.js';
import { storeSpeed } from './store-speed.js';

/** Every benchmark by its name: `npm run bench` runs all, `npm run bench -- history` runs one. */
const BENCHMARKS: Readonly<Record<string, (options: BenchOptions) => object | Promise<object>>> = {
  parse: parseSpeed,
  secrets: secretsSpeed,
  scan: scanSpeed,
  history: historyVolume,
  deploy: deploySpeed,
  http: httpSpeed,
  store: storeSpeed,
};
const PRESETS = ['small', 'archivesmp', 'large'] as const;

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where fleets are made; they are kept for the next time. */
    fleets: { type: 'string', default: FLEETS },
    rounds: { type: 'string', default: '5' },
    /** Fleets to scan, separated by commas; `large` needs 1.5 GB of disk. */
    presets: { type: 'string', default: PRESETS.join(',') },
    /** A built checkout of before a change: its scans take turns with those of this one. */
    before: { type: 'string' },
    /** Hubs that run, separated by commas: `http://name:password@host:port`. */
    hubs: { type: 'string', default: '' },
  },
});
const unknown = wanted.filter((name) => BENCHMARKS[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}; there are: ${Object.keys(BENCHMARKS).join(', ')}.`,
  );
  process.exit(2);
}
const chosen = values.presets.split(',');
const options: BenchOptions = {
  fleets: values.fleets,
  rounds: Math.max(1, Number(values.rounds) || 0),
  presets: PRESETS.filter((preset) => chosen.includes(preset)),
  ...(values.before !== undefined && { before: values.before }),
  hubs: values.hubs.split(',').filter((hub) => hub !== ''),
};
for (const [name, measure] of Object.entries(BENCHMARKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(name);
  const result = await measure(options);
  // A benchmark without its data says so by itself
  if (!Array.isArray(result) || result.length > 0) console.table(result);
}
