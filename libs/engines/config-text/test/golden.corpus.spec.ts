import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bukkitView } from '../src/bukkit-view.js';
import { bukkitLeavesOf, leavesOf } from '../src/leaves-of.js';
import { READ_LIMITS } from '../src/model.js';
import { readConfig } from '../src/read-config.js';
import { readFast } from '../src/yaml/fast-yaml.js';
import { readYamlFully } from '../src/yaml/read-yaml.js';
import { CORPUS, hasCorpus } from './corpus-files.js';

/** What SnakeYAML 1.33 makes of one file, as a plain load and as Bukkit sees it. */
interface Golden {
  readonly f: string;
  readonly load?: Readonly<Record<string, string>>;
  readonly loadErr?: string;
  readonly bukkit?: Readonly<Record<string, string>>;
  readonly bukkitErr?: string;
}

const golden = (): Golden[] =>
  gunzipSync(readFileSync(join(CORPUS, 'snakeyaml-golden.jsonl.gz')))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Golden);

/** Any decimal spelling of the same double is equal. */
const normal = (leaf: string | undefined): string | undefined =>
  leaf?.startsWith('float:') === true ? `float:${Number(leaf.slice(6))}` : leaf;

function differing(
  expected: Readonly<Record<string, string>>,
  actual: ReadonlyMap<string, string>,
): string[] {
  const wanted = new Map(Object.entries(expected));
  return [...new Set([...wanted.keys(), ...actual.keys()])].filter(
    (path) => normal(wanted.get(path)) !== normal(actual.get(path)),
  );
}

describe.skipIf(!hasCorpus)(hasCorpus ? 'real YAML files' : 'skipped: no corpus', () => {
  const files = hasCorpus ? golden() : [];
  const bytes = (file: Golden) => readFileSync(join(CORPUS, file.f));

  it('have the leaves that SnakeYAML and Bukkit give them, or are refused by both', () => {
    let leaves = 0;
    const wrong: string[] = [];
    for (const file of files) {
      const reading = readConfig(bytes(file), 'yaml');
      if (reading.state !== 'ok') {
        if (file.loadErr === undefined) wrong.push(`${file.f}: refused, ${reading.error.message}`);
        continue;
      }
      const isTag = (refusal: string) => /constructor for the tag/.test(refusal);
      if (file.loadErr !== undefined) {
        if (!isTag(file.loadErr)) wrong.push(`${file.f}: read, but SnakeYAML says ${file.loadErr}`);
        continue;
      }
      const plain = leavesOf(reading.root);
      leaves += plain.size;
      for (const path of differing(file.load!, plain)) wrong.push(`${file.f}: ${path}`);
      const view = bukkitView(reading.root);
      if (view.state !== 'ok') {
        if (!file.bukkitErr?.includes(view.error))
          wrong.push(`${file.f}: Bukkit view refused, ${view.error}`);
      } else if (file.bukkit === undefined) {
        wrong.push(`${file.f}: Bukkit says ${file.bukkitErr}`);
      } else {
        for (const path of differing(file.bukkit, bukkitLeavesOf(view.root)))
          wrong.push(`${file.f}: Bukkit ${path}`);
      }
    }
    console.info(`${files.length} files, ${leaves} leaves, ${wrong.length} differing`);
    expect(files.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('are the same for the fast path and the full reader', () => {
    let consumed = 0;
    for (const file of files) {
      const text = new TextDecoder().decode(bytes(file));
      const fast = readFast(text, READ_LIMITS, true);
      if (fast === undefined) continue;
      consumed++;
      const full = readYamlFully(text, READ_LIMITS);
      expect(
        isDeepStrictEqual(full, {
          state: 'ok',
          format: 'yaml',
          root: fast,
          notices: [],
        }),
        file.f,
      ).toBe(true);
    }
    console.info(`the fast path takes ${consumed} of ${files.length} files`);
    expect(consumed / files.length).toBeGreaterThan(0.85);
  });
});
