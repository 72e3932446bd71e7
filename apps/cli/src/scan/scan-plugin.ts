import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ExpectedFile, isExpectedOn } from '@archivesmp/baseline';
import { formatOf } from '@archivesmp/config-text';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { compareFile, type ComparisonContext, fileFinding, pluginFinding } from '@archivesmp/drift';
import type { FileReader } from './file-reader.js';
import { type FolderListing, listFolder } from './folder-listing.js';
import { scanOutliers } from './scan-outliers.js';
import type { ScanContext, ScannedInstance } from './scan-context.js';
import { emptyResult, type ScanResult, type ScanTask } from './scan-task.js';

/** What one instance has of the plugin. */
export interface PluginSighting {
  readonly instance: ScannedInstance;
  readonly comparison: ComparisonContext;
  readonly folder: string;
  readonly listing: FolderListing;
  readonly files: ReadonlySet<string>;
}

/** Scans one plugin (or a slice of it) over all instances, file by file, so that a baseline is read and parsed once. */
export function scanPlugin(task: ScanTask, context: ScanContext, reader: FileReader): ScanResult {
  const result = emptyResult();
  const sightings: PluginSighting[] = [];
  for (const instance of context.instances) {
    const sighting = look(task, instance, context, result);
    if (sighting) sightings.push(sighting);
  }
  if (task.mode === 'outliers') scanOutliers(task.plugin, sightings, context, reader, result);
  else for (const file of task.files) scanFile(task.plugin, file, sightings, context, reader, result);
  return result;
}

/** Lists the plugin's folder of an instance and notes what is missing or extra there. */
function look(
  task: ScanTask,
  instance: ScannedInstance,
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
    const note = !expected
      ? isThere
        ? surplus(comparison, plugin, reason!)
        : undefined
      : isThere
        ? undefined
        : absent(comparison, plugin);
    if (note) result.findings.push(note);
    if (expected && isThere && plugin !== SERVER_FILES) noteExtras(task, files, comparison, result);
  }
  if (!isThere || (task.mode === 'desired' && !expected)) return undefined;
  return { instance, comparison, folder, listing, files };
}

/** Of the server's own folder only the files of the baseline are looked at. */
function knownOnly(task: ScanTask): FolderListing {
  return { files: task.files, refused: new Map() };
}

const absent = (comparison: ComparisonContext, plugin: string) =>
  pluginFinding(
    comparison,
    plugin,
    'missing_plugin',
    'the plugin has a baseline and is not installed here; if that is intended, list it under absent_plugins',
  );

const surplus = (comparison: ComparisonContext, plugin: string, reason: string) =>
  pluginFinding(comparison, plugin, 'extra_file', `the plugin is installed although ${reason}`);

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

function scanFile(
  plugin: string,
  file: string,
  sightings: readonly PluginSighting[],
  context: ScanContext,
  reader: FileReader,
  result: ScanResult,
): void {
  if (context.compiler.facts.isUnmanaged(`${plugin}/${file}`)) return;
  const bytes = readFileSync(path.join(context.setup.baselines!, plugin, file));
  const expected = context.compiler.expectedFile({ plugin, path: file, bytes });
  for (const sighting of sightings) scanOne(expected, sighting, reader, result);
  noteProblems(expected, sightings, result);
}

function scanOne(
  expected: ExpectedFile,
  sighting: PluginSighting,
  reader: FileReader,
  result: ScanResult,
): void {
  const { plugin, path: file } = expected.facts;
  const { comparison } = sighting;
  const about = { ...comparison, plugin, file };
  if (!sighting.files.has(file)) {
    const refused = refusalOf(sighting.listing, file);
    const finding = refused ? fileFinding(about, 'unreadable', refused) : fileFinding(about, 'missing_file');
    if (refused) result.counts.unreadable++;
    if (finding) result.findings.push(finding);
    return;
  }
  const content = reader.read(`${sighting.folder}/${file}`, false);
  if (content.state === 'vanished') {
    const finding = fileFinding(about, 'missing_file');
    if (finding) result.findings.push(finding);
    return;
  }
  result.counts.files++;
  if (content.state !== 'ok') {
    result.counts.unreadable++;
    const finding = fileFinding(about, 'unreadable', content.reason);
    if (finding) result.findings.push(finding);
    return;
  }
  result.counts.bytes += content.length;
  if (isSame(expected, reader, content.length) && expected.isPlainFor(comparison.instance)) {
    result.counts.equal++;
    return;
  }
  const observed = { plugin, path: file, state: 'readable' as const, bytes: reader.bytes };
  const compared = compareFile(expected, observed, comparison);
  result.counts.ignored += compared.ignored;
  if (compared.findings.some(({ kind }) => kind === 'unreadable')) result.counts.unreadable++;
  else if (compared.standing === 'equal') result.counts.equal++;
  else if (compared.standing === 'cosmetic') result.counts.cosmetic++;
  else result.counts.differing++;
  for (const finding of compared.findings) result.findings.push(finding);
}

function isSame(expected: ExpectedFile, reader: FileReader, length: number): boolean {
  const { bytes } = expected;
  return bytes.length === length && reader.buffer.compare(bytes, 0, length, 0, length) === 0;
}

/** Why a path cannot be read, when it or a folder above it was refused. */
function refusalOf(listing: FolderListing, file: string): string | undefined {
  if (listing.refused.size === 0) return undefined;
  for (const [path, reason] of listing.refused) {
    if (file === path || path === '' || file.startsWith(`${path}/`)) return reason;
  }
  return undefined;
}

function noteProblems(
  expected: ExpectedFile,
  sightings: readonly PluginSighting[],
  result: ScanResult,
): void {
  if (expected.deviations.length === 0 && !expected.hasVariables) return;
  const { plugin, path: file } = expected.facts;
  for (const { instance } of sightings) {
    if (expected.isPlainFor(instance.facts)) continue;
    const { conflicts, missingVariables } = expected.on(instance.facts);
    for (const { key, deviations } of conflicts) {
      const lines = deviations.map(({ line }) => line).join(' and ');
      const message = `${plugin}/${file}: deviations of equal rank disagree about ${key} on ${instance.folder.name} (deviations.yml, lines ${lines}); give one tag a higher priority`;
      result.problems.push({ severity: 'error', message });
    }
    for (const name of missingVariables) {
      const message = `${plugin}/${file}: the variable ${name} has no value on ${instance.folder.name}`;
      result.problems.push({ severity: 'error', message });
    }
  }
}
