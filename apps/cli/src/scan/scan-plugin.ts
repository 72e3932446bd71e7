import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { type ComparisonContext, judgePlugin, judgeUnexpected } from '@archivesmp/drift';
import type { FileReader } from './file-reader.js';
import type { OpenSlice } from './open-slice.js';
import {
  LINKED_FOLDER,
  listPluginFolder,
  NO_FOLDER,
  type PluginFolder,
  pluginRootOf,
} from './plugin-folder.js';
import type { PluginSighting } from './plugin-sighting.js';
import type { ScanContext, ScannedInstance } from './scan-context.js';
import { type FileRemark, ScannedFile } from './scan-file.js';
import { scanOthers } from './scan-others.js';
import { emptyResult, type ScanResult, type ScanTask } from './scan-task.js';

/** Scans one plugin (or a slice of it) over all instances, file by file, so that a baseline is read and parsed once. */
export function scanPlugin(
  task: ScanTask,
  context: ScanContext,
  reader: FileReader,
  slice: OpenSlice | undefined,
): ScanResult {
  const { plugin, files, all } = task;
  const result = emptyResult();
  const sightings = sight(task, context, slice, result);
  const memory = slice?.memoryOf<FileRemark>('files', files);
  for (const [fileIndex, file] of files.entries()) {
    if (context.desired.isUnmanaged(`${plugin}/${file}`)) continue;
    const scanned = new ScannedFile({ plugin, file, fileIndex, context, reader, memory }, result);
    for (const sighting of sightings) if (sighting.instance.isJudged) scanned.compareOn(sighting);
  }
  if (all === undefined) return result;
  if (all.length > 0) noteOthers(new Set(all), sightings, { plugin, context, result });
  scanOthers({ plugin, hasBaseline: all.length > 0, sightings, context, reader, result }, slice);
  return result;
}

/** Looks into the plugin's folder of every instance, and notes the plugin itself where it is missing or should not be there. */
function sight(
  task: ScanTask,
  context: ScanContext,
  slice: OpenSlice | undefined,
  result: ScanResult,
): PluginSighting[] {
  const { plugin, all, files } = task;
  const hasBaseline = files.length > 0;
  const paths = new Map<string, string>();
  return context.instances.map((instance, index): PluginSighting => {
    const row = index + 1;
    const root = pluginRootOf(plugin, instance);
    const folder = pluginFolderOf(root, { row, instance, task }, context, { slice, paths });
    const comparison: ComparisonContext = { instance: instance.facts, rules: context.rules, secrets: {} };
    const sighting = { instance, row, comparison, root, folder, isFileMissed: false };
    if (!hasBaseline || !instance.isJudged) return sighting;
    const judged = judgePlugin(context.desired, plugin, comparison, instance.present);
    if (judged.finding && all !== undefined) result.findings.push(judged.finding);
    return { ...sighting, isFileMissed: judged.isFileMissed };
  });
}

interface FolderOfTask {
  readonly row: number;
  readonly instance: ScannedInstance;
  readonly task: ScanTask;
}

function pluginFolderOf(
  root: string,
  { row, instance, task }: FolderOfTask,
  context: ScanContext,
  { slice, paths }: { slice: OpenSlice | undefined; paths: Map<string, string> },
): PluginFolder {
  const { folders, links } = instance.there;
  if (links.includes(task.plugin)) return LINKED_FOLDER;
  if (task.plugin !== SERVER_FILES && !folders.includes(task.plugin)) return NO_FOLDER;
  const recalled = slice?.recallFolder(row, root);
  if (recalled) return recalled;
  const listed = listPluginFolder(task, root, context, { stamped: slice !== undefined, paths });
  slice?.rememberFolder(row, listed);
  return listed;
}

interface OthersContext {
  readonly plugin: string;
  readonly context: ScanContext;
  readonly result: ScanResult;
}

/** What lies in the folders of a plugin with a baseline and not in its baseline. */
function noteOthers(
  known: ReadonlySet<string>,
  sightings: readonly PluginSighting[],
  { plugin, context, result }: OthersContext,
): void {
  for (const { instance, folder, comparison } of sightings) {
    if (!instance.isJudged) continue;
    const judgeUnexpectedFile = (path: string, state: 'readable' | 'unreadable'): void => {
      const findings = judgeUnexpected({ plugin, path, state }, context.desired, comparison, result.counts);
      result.findings.push(...findings);
    };
    for (const file of folder.others) judgeUnexpectedFile(file, 'readable');
    for (const path of folder.refused.keys()) if (!known.has(path)) judgeUnexpectedFile(path, 'unreadable');
  }
}
