import type { DesiredState, ExpectedFile } from '@archivesmp/baseline';
import { hasKnownBytes } from '@archivesmp/contracts/vocabulary';
import { asDescribed, type FleetInstance, isFileOn } from '@archivesmp/fleet';
import type { FileOnInstance } from './compare-file.js';
import type { ComparisonContext } from './comparison-context.js';
import { type ComparisonCounts, NO_COUNTS } from './comparison-counts.js';
import type { Finding, SecretHandling } from './finding.js';
import { judgeAbsent, judgeExpected, judgeUnexpected, refusedAbove } from './judge-file.js';
import { judgePlugin } from './judge-plugin.js';
import { compileRules, type CompiledRules } from './rules.js';

/** What one instance was seen to have. */
export interface InstanceObservation {
  /** Names of the plugins that are there. A plugin with a file counts as there, too. */
  readonly plugins: Iterable<string>;
  readonly files: Iterable<FileOnInstance>;
}

/** What comparing an instance came to. */
export interface InstanceComparison {
  readonly findings: readonly Finding[];
  readonly counts: ComparisonCounts;
}

/** One instance, what it should have and what it was seen to have. */
export interface CompareInstanceInput {
  readonly desired: DesiredState;
  readonly instance: FleetInstance;
  readonly observation: InstanceObservation;
  /** Left out: those of the document. */
  readonly rules?: CompiledRules;
  readonly secrets?: SecretHandling;
}

/** Compares everything an instance has with everything it should have. */
export function compareInstance(input: CompareInstanceInput): InstanceComparison {
  const { desired, observation } = input;
  const instance = asDescribed(desired.fleet, input.instance);
  const rules = input.rules ?? compileRules(desired.document, desired.now);
  const context: ComparisonContext = { instance, rules, secrets: input.secrets ?? {} };
  const counts = { ...NO_COUNTS };
  const findings: Finding[] = [];
  const present = new Set(observation.plugins);
  const seen = new Map<string, FileOnInstance[]>();
  for (const file of observation.files) {
    present.add(file.plugin);
    const files = seen.get(file.plugin) ?? [];
    files.push(file);
    seen.set(file.plugin, files);
  }
  for (const [plugin, files] of seen) findings.push(...judgeSeen(desired, plugin, files, context, counts));
  for (const plugin of desired.plugins.keys())
    findings.push(...judgeUnseen(desired, plugin, seen.get(plugin) ?? [], { context, counts, present }));
  return { findings, counts };
}

/** A file of a baseline, where the instance can have it and it is managed. */
function expectedAt(
  desired: DesiredState,
  plugin: string,
  path: string,
  { platform }: FleetInstance,
): ExpectedFile | undefined {
  if (desired.isUnmanaged(`${plugin}/${path}`) || !isFileOn(plugin, path, platform)) return undefined;
  return desired.plugins.get(plugin)?.get(path);
}

function judgeSeen(
  desired: DesiredState,
  plugin: string,
  files: readonly FileOnInstance[],
  context: ComparisonContext,
  counts: ComparisonCounts,
): Finding[] {
  if (!desired.plugins.has(plugin) || desired.document.noDesiredState.has(plugin)) {
    counts.files += files.length;
    counts.skipped += files.length;
    return [];
  }
  return files.flatMap((file) => {
    const expected = expectedAt(desired, plugin, file.path, context.instance);
    return expected === undefined
      ? judgeUnexpected(file, desired, context, counts)
      : judgeExpected(expected, file, context, counts);
  });
}

interface UnseenContext {
  readonly context: ComparisonContext;
  readonly counts: ComparisonCounts;
  readonly present: ReadonlySet<string>;
}

/** What of a plugin was not seen: the plugin itself, or files of its baseline. */
function judgeUnseen(
  desired: DesiredState,
  plugin: string,
  files: readonly FileOnInstance[],
  { context, counts, present }: UnseenContext,
): readonly Finding[] {
  const { isFileMissed, finding } = judgePlugin(desired, plugin, context, present);
  if (!isFileMissed) return finding ? [finding] : [];
  const seen = new Set(files.map(({ path }) => path));
  const refused = new Map(files.filter(({ state }) => isClosed(state)).map((file) => [file.path, file]));
  return [...desired.plugins.get(plugin)!.keys()].flatMap((path) => {
    const expected = seen.has(path) ? undefined : expectedAt(desired, plugin, path, context.instance);
    return expected ? judgeAbsent(expected.facts, closedAt(refused, path), context, counts) : [];
  });
}

const isClosed = (state: FileOnInstance['state']): boolean =>
  !hasKnownBytes(state) && state !== 'vanished' && state !== 'unsettled';

function closedAt(
  refused: ReadonlyMap<string, FileOnInstance>,
  path: string,
): Pick<FileOnInstance, 'state' | 'reason'> | undefined {
  const file = refusedAbove(refused, path);
  return file && { state: file.state, ...(file.reason !== undefined && { reason: file.reason }) };
}
