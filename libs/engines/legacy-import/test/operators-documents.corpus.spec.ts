import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig, formatOf } from '@archivesmp/config-text';
import { beforeAll, describe, expect, it } from 'vitest';
import { legacyValueOf } from '../src/config-value.js';
import { importLegacy, type LegacyImport } from '../src/import-legacy.js';
import { readUniversalExpectations, readVariableExpectations } from '../src/expectation-document.js';
import { isMap, sameLegacyValue, type LegacyValue } from '../src/legacy-value.js';
import type { LegacyDocument } from '../src/legacy-document.js';
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

const entriesOf = (value: LegacyValue): ReadonlyMap<string, LegacyValue> =>
  isMap(value) ? value : new Map<string, LegacyValue>();

interface ExpectedLeaf {
  readonly plugin: string;
  /** The file it is stated for, when the expectations name one. */
  readonly stem?: string;
  readonly key: string;
  readonly value: LegacyValue;
}

function* expectations(documents: readonly LegacyDocument[]): Generator<ExpectedLeaf> {
  for (const document of documents.filter((one) => one.path.endsWith('universal_configs.json')))
    for (const [plugin, keys] of readUniversalExpectations(document, new RepairReport()))
      for (const [name, stated] of keys) {
        if (!isMap(stated)) yield { plugin, key: name, value: stated };
        else if (stated.size > 0)
          for (const [key, value] of dottedLeaves(stated)) yield { plugin, stem: name, key, value };
      }
}

/** A key that starts with the name of another plugin was put there, and the report says so. */
function movedAsReported(leaf: ExpectedLeaf, reported: ReadonlySet<string>): ExpectedLeaf {
  const name = leaf.stem ?? leaf.key;
  if (!reported.has(`${leaf.plugin} ${name}`)) return leaf;
  const [owner, rest] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
  if (!reported.has(`${leaf.plugin} ${name} -> ${owner}`)) return leaf;
  return leaf.stem === undefined
    ? { ...leaf, plugin: owner, key: rest }
    : { ...leaf, plugin: owner, stem: rest };
}

describe.runIf(there)("the operators' documents", () => {
  const documents = there
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => ({ path: path.relative(folder, file), bytes: readFileSync(file) }))
    : [];
  let imported: LegacyImport;
  /** plugin -> file without its ending -> dotted key -> value. */
  const written = new Map<string, Map<string, Map<string, LegacyValue>>>();
  const leavesOfPlugin = (plugin: string): Map<string, LegacyValue>[] => [
    ...(written.get(plugin)?.values() ?? []),
  ];

  beforeAll(async () => {
    imported = await importLegacy(documents);
    for (const file of imported.files) {
      const [, plugin, stem] = /^baselines\/([^/]+)\/(.+)\.[^./]+$/.exec(file.path) ?? [];
      if (plugin === undefined) continue;
      const reading = readConfig(new TextEncoder().encode(file.text), formatOf(file.path));
      if (reading.state !== 'ok') throw new Error(`${file.path} is not readable: ${reading.error.message}`);
      const files = written.get(plugin) ?? new Map<string, Map<string, LegacyValue>>();
      written.set(plugin, files.set(stem!, dottedLeaves(legacyValueOf(reading.root))));
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
        const files = leavesOfPlugin(baseline.plugin);
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

  it('agree with the expectations wherever both speak, and leave none of them out', () => {
    const reported = new Set(imported.report.repairs.map((row) => `${row.plugin} ${row.key}`));
    for (const { plugin, key, message } of imported.report.repairs) {
      const owner = /name of the plugin (\S+) and was put there/.exec(message)?.[1];
      if (owner !== undefined) reported.add(`${plugin} ${key} -> ${owner}`);
    }
    let compared = 0;
    const differing: string[] = [];
    const lost: string[] = [];
    for (const leaf of expectations(documents)) {
      const { plugin, stem, key, value } = movedAsReported(leaf, reported);
      const files = written.get(plugin);
      const named = stem === undefined ? undefined : files?.get(stem);
      const found = (named === undefined ? leavesOfPlugin(plugin) : [named])
        .flatMap((leaves) => [leaves.get(key), leaves.get(key.slice(key.indexOf('.') + 1))])
        .filter((one) => one !== undefined);
      const label = [plugin, stem, key].filter((part) => part !== undefined).join(' / ');
      if (found.length > 0) {
        compared++;
        if (!found.some((one) => sameLegacyValue(one, value))) differing.push(label);
      } else if (!reported.has(`${plugin} ${key}`) && !reported.has(`${plugin} ${stem ?? key}`)) {
        lost.push(label);
      }
    }
    console.info(`${compared} values equal those of the expectations`);
    expect(differing).toEqual([]);
    expect(lost).toEqual([]);
    expect(compared).toBeGreaterThan(25_000);
  });

  it('leave nothing that no importer understood', () => {
    expect(imported.report.repairs.filter((row) => row.kind === 'not_understood')).toEqual([]);
  });

  it('carry every documented variance of the expectations with its value, and all plugins of the workbook', () => {
    const file = imported.files.find((one) => one.path === 'deviations.yml')!;
    const reading = readConfig(new TextEncoder().encode(file.text), 'yaml');
    if (reading.state !== 'ok') throw new Error(reading.error.message);
    const plugins = entriesOf(entriesOf(legacyValueOf(reading.root)).get('deviations') ?? null);
    expect(plugins.size).toBeGreaterThanOrEqual(18);
    let compared = 0;
    for (const document of documents.filter((one) => one.path.endsWith('variable_configs.json')))
      for (const { plugin, key, instance, value } of readVariableExpectations(document, new RepairReport())) {
        compared++;
        const found = [...entriesOf(plugins.get(plugin) ?? null).values()].flatMap((keys) =>
          [key, key.slice(key.indexOf('.') + 1)].map((name) =>
            entriesOf(entriesOf(keys).get(name) ?? null).get(instance),
          ),
        );
        const isThere = found.some((one) => one !== undefined && sameLegacyValue(one, value));
        expect(isThere, `${plugin} ${key} ${instance}`).toBe(true);
      }
    console.info(`${compared} documented variances are in deviations.yml`);
    expect(compared).toBeGreaterThan(600);
  });

  it('put the whole registry into plugin-registry.yml', () => {
    const registry = documents.find((one) => one.path.endsWith('plugin_registry.yaml'))!;
    const [source, result] = [
      registry.bytes,
      new TextEncoder().encode(imported.files.find((one) => one.path === 'plugin-registry.yml')!.text),
    ].map((bytes) => {
      const reading = readConfig(bytes, 'yaml');
      if (reading.state !== 'ok') throw new Error(reading.error.message);
      return entriesOf(legacyValueOf(reading.root));
    });
    const plugins = entriesOf(result!.get('plugins') ?? null);
    expect(source!.size).toBeGreaterThan(0);
    for (const [plugin, fields] of source!)
      for (const [key, value] of entriesOf(fields))
        expect(entriesOf(plugins.get(plugin) ?? null).get(key), `${plugin} ${key}`).toEqual(value);
  });
});

const cases = path.join(shared, 'cases/turn2/csv');
describe.skipIf(!existsSync(cases))(
  existsSync(cases) ? 'a matrix from a spreadsheet' : 'skipped: no corpus',
  () => {
    it('with semicolons is read as the one with commas', async () => {
      const bytes = readFileSync(path.join(cases, 'semicolon_deployment_matrix.csv'));
      const text = new TextDecoder().decode(bytes);
      const registryOf = async (content: Uint8Array) => {
        const { files } = await importLegacy([{ path: 'deployment_matrix.csv', bytes: content }]);
        return files.find((file) => file.path === 'plugin-registry.yml')?.text;
      };
      const quoted = text.replaceAll(/[^;\r\n]+/g, (cell) => `"${cell}"`).replaceAll(';', ',');
      const registry = await registryOf(bytes);
      expect(registry).toContain('Addon-Discount:');
      expect(registry).toBe(await registryOf(new TextEncoder().encode(quoted)));
      expect(registry).toBe(await registryOf(Buffer.from(`sep=;\r\n${text}`, 'utf16le')));
    });
  },
);
