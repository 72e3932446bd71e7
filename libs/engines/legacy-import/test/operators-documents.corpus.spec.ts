import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig, formatOf } from '@archivesmp/config-text';
import { beforeAll, describe, expect, it } from 'vitest';
import { legacyValueOf } from '../src/config-value.js';
import { importLegacy, type LegacyImport } from '../src/import-legacy.js';
import { readUniversalExpectations } from '../src/expectation-document.js';
import { isMap, sameLegacyValue, type LegacyValue } from '../src/legacy-value.js';
import { readMarkdownBaseline } from '../src/markdown-baseline.js';
import { RepairReport } from '../src/repair-report.js';

const shared = path.resolve(process.env['ARCHIVESMP_SHARED'] ?? '../shared');
const folder = path.join(shared, 'data/legacy');
const there = existsSync(folder);
if (!there) console.log('skipped: no corpus');

/** Dotted leaves of a file that the import wrote; a list is one leaf. */
function dottedLeaves(
  value: LegacyValue,
  prefix = '',
  leaves = new Map<string, LegacyValue>(),
): Map<string, LegacyValue> {
  if (isMap(value) && value.size > 0)
    for (const [key, item] of value) dottedLeaves(item, prefix === '' ? key : `${prefix}.${key}`, leaves);
  else leaves.set(prefix, value);
  return leaves;
}

describe.runIf(there)("the operators' documents", () => {
  const documents = there
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => ({ path: path.relative(folder, file), bytes: readFileSync(file) }))
    : [];
  let imported: LegacyImport;
  const written = new Map<string, Map<string, LegacyValue>[]>();

  beforeAll(async () => {
    imported = await importLegacy(documents);
    for (const file of imported.files) {
      if (!/\.(ya?ml|json|conf)$/.test(file.path)) continue;
      const reading = readConfig(new TextEncoder().encode(file.text), formatOf(file.path));
      if (reading.state !== 'ok') throw new Error(`${file.path} is not readable: ${reading.error.message}`);
      const plugin = /^baselines\/([^/]+)\//.exec(file.path)?.[1];
      if (plugin)
        written.set(plugin, [...(written.get(plugin) ?? []), dottedLeaves(legacyValueOf(reading.root))]);
    }
  });

  it('all come out: every key of every markdown baseline is in the output or in the report', () => {
    const reported = new Set(imported.report.repairs.map((row) => `${row.plugin} ${row.key}`));
    let keys = 0;
    const lost: string[] = [];
    for (const document of documents.filter((one) => one.path.endsWith('.md'))) {
      const baseline = readMarkdownBaseline(
        document.path,
        new TextDecoder().decode(document.bytes),
        new RepairReport(),
      );
      for (const { key, value } of baseline.keys) {
        keys++;
        const files = written.get(baseline.plugin) ?? [];
        // A value that is a map was spread over the keys below it.
        const isWritten = files.some(
          (leaves) =>
            leaves.has(key) ||
            (isMap(value) && [...leaves.keys()].some((leaf) => leaf.startsWith(`${key}.`))),
        );
        if (!isWritten && key !== '' && !reported.has(`${baseline.plugin} ${key}`))
          lost.push(`${document.path}: ${key}`);
      }
    }
    expect(lost).toEqual([]);
    expect(keys).toBeGreaterThan(25_000);
  });

  it('agree with the expectations wherever both speak', () => {
    let compared = 0;
    const differing: string[] = [];
    for (const document of documents.filter((one) => one.path.endsWith('universal_configs.json')))
      for (const [plugin, keys] of readUniversalExpectations(document, new RepairReport()))
        for (const [name, value] of keys) {
          const pairs: [string, LegacyValue][] = isMap(value) ? [...value] : [[name, value]];
          for (const [key, expected] of pairs) {
            const files = written.get(plugin) ?? [];
            const short = key.slice(key.indexOf('.') + 1);
            const found = files
              .flatMap((leaves) => [leaves.get(key), leaves.get(short)])
              .filter((one) => one !== undefined);
            if (found.length === 0 || isMap(expected)) continue;
            compared++;
            if (!found.some((one) => sameLegacyValue(one, expected))) differing.push(`${plugin} ${key}`);
          }
        }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(25_000);
  });

  it('leave nothing that no importer understood', () => {
    expect(imported.report.repairs.filter((row) => row.kind === 'not_understood')).toEqual([]);
  });

  it('carry the documented variances of all 18 plugins of the workbook', () => {
    const file = imported.files.find((one) => one.path === 'deviations.yml')!;
    const reading = readConfig(new TextEncoder().encode(file.text), 'yaml');
    if (reading.state !== 'ok') throw new Error(reading.error.message);
    const root = legacyValueOf(reading.root);
    const plugins = isMap(root) ? root.get('deviations')! : null;
    expect(isMap(plugins) ? plugins.size : 0).toBeGreaterThanOrEqual(18);
  });
});
