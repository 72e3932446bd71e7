import path from 'node:path';
import { isExpectedOn } from '@archivesmp/baseline';
import { formatOf } from '@archivesmp/config-text';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { type ComparisonContext, fileFinding, pluginFinding } from '@archivesmp/drift';
import type { FileReader } from './file-reader.js';
import { type FolderListing, listFolder } from './folder-listing.js';
import { type FileRemark, ScannedFile } from './scan-file.js';
import type { ScanContext, ScannedInstance } from './scan-context.js';
import type { OpenSlice } from './open-slice.js';
import { scanOutliers } from './scan-outliers.js';
import { emptyResult, type ScanResult, type ScanTask } from './scan-task.js';

/** What one instance has of the plugin. */
export interface PluginSighting {
  readonly instance: ScannedInstance;
  /** Row of the instance in the memory of a slice. */
  readonly row: number;
  readonly comparison: ComparisonContext;
  readonly folder: string;
  readonly listing: FolderListing;
  readonly files: ReadonlySet<string>;
}

/** Scans one plugin (or a slice of it) over all instances, file by file, so that a baseline is read and parsed once. */
export function scanPlugin(
  task: ScanTask,
  context: ScanContext,
  reader: FileReader,
  slice: OpenSlice | undefined,
): ScanResult {
  const result = emptyResult();
  const sightings: PluginSighting[] = [];
  for (const [at, instance] of context.instances.entries()) {
    const sighting = look(task, instance, at + 1, context, result);
    if (sighting) sightings.push(sighting);
  }
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

/** Lists the plugin's folder of an instance and notes what is missing or extra there. */
function look(
  task: ScanTask,
  instance: ScannedInstance,
  row: number,
  context: ScanContext,
  result: ScanResult,
): PluginSighting | undefined {
  const { plugin } = task;
  const { expected, reason } = isExpectedOn(context, plugin, instance.facts);
  if (task.mode === 'desired' && !expected && reason === undefined) return undefined;
  const comparison: ComparisonContext = { instance: instance.facts, rules: context.rules, secrets: {} };
  const folder =
    plugin === SERVER_FILES ? instance.folder.server : path.join(instance.folder.server, 'plugins', plugin);
  const listing =
    plugin === SERVER_FILES
      ? knownOnly(task)
      : listFolder(folder, (at) => context.isUnmanagedFolder(`${plugin}/${at}`));
  const files = new Set(
    listing?.files.filter((file) => !context.compiler.facts.isUnmanaged(`${plugin}/${file}`)),
  );
  const isThere = listing !== undefined && (files.size > 0 || listing.refused.size > 0);
  if (task.mode === 'desired' && task.all !== undefined) {
    const note = noteOn(expected, isThere, comparison, plugin, reason);
    if (note) result.findings.push(note);
    if (expected && isThere && plugin !== SERVER_FILES) noteExtras(task, files, comparison, result);
  }
  if (!isThere || (task.mode === 'desired' && !expected)) return undefined;
  return { instance, row, comparison, folder, listing, files };
}

/** Of the server's own folder only the files of the baseline are looked at. */
function knownOnly(task: ScanTask): FolderListing {
  return { files: task.files, refused: new Map() };
}

/** A plugin that is there and should not be, or the other way round. */
function noteOn(
  isExpected: boolean,
  isThere: boolean,
  comparison: ComparisonContext,
  plugin: string,
  why: string | undefined,
) {
  if (isExpected === isThere) return undefined;
  return isExpected
    ? pluginFinding(
        comparison,
        plugin,
        'missing_plugin',
        'the plugin has a baseline and is not installed here; if that is intended, list it under absent_plugins',
      )
    : pluginFinding(comparison, plugin, 'extra_file', `the plugin is installed although ${why}`);
}

/** Only files in a configuration format: what else lies in a plugin's folder is its data. */
function noteExtras(
  task: ScanTask,
  files: ReadonlySet<string>,
  comparison: ComparisonContext,
  result: ScanResult,
): void {
  const known = new Set(task.all);
  for (const file of files) {
    if (known.has(file) || formatOf(file) === 'text') continue;
    result.counts.files++;
    const finding = fileFinding({ ...comparison, plugin: task.plugin, file }, 'extra_file');
    if (finding === undefined) result.counts.ignored++;
    else {
      result.counts.differing++;
      result.findings.push(finding);
    }
  }
}
