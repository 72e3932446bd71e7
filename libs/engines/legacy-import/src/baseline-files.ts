import { isUuid } from '@archivesmp/contracts/uuid';
import { BaselineTree } from './baseline-tree.js';
import type { FileInference, InferredFile } from './file-inference.js';
import { isMap, SpelledNumber, type LegacyValue } from './legacy-value.js';
import type { RepairKind, RepairReport } from './repair-report.js';
import { isSecretSetting } from './secret-leaf.js';
import type { StatedSetting, StatedSettings } from './stated-settings.js';
import { writeYaml } from './yaml-writer.js';

export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Folders of per-player records: a UUID as file name. They are data that a server wrote, not configuration. */
const isPlayerRecord = (stem: string): boolean => isUuid(stem.slice(stem.lastIndexOf('/') + 1));

/** Writes `baselines/<Plugin>/<file>` for every plugin. */
export function baselineFiles(
  settings: StatedSettings,
  inference: FileInference,
  report: RepairReport,
): OutputFile[] {
  return settings
    .pluginNames()
    .flatMap((plugin) => filesOf(plugin, settings.settingsOf(plugin), inference, report));
}

function filesOf(
  plugin: string,
  settings: readonly StatedSetting[],
  inference: FileInference,
  report: RepairReport,
): OutputFile[] {
  const fileOf = fileOfEachSetting(plugin, settings, inference);
  const byFile = new Map<string, { setting: StatedSetting; inferred: InferredFile }[]>();
  for (const setting of settings) {
    if (setting.stem !== undefined && isPlayerRecord(setting.stem)) {
      report.addRepair({
        kind: 'data_not_config',
        source: setting.source,
        plugin,
        key: setting.key,
        file: setting.stem,
        message: 'A record of one player; left out of the baseline.',
      });
      continue;
    }
    const inferred = fileOf(setting);
    const list = byFile.get(inferred.path) ?? [];
    list.push({ setting, inferred });
    byFile.set(inferred.path, list);
  }
  return [...byFile].map(([file, rows]) => {
    reportGuesses(plugin, file, rows, report);
    const tree = new BaselineTree();
    for (const { setting } of rows) {
      if (setting.key === '') continue;
      if (isSecretSetting(setting.key, setting.value))
        report.addRepair({
          kind: 'secret',
          source: setting.source,
          plugin,
          key: setting.key,
          file,
          message:
            'Looks like a credential. Its value went into the baseline file; replace it by a variable and change it where it was used.',
        });
      if (!tree.putValue(setting.key, setting.value))
        report.addRepair({
          kind: 'key_conflict',
          source: setting.source,
          plugin,
          key: setting.key,
          file,
          message:
            'Another setting holds a value where this one needs a section, or the key has an empty part; kept as one key with dots.',
        });
    }
    return render(plugin, file, tree.toValue(), rows[0]!.setting.source, report);
  });
}

/** Where each setting goes: by its file stem when it has one, else by the live file that has the key. */
export function fileOfEachSetting(
  plugin: string,
  settings: readonly Pick<StatedSetting, 'stem' | 'key'>[],
  inference: FileInference,
): (setting: Pick<StatedSetting, 'stem' | 'key'>) => InferredFile {
  const stemless = settings.filter((setting) => setting.stem === undefined).map((setting) => setting.key);
  const byKey = inference.filesOfKeys(plugin, stemless);
  const byStem = new Map<string, InferredFile>();
  return (setting) => {
    if (setting.stem === undefined) return byKey.get(setting.key)!;
    const known = byStem.get(setting.stem) ?? inference.fileOfStem(plugin, setting.stem);
    byStem.set(setting.stem, known);
    return known;
  };
}

/** A live file that has the key settles where it goes; anything else is a guess. */
export const repairKindOf = ({ certainty }: InferredFile): RepairKind =>
  certainty === 'live' ? 'file_from_live' : 'file_guessed';

/** One row for all keys that went the same way for the same reason. */
function reportGuesses(
  plugin: string,
  file: string,
  rows: readonly { setting: StatedSetting; inferred: InferredFile }[],
  report: RepairReport,
): void {
  const groups = new Map<string, { setting: StatedSetting; inferred: InferredFile }[]>();
  for (const row of rows) {
    const id = `${row.inferred.certainty}\0${row.inferred.why}`;
    groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  for (const group of groups.values()) {
    const { setting, inferred } = group[0]!;
    const keys = group.map((row) => row.setting.key);
    report.addRepair({
      kind: repairKindOf(inferred),
      source: setting.source,
      plugin,
      file,
      keys,
      message: `Put here: ${inferred.why}.`,
    });
  }
}

function render(
  plugin: string,
  file: string,
  content: ReadonlyMap<string, LegacyValue>,
  source: string,
  report: RepairReport,
): OutputFile {
  const path = `baselines/${plugin}/${file}`;
  if (/\.ya?ml$/i.test(file)) return { path, text: writeYaml(content) };
  // JSON is also HOCON.
  if (/\.(json|conf|hocon)$/i.test(file)) return { path, text: `${writeJson(content, '')}\n` };
  report.addRepair({
    kind: 'file_guessed',
    source,
    plugin,
    file,
    message:
      'The import writes YAML and JSON only; the settings of this file went into a YAML file beside it.',
  });
  return { path: `${path}.yml`, text: writeYaml(content) };
}

function writeJson(value: LegacyValue, pad: string): string {
  if (value instanceof SpelledNumber) return value.source;
  if (isMap(value)) {
    if (value.size === 0) return '{}';
    const rows = [...value].map(
      ([key, item]) => `${pad}  ${JSON.stringify(key)}: ${writeJson(item, `${pad}  `)}`,
    );
    return `{\n${rows.join(',\n')}\n${pad}}`;
  }
  if (Array.isArray(value))
    return `[${value.map((item) => writeJson(item as LegacyValue, `${pad}  `)).join(', ')}]`;
  return JSON.stringify(value);
}
