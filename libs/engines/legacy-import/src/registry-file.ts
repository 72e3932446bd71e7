import { readConfig } from '@archivesmp/config-text';
import type { OutputFile } from './baseline-files.js';
import { legacyValueOf } from './config-value.js';
import {
  describeLegacyValue,
  isList,
  isMap,
  parseJson,
  sameLegacyValue,
  type LegacyValue,
} from './legacy-value.js';
import { decodedText } from './decode-document.js';
import type { LegacyDocument } from './legacy-document.js';
import { crossCheckMatrix, readMatrix } from './plugin-registry.js';
import { readEach } from './read-each.js';
import type { RepairReport } from './repair-report.js';
import { writeYaml } from './yaml-writer.js';

const REGISTRY = 'plugin-registry.yml';
type Put = (plugin: string, key: string, value: LegacyValue) => void;

/** The documents that speak of plugins rather than of settings. */
export interface RegistrySources {
  readonly matrix: readonly LegacyDocument[];
  readonly workbooks: readonly LegacyDocument[];
  readonly registries: readonly LegacyDocument[];
  readonly categories: readonly LegacyDocument[];
}

/** Writes `plugin-registry.yml`: per plugin its platform, update source, parent plugin and where the matrix says it is. */
export async function registryFile(sources: RegistrySources, report: RepairReport): Promise<OutputFile> {
  const plugins = new Map<string, Map<string, LegacyValue>>();
  const putFrom =
    (source: string): Put =>
    (plugin, key, value) => {
      const fields = plugins.get(plugin) ?? new Map<string, LegacyValue>();
      const before = fields.get(key);
      if (before !== undefined && !sameLegacyValue(before, value))
        report.addRepair({
          kind: 'value_conflict',
          source,
          plugin,
          key,
          file: REGISTRY,
          message: `An earlier document says ${describeLegacyValue(before)}, this one ${describeLegacyValue(value)}; this one was taken.`,
        });
      plugins.set(plugin, fields.set(key, value));
    };
  await readEach(sources.matrix, report, (document) => {
    const put = putFrom(document.path);
    for (const [plugin, row] of readMatrix(document, report)) {
      for (const [key, value] of row.fields) put(plugin, key, value);
      if (row.instances.length > 0) put(plugin, 'instances', row.instances);
    }
  });
  const [matrix] = sources.matrix;
  if (matrix !== undefined)
    await readEach(sources.workbooks, report, (document) => crossCheckMatrix(document, matrix, report));
  await readEach(sources.registries, report, (document) => {
    for (const [plugin, fields] of entriesOf(yamlRoot(document, report)))
      for (const [key, value] of entriesOf(fields)) putFrom(document.path)(plugin, key, value);
  });
  await readEach(sources.categories, report, (document) =>
    readCategories(document, putFrom(document.path), report),
  );
  return { path: REGISTRY, text: writeYaml(new Map([['plugins', sortedByName(plugins)]])) };
}

/** `{platforms: {paper: {plugins: []}}, consolidated: {Parent: [addon]}, excluded: []}`. */
function readCategories(document: LegacyDocument, put: Put, report: RepairReport): void {
  let root: LegacyValue;
  try {
    root = parseJson(decodedText(document));
  } catch (error) {
    report.addRepair({
      kind: 'not_understood',
      source: document.path,
      message: `Not valid JSON: ${(error as Error).message}`,
    });
    return;
  }
  const parts = new Map(entriesOf(root));
  for (const [platform, content] of entriesOf(parts.get('platforms') ?? null))
    for (const plugin of textsOf(new Map(entriesOf(content)).get('plugins') ?? null))
      put(plugin, 'platform', platform);
  for (const [parent, addons] of entriesOf(parts.get('consolidated') ?? null))
    for (const addon of textsOf(addons)) put(addon, 'part_of', parent);
  for (const plugin of textsOf(parts.get('excluded') ?? null)) put(plugin, 'excluded', true);
}

function yamlRoot(document: LegacyDocument, report: RepairReport): LegacyValue {
  const reading = readConfig(new TextEncoder().encode(decodedText(document)), 'yaml');
  if (reading.state === 'ok') return legacyValueOf(reading.root);
  report.addRepair({
    kind: 'not_understood',
    source: `${document.path}:${reading.error.line}`,
    message: `Not readable: ${reading.error.message}`,
  });
  return null;
}

const entriesOf = (value: LegacyValue): Iterable<[string, LegacyValue]> =>
  isMap(value) ? value : new Map<string, LegacyValue>();
const textsOf = (value: LegacyValue): string[] =>
  isList(value) ? value.filter((item) => typeof item === 'string') : [];
const sortedByName = (
  plugins: ReadonlyMap<string, ReadonlyMap<string, LegacyValue>>,
): ReadonlyMap<string, LegacyValue> =>
  new Map([...plugins].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
