import type { DesiredState, ExpectedFile } from '@archivesmp/baseline';
import { hasKnownBytes, SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { type ConfigFileRef, isConfigFile, serverPath } from '@archivesmp/fleet';
import { compareFile, type FileOnInstance, unreadable } from './compare-file.js';
import { type ComparisonCounts, countedAs } from './comparison-counts.js';
import type { ComparisonContext } from './comparison-context.js';
import type { Finding } from './finding.js';
import { fileFinding, type FindingContext } from './make-finding.js';

/** What decides about files that no baseline has. */
export type FileRules = Pick<DesiredState, 'isUnmanaged' | 'isData'>;

/** A file of an instance that its baseline has, compared and counted. */
export function judgeExpected(
  expected: ExpectedFile,
  file: FileOnInstance,
  context: ComparisonContext,
  counts: ComparisonCounts,
): readonly Finding[] {
  const comparison = compareFile(expected, file, context);
  counts.files++;
  counts.ignored += comparison.ignored;
  counts[countedAs(comparison)]++;
  return comparison.findings;
}

/**
 * A file of an instance that the baseline of its plugin does not have, counted: a finding, unless it is data, it is unmanaged, a
 * rule says it is none, or the baseline holds some files of the plugin only. The server's own files are judged everywhere.
 */
export function judgeUnexpected(
  file: Pick<FileOnInstance, 'plugin' | 'path' | 'state'>,
  rules: FileRules,
  context: ComparisonContext,
  counts: ComparisonCounts,
): readonly Finding[] {
  counts.files++;
  const { plugin, path, state } = file;
  if (state === 'unsettled' && !isNobodys(file, rules)) {
    // What is written this moment may be gone the next
    counts.unsettled++;
    return [];
  }
  if (state === 'vanished') return [];
  if (isNobodys(file, rules)) {
    counts.skipped++;
    return [];
  }
  if (context.rules.isPartlyDescribed(plugin)) {
    counts.notJudged++;
    return [];
  }
  const fileContext: FindingContext = { ...context, plugin, file: path };
  const finding = fileFinding(fileContext, 'extra_file');
  counts[finding === undefined ? 'ignored' : 'differing']++;
  return finding ? [finding] : [];
}

/** What cannot be opened and is no file by its name may be a folder of unknown content. */
function isNobodys(
  { plugin, path, state }: Pick<FileOnInstance, 'plugin' | 'path' | 'state'>,
  { isUnmanaged, isData }: FileRules,
): boolean {
  const name = `${plugin}/${path}`;
  if (plugin === SERVER_FILES || isUnmanaged(name) || isData(name)) return true;
  return !hasKnownBytes(state) && !isConfigFile(serverPath(plugin, path));
}

/** A file of the baseline that an instance was not seen to have. `refused`: what could not be opened there, so that it is not known. */
export function judgeAbsent(
  { plugin, path }: ConfigFileRef,
  refused: Pick<FileOnInstance, 'state' | 'reason'> | undefined,
  context: ComparisonContext,
  counts: ComparisonCounts,
): readonly Finding[] {
  const fileContext: FindingContext = { ...context, plugin, file: path };
  if (refused !== undefined) {
    counts.files++;
    counts.unreadable++;
  }
  const finding =
    refused === undefined ? fileFinding(fileContext, 'missing_file') : unreadable(fileContext, refused);
  if (finding === undefined) counts.ignored++;
  return finding ? [finding] : [];
}

/** What could not be opened and is the file itself, or a folder that it would lie in. @param refused by path; `''` is the plugin's folder */
export function refusedAbove<T>(refused: ReadonlyMap<string, T>, path: string): T | undefined {
  if (refused.size === 0) return undefined;
  for (const [above, why] of refused)
    if (path === above || above === '' || path.startsWith(`${above}/`)) return why;
  return undefined;
}
