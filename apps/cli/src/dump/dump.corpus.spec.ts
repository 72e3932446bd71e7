import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../..');
const CORPUS = join(process.env['ARCHIVESMP_SHARED'] ?? resolve(ROOT, '../shared'), 'data/corpus');
const GOLDEN = join(CORPUS, 'snakeyaml-golden.jsonl.gz');
const hasCorpus = existsSync(GOLDEN);

/** One line of the golden file: what SnakeYAML 1.33, and Bukkit on top of it, give for a file. */
interface Golden {
  readonly f: string;
  readonly load?: Record<string, string>;
  readonly loadErr?: string;
  readonly bukkit?: Record<string, string>;
  readonly bukkitErr?: string;
}

interface Dumped {
  readonly f: string;
  readonly state: 'ok' | 'unreadable';
  readonly error?: string;
  readonly leaves?: Record<string, string>;
}

const jsonLines = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

/** The launcher itself, in the folder of the corpus, with the list of files on standard input. */
function dumpAll(files: readonly string[], view: string): Dumped[] {
  const output = execFileSync(join(ROOT, 'asmp'), ['dump', '--json', '--view', view, '--files-from', '-'], {
    cwd: CORPUS,
    input: files.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  return jsonLines<Dumped>(output);
}

/** Floats in any spelling of the same double, everything else as text. */
function sameLeaf(left: string | undefined, right: string | undefined): boolean {
  if (left === right) return true;
  if (!left?.startsWith('float:') || !right?.startsWith('float:')) return false;
  return Object.is(Number(left.slice(6)), Number(right.slice(6)));
}

function differences(expected: Record<string, string>, actual: Record<string, string>): string[] {
  const paths = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...paths]
    .filter((path) => !sameLeaf(expected[path], actual[path]))
    .map((path) => `${JSON.stringify(path)}: ${expected[path]} / ${actual[path]}`);
}

describe.skipIf(!hasCorpus)(hasCorpus ? 'asmp dump against SnakeYAML' : 'skipped: no corpus', () => {
  let golden: Golden[] = [];
  beforeAll(() => {
    golden = jsonLines<Golden>(gunzipSync(readFileSync(GOLDEN)).toString('utf8'));
  });

  it.each([
    ['plain', 'load', 'loadErr'],
    ['bukkit', 'bukkit', 'bukkitErr'],
  ] as const)(
    '%s: no leaf differs, unreadable exactly where SnakeYAML refuses',
    (view, leavesOf, errorOf) => {
      const dumped = dumpAll(
        golden.map(({ f }) => f),
        view,
      );
      expect(dumped.map(({ f }) => f)).toEqual(golden.map(({ f }) => f));
      const wrong: string[] = [];
      let leaves = 0;
      for (const [index, expected] of golden.entries()) {
        const actual = dumped[index]!;
        const refusal = expected[errorOf];
        if (refusal !== undefined) {
          // Only the plugin that registers a tag can read it; showing such a file as text is allowed.
          const isCustomTag = /could not determine a constructor for the tag/.test(refusal);
          if (actual.state === 'ok' && !isCustomTag)
            wrong.push(`${expected.f}: should be unreadable: ${refusal}`);
          continue;
        }
        if (actual.state === 'unreadable') {
          wrong.push(`${expected.f}: ${actual.error}`);
          continue;
        }
        leaves += Object.keys(expected[leavesOf]!).length;
        wrong.push(
          ...differences(expected[leavesOf]!, actual.leaves!).map((text) => `${expected.f} ${text}`),
        );
      }
      console.info(`${view}: ${golden.length} files, ${leaves} leaves, ${wrong.length} differ`);
      expect(wrong.slice(0, 20)).toEqual([]);
    },
  );
});
