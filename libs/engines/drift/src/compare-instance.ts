import { type DesiredState, isExpectedOn } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { compareFile, type ObservedFile } from './compare-file.js';
import type { ComparisonContext } from './comparison-context.js';
import { scopeDeciding } from './decided-by.js';
import type { Finding, SecretHandling } from './finding.js';
import { fileFinding, type FindingContext, pluginFinding } from './make-finding.js';
import { whyMissing } from './missing-plugin.js';
import { compileRules, type CompiledRules } from './rules.js';

/** What one instance was seen to have. */
export interface InstanceObservation {
  /** Names of the plugins that are there. A plugin with a file counts as there, too. */
  readonly plugins: Iterable<string>;
  readonly files: Iterable<ObservedFile>;
}

/** What comparing an instance came to. */
export interface InstanceComparison {
  readonly findings: readonly Finding[];
  readonly counts: ComparisonCounts;
}

/** How the files of an instance stand. */
export interface ComparisonCounts {
  files: number;
  equal: number;
  cosmetic: number;
  differing: number;
  /** Read, and not understood. */
  notUnderstood: number;
  unreadable: number;
  /** Being written when it was looked at: not judged. */
  unsettled: number;
  ignored: number;
  /** No difference, but of some keys nobody can say what they should be. */
  partlyJudged: number;
  /** Never looked at: unmanaged, data without a baseline, or of a plugin without a desired state. */
  skipped: number;
  /** Of a plugin of which the baseline holds other files only: nobody says what they should be. */
  notJudged: number;
}

/** Every count at zero. */
export const NO_COUNTS: Readonly<ComparisonCounts> = {
  files: 0,
  equal: 0,
  cosmetic: 0,
  differing: 0,
  notUnderstood: 0,
  unreadable: 0,
  unsettled: 0,
  ignored: 0,
  partlyJudged: 0,
  skipped: 0,
  notJudged: 0,
};

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
  const instance = desired.fleet.find(({ name }) => name === input.instance.name) ?? input.instance;
  const rules = input.rules ?? compileRules(desired.document, desired.now);
  const context: ComparisonContext = { instance, rules, secrets: input.secrets ?? {} };
  const counts = { ...NO_COUNTS };
  const findings: Finding[] = [];
  const present = new Set(observation.plugins);
  const seen = new Set<string>();
  for (const file of observation.files) {
    present.add(file.plugin);
    seen.add(`${file.plugin}/${file.path}`);
    findings.push(...compareObserved(desired, file, context, counts));
  }
  findings.push(...whatIsMissing(desired, context, present, seen));
  return { findings, counts };
}

function compareObserved(
  desired: DesiredState,
  file: ObservedFile,
  context: ComparisonContext,
  counts: ComparisonCounts,
): readonly Finding[] {
  counts.files++;
  const files = desired.plugins.get(file.plugin);
  const { noDesiredState } = desired.document;
  if (
    files === undefined ||
    noDesiredState.has(file.plugin) ||
    desired.isUnmanaged(`${file.plugin}/${file.path}`)
  ) {
    counts.skipped++;
    return [];
  }
  const expected = files.get(file.path);
  if (expected === undefined) {
    if (desired.isData(`${file.plugin}/${file.path}`)) counts.skipped++;
    // because: what is written this moment may be gone the next
    else if (file.state === 'unsettled') counts.unsettled++;
    else if (file.state !== 'vanished') {
      const finding = extraFile({ ...context, plugin: file.plugin, file: file.path }, counts);
      return finding ? [finding] : [];
    }
    return [];
  }
  const comparison = compareFile(expected, file, context);
  counts.ignored += comparison.ignored;
  if (comparison.findings.some(({ kind }) => kind === 'unreadable')) counts.unreadable++;
  else if (comparison.findings.some(({ kind }) => kind === 'not_understood')) counts.notUnderstood++;
  else if (comparison.standing === 'unsettled') counts.unsettled++;
  else if (comparison.standing === 'equal') counts.equal++;
  else if (comparison.standing === 'cosmetic') counts.cosmetic++;
  else if (comparison.standing === 'not_judged') counts.partlyJudged++;
  else counts.differing++;
  return comparison.findings;
}

/**
 * A file that the baseline of its plugin does not have: a finding, unless a rule says it is none, or the baseline holds some files of
 * the plugin only. Counts it.
 */
export function extraFile(about: FindingContext, counts: Tally): Finding | undefined {
  if (about.rules.isPartlyDescribed(about.plugin)) {
    counts.notJudged++;
    return undefined;
  }
  const finding = fileFinding(about, 'extra_file');
  if (finding === undefined) counts.ignored++;
  else counts.differing++;
  return finding;
}

type Tally = Pick<ComparisonCounts, 'ignored' | 'differing' | 'notJudged'>;

function whatIsMissing(
  desired: DesiredState,
  context: ComparisonContext,
  present: ReadonlySet<string>,
  seen: ReadonlySet<string>,
): Finding[] {
  const findings: (Finding | undefined)[] = [];
  for (const [plugin, files] of desired.plugins) {
    const { expected, whereInstalled, reason, by } = isExpectedOn(desired, plugin, context.instance);
    if (!expected && present.has(plugin) && reason !== undefined) {
      findings.push(
        pluginFinding(
          context,
          plugin,
          'extra_file',
          `the plugin is installed although ${reason}`,
          by && scopeDeciding(by),
        ),
      );
    }
    if (!expected) continue;
    if (!present.has(plugin)) {
      if (whereInstalled) continue;
      findings.push(pluginFinding(context, plugin, 'missing_plugin', whyMissing(plugin, present)));
      continue;
    }
    for (const path of files.keys()) {
      if (seen.has(`${plugin}/${path}`) || desired.isUnmanaged(`${plugin}/${path}`)) continue;
      findings.push(fileFinding({ ...context, plugin, file: path }, 'missing_file'));
    }
  }
  return findings.filter((finding) => finding !== undefined);
}
