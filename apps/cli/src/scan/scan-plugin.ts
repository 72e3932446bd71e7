import path from 'node:path';
import { isExpectedOn, type Scope } from '@archivesmp/baseline';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import {
  type ComparisonContext,
  extraFile,
  pluginFinding,
  scopeDeciding,
  whyMissing,
} from '@archivesmp/drift';
import { foldersIn } from './fleet-folder.js';
import type { FileReader } from './file-reader.js';
import type { OpenSlice } from './open-slice.js';
import { listPluginFolder, type PluginFolder } from './plugin-folder.js';
import type { PluginSighting } from './plugin-sighting.js';
import type { ScanContext } from './scan-context.js';
import { type FileRemark, ScannedFile } from './scan-file.js';
import { scanOutliers } from './scan-outliers.js';
import { emptyResult, type ScanResult, type ScanTask } from './scan-task.js';

/** Scans one plugin (or a slice of it) over all instances, file by file, so that a baseline is read and parsed once. */
export function scanPlugin(
  task: ScanTask,
  context: ScanContext,
  reader: FileReader,
  slice: OpenSlice | undefined,
): ScanResult {
  const result = emptyResult();
  const sightings = sight(task, context, slice, result);
  if (task.mode === 'outliers') {
    scanOutliers({ plugin: task.plugin, sightings, context, reader, result }, slice);
    return result;
  }
  const memory = slice?.memoryOf<FileRemark>(task.files);
  for (const [at, file] of task.files.entries()) {
    if (context.compiler.facts.isUnmanaged(`${task.plugin}/${file}`)) continue;
    const scanned = new ScannedFile({ plugin: task.plugin, file, at, context, reader, memory }, result);
    for (const sighting of sightings) scanned.compareOn(sighting);
  }
  return result;
}

/** Looks into the plugin's folder of every instance and notes what is missing or extra there. */
function sight(
  task: ScanTask,
  context: ScanContext,
  slice: OpenSlice | undefined,
  result: ScanResult,
): PluginSighting[] {
  const { plugin } = task;
  const isServer = plugin === SERVER_FILES;
  const sightings: PluginSighting[] = [];
  const paths = new Map<string, string>();
  for (const [index, instance] of context.instances.entries()) {
    const { expected, whereInstalled, reason, by } = isExpectedOn(context, plugin, instance.facts);
    if (task.mode === 'desired' && !expected && reason === undefined) continue;
    const row = index + 1;
    const { server } = instance.folder;
    const root = isServer ? server : path.join(server, 'plugins', plugin);
    const folder = isServer ? serverFolder(task) : lookInto(root, row, task, context, { slice, paths });
    const comparison: ComparisonContext = { instance: instance.facts, rules: context.rules, secrets: {} };
    if (task.all !== undefined) {
      const isMissed = expected && (whereInstalled !== true || folder.isThere);
      const note = noteOn(isMissed, folder.isThere, comparison, { plugin, root, why: reason, by });
      if (note) result.findings.push(note);
      if (expected) noteExtras(plugin, folder.extras, comparison, result);
    }
    if (!folder.isThere || (task.mode === 'desired' && !expected)) continue;
    sightings.push({ instance, row, comparison, root, folder });
  }
  return sightings;
}

/** Of the server's own folder only the files of the baseline are looked at; it is not listed. */
const serverFolder = ({ files }: ScanTask): PluginFolder => ({
  isThere: true,
  files: new Set(files),
  refused: new Map(),
  extras: [],
});

function lookInto(
  root: string,
  row: number,
  task: ScanTask,
  context: ScanContext,
  { slice, paths }: { slice: OpenSlice | undefined; paths: Map<string, string> },
): PluginFolder {
  const recalled = slice?.recall(row, root);
  if (recalled) return recalled;
  const listed = listPluginFolder(task, root, context, { stamped: slice !== undefined, paths });
  slice?.note(row, listed);
  return listed;
}

/** Which plugin, where its folder is, and who says that it should not be there. */
interface PluginNote {
  readonly plugin: string;
  readonly root: string;
  readonly why: string | undefined;
  readonly by: Scope | undefined;
}

/** A plugin that is there and should not be, or the other way round. */
function noteOn(
  isExpected: boolean,
  isThere: boolean,
  comparison: ComparisonContext,
  { plugin, root, why, by }: PluginNote,
) {
  if (isExpected === isThere) return undefined;
  return isExpected
    ? pluginFinding(comparison, plugin, 'missing_plugin', whyMissing(plugin, namesBeside(root)))
    : pluginFinding(
        comparison,
        plugin,
        'extra_file',
        `the plugin is installed although ${why}`,
        by && scopeDeciding(by),
      );
}

/** The plugins of the instance; none where nobody may list them, which explains nothing but is no reason to stop. */
function namesBeside(root: string): string[] {
  try {
    return foldersIn(path.dirname(root));
  } catch {
    return [];
  }
}

function noteExtras(
  plugin: string,
  extras: readonly string[],
  comparison: ComparisonContext,
  result: ScanResult,
): void {
  for (const file of extras) {
    result.counts.files++;
    const finding = extraFile({ ...comparison, plugin, file }, result.counts);
    if (finding) result.findings.push(finding);
  }
}
