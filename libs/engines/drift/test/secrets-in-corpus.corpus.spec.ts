import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatOf, readConfig, type ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { BY_NAME_AND_SHAPE, type SecretJudge } from '@archivesmp/secrets';
import { describe, expect, it } from 'vitest';
import { judgeBeside } from '../src/judge-beside.js';

const CORPUS = join(
  process.env['ARCHIVESMP_SHARED'] ?? resolve(import.meta.dirname, '../../../../../shared'),
  'data/corpus',
);

/** Looked at one by one: names under which something is hidden in real configurations that is none, and is hidden all the same. */
const KNOWN_TO_BE_NONE = new Set([
  'dsn', // addresses without a password, of WorldGuard
  'jdbc-url', // the same, of LibertyBans
  'unsafepasswords', // what players may not choose, of AuthMe
  'licence', // "see LICENSE.md" in the manifests of the corpus itself
  'voice_servers_no_passwd', // a list of servers
]);

interface Leaf {
  readonly file: string;
  readonly path: KeyPath;
  readonly value: string | number | bigint | boolean | null;
  readonly hidden: boolean;
}

function* leavesIn(node: ConfigNode, path: KeyPath, file: string, judge: SecretJudge): Generator<Leaf> {
  if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) yield* leavesIn(item, [...path, index], file, judge);
  else if (node.kind === 'map')
    for (const { key, value } of node.entries) yield* leavesIn(value, [...path, key], file, judge);
  else yield { file, path, value: node.value, hidden: judge.judge(path, node.value).hidden };
}

function* everyLeaf(): Generator<Leaf> {
  for (const file of globSync('{defaults,networks}/**/*.{yml,yaml,json,properties,toml,conf}', {
    cwd: CORPUS,
  })) {
    const reading = readConfig(readFileSync(join(CORPUS, file)), formatOf(file));
    if (reading.state !== 'ok') continue;
    yield* leavesIn(reading.root, [], file, judgeBeside(BY_NAME_AND_SHAPE, [reading.root]));
  }
}

describe.skipIf(!existsSync(CORPUS))('secrets in real configurations', () => {
  it('are hidden where they were taken out, and little else is', () => {
    const hidden: Leaf[] = [];
    const missed: string[] = [];
    let leaves = 0;
    for (const leaf of everyLeaf()) {
      leaves += 1;
      if (leaf.hidden) hidden.push(leaf);
      // The secrets of the corpus were replaced by these before it was handed on
      else if (/^REDACTED-secret-\d+$/.test(String(leaf.value)) && !/^manifest/.test(leaf.file))
        missed.push(`${leaf.file} ${leaf.path.join('.')}`);
    }
    const names = Map.groupBy(hidden, ({ path }) =>
      String(path.findLast((step) => typeof step === 'string')).toLowerCase(),
    );
    const share = hidden.length / leaves;
    const wrong = [...names].filter(([name]) => KNOWN_TO_BE_NONE.has(name)).flatMap(([, those]) => those);
    console.log(
      `${hidden.length} of ${leaves} values hidden (${(share * 100).toFixed(2)} %), ${wrong.length} of them known to be none, ` +
        `${missed.length} that were taken out are shown, under ${names.size} names: ${[...names.keys()].sort().join(', ')}`,
    );
    expect(missed.filter((location) => !location.endsWith('key.yml key'))).toEqual([]);
    expect(share).toBeLessThan(0.0015);
    expect(leaves).toBeGreaterThan(300_000);
  });
});
