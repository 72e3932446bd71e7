import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { formatOf, readConfig, type ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { ROOT } from './fleet.js';
import { median } from './median.js';
import type { BenchOptions } from './scan-speed.js';

/** What judging all values of a network's configuration costs, against parsing the same files in the same turn. */
export interface SecretsRow {
  readonly network: string;
  readonly files: number;
  readonly values: number;
  readonly hidden: number;
  readonly parseSeconds: number;
  readonly judgeSeconds: number;
  /** Median of the ratios of all rounds: judging, times what parsing takes. */
  readonly ratio: number;
}

const NETWORKS = path.join(
  process.env['ARCHIVESMP_SHARED'] ?? path.resolve(ROOT, '../shared'),
  'data/corpus/networks',
);
/** Those with the most configuration files. */
const MEASURED = ['mooncraft', 'tfb-network', 'festas'];

/** Parses and judges real networks in this process, in turns. The names of keys come again from file to file, as in a scan. */
export function secretsSpeed({ rounds }: BenchOptions): SecretsRow[] {
  if (!existsSync(NETWORKS)) {
    process.stderr.write('skipped: no corpus (../shared/data/corpus/networks)\n');
    return [];
  }
  return MEASURED.map((network) => measure(network, rounds));
}

function measure(network: string, rounds: number): SecretsRow {
  const files = globSync('**/*.{yml,yaml,json,properties,toml,conf}', { cwd: path.join(NETWORKS, network) });
  const contents = files.map((file) => ({
    bytes: readFileSync(path.join(NETWORKS, network, file)),
    format: formatOf(file),
  }));
  const passes: { readonly parse: number; readonly judge: number }[] = [];
  let counts = { values: 0, hidden: 0 };
  for (let pass = 0; pass <= rounds; pass++) {
    const start = performance.now();
    const roots = contents.flatMap(({ bytes, format }) => {
      const reading = readConfig(bytes, format);
      return reading.state === 'ok' ? [reading.root] : [];
    });
    const parsed = performance.now();
    counts = { values: 0, hidden: 0 };
    for (const root of roots) judgeLeaves(root, [], counts);
    // the first round warms up
    if (pass > 0) passes.push({ parse: parsed - start, judge: performance.now() - parsed });
  }
  return {
    network,
    files: files.length,
    ...counts,
    parseSeconds: round(median(passes.map(({ parse }) => parse)) / 1000),
    judgeSeconds: round(median(passes.map(({ judge }) => judge)) / 1000),
    ratio: round(median(passes.map(({ parse, judge }) => judge / parse))),
  };
}

function judgeLeaves(node: ConfigNode, nodePath: KeyPath, counts: { values: number; hidden: number }): void {
  if (node.kind === 'list')
    node.items.forEach((item, index) => judgeLeaves(item, [...nodePath, index], counts));
  else if (node.kind === 'map')
    for (const { key, value } of node.entries) judgeLeaves(value, [...nodePath, key], counts);
  else {
    counts.values += 1;
    if (BY_NAME_AND_SHAPE.judge(nodePath, node.value).hidden) counts.hidden += 1;
  }
}

const round = (seconds: number): number => Number(seconds.toFixed(3));
