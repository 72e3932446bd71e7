import { readConfig } from '@archivesmp/config-text';
import { legacyValueOf } from './config-value.js';
import { isMap, type LegacyValue } from './legacy-value.js';
import { decodedText } from './decode-document.js';
import type { LegacyDocument } from './legacy-document.js';
import type { RepairReport } from './repair-report.js';
import type { VariableValue } from './variable-value.js';

/** Reads an existing `deviations.yml` (`deviations: {Plugin: {file: {key: {INSTANCE: value}}}}`). */
export function readDeviationDocument(document: LegacyDocument, report: RepairReport): VariableValue[] {
  const reading = readConfig(new TextEncoder().encode(decodedText(document)), 'yaml');
  if (reading.state !== 'ok') {
    report.addRepair({
      kind: 'not_understood',
      source: `${document.path}:${reading.error.line}`,
      message: `Not readable: ${reading.error.message}`,
    });
    return [];
  }
  const root = legacyValueOf(reading.root);
  const values: VariableValue[] = [];
  for (const [part, content] of entries(root)) {
    if (part !== 'deviations') {
      report.addRepair({
        kind: 'not_understood',
        source: document.path,
        key: part,
        message: 'Only the part "deviations" is taken over; add this one to the new file by hand.',
      });
      continue;
    }
    for (const [plugin, files] of entries(content))
      for (const [file, keys] of entries(files))
        for (const [key, byInstance] of entries(keys))
          for (const [instance, value] of entries(byInstance)) {
            const stem = file.replace(/\.[^./]+$/, '');
            values.push({
              plugin,
              key: stem === 'config' ? key : `${stem}.${key}`,
              instance,
              value,
              source: document.path,
            });
          }
  }
  return values;
}

const entries = (value: LegacyValue): Iterable<[string, LegacyValue]> =>
  isMap(value) ? value : new Map<string, LegacyValue>();
