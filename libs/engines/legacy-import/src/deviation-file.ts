import { counted } from '@archivesmp/contracts/counted';
import { repairKindOf, fileOfEachSetting, type OutputFile } from './baseline-files.js';
import type { FileInference } from './file-inference.js';
import { sameLegacyValue, type LegacyValue } from './legacy-value.js';
import type { RepairReport } from './repair-report.js';
import { isSecretSetting } from './secret-leaf.js';
import type { StatedSettings } from './stated-settings.js';
import type { VariableValue } from './variable-value.js';
import { writeYaml } from './yaml-writer.js';

/**
 * Writes `deviations.yml` from all documented variances. Later sources win over earlier ones and every difference is
 * reported; pass the workbook first and the expectations after it.
 */
export function deviationFile(
  sources: readonly (readonly VariableValue[])[],
  settings: StatedSettings,
  inference: FileInference,
  report: RepairReport,
): OutputFile {
  const joined = new Map<string, VariableValue>();
  for (const row of sources.flat()) {
    const id = `${row.plugin}\0${row.key}\0${row.instance}`;
    const before = joined.get(id);
    if (before && !sameLegacyValue(before.value, row.value))
      report.addRepair({
        kind: 'value_conflict',
        source: before.source,
        plugin: row.plugin,
        key: row.key,
        message: `${row.source} has another value for ${row.instance}; it was taken.`,
      });
    joined.set(id, row);
  }
  const deviations = new Map<string, Map<string, Map<string, Map<string, LegacyValue>>>>();
  for (const [plugin, rows] of groupBy([...joined.values()], (row) => row.plugin)) {
    const located = new Map(rows.map((row) => [row.key, settings.locate(plugin, row.key)]));
    const fileOf = fileOfEachSetting(plugin, [...located.values()], inference);
    for (const [key, ofKey] of groupBy(rows, (row) => row.key)) {
      const setting = located.get(key)!;
      const inferred = fileOf(setting);
      report.addRepair({
        kind: repairKindOf(inferred),
        source: ofKey[0]!.source,
        plugin,
        key,
        file: inferred.path,
        message: `Documented values for ${counted(ofKey.length, 'instance')} (${inferred.certainty}: ${inferred.why}).`,
      });
      if (ofKey.some((row) => isSecretSetting(key, row.value)))
        report.addRepair({
          kind: 'secret',
          source: ofKey[0]!.source,
          plugin,
          key,
          file: inferred.path,
          message:
            'Looks like a credential. Its values went into deviations.yml; replace them by a variable.',
        });
      const files = child(deviations, plugin);
      const keys = child(files, inferred.path);
      keys.set(setting.key, new Map(ofKey.map((row) => [row.instance, row.value])));
    }
  }
  return {
    path: 'deviations.yml',
    text: writeYaml(new Map([['deviations', deviations as unknown as LegacyValue]])),
  };
}

function child<V>(parent: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const found = parent.get(key) ?? new Map<string, V>();
  parent.set(key, found);
  return found;
}

function groupBy<T>(rows: readonly T[], of: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(of(row), [...(groups.get(of(row)) ?? []), row]);
  return groups;
}
