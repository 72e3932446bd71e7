import { isMap, parseJson, type LegacyValue } from './legacy-value.js';
import { decodedText } from './decode-document.js';
import type { LegacyDocument } from './legacy-document.js';
import type { RepairReport } from './repair-report.js';
import type { VariableValue } from './variable-value.js';

/** `{Plugin: {key or file stem: value or map}}` of one expectations file. Malformed JSON is reported and yields nothing. */
export function readUniversalExpectations(
  document: LegacyDocument,
  report: RepairReport,
): ReadonlyMap<string, ReadonlyMap<string, LegacyValue>> {
  const plugins = new Map<string, ReadonlyMap<string, LegacyValue>>();
  for (const [plugin, keys] of topLevel(document, report)) {
    if (isMap(keys)) plugins.set(plugin, keys);
    else
      report.addRepair({
        kind: 'not_understood',
        source: document.path,
        plugin,
        message: 'Expected a map of keys.',
      });
  }
  return plugins;
}

/** `{Plugin: {key: {INSTANCE: value}}}`. */
export function readVariableExpectations(document: LegacyDocument, report: RepairReport): VariableValue[] {
  const values: VariableValue[] = [];
  for (const [plugin, keys] of topLevel(document, report)) {
    for (const [key, byInstance] of isMap(keys) ? keys : new Map<string, LegacyValue>()) {
      if (!isMap(byInstance)) {
        report.addRepair({
          kind: 'not_understood',
          source: document.path,
          plugin,
          key,
          message: 'Expected one value per instance.',
        });
        continue;
      }
      for (const [instance, value] of byInstance)
        values.push({ plugin, key, instance, value, source: document.path });
    }
  }
  return values;
}

function topLevel(document: LegacyDocument, report: RepairReport): ReadonlyMap<string, LegacyValue> {
  try {
    const root = parseJson(decodedText(document));
    if (isMap(root)) return root;
    report.addRepair({
      kind: 'not_understood',
      source: document.path,
      message: 'Expected a JSON object of plugins.',
    });
  } catch (error) {
    report.addRepair({
      kind: 'not_understood',
      source: document.path,
      message: `Not valid JSON: ${(error as Error).message}`,
    });
  }
  return new Map();
}
