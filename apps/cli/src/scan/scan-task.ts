import type { RuleVote } from '@archivesmp/baseline';
import type { NoMajority, Finding, Outlier } from '@archivesmp/drift';
import type { InstanceFolder } from './fleet-folder.js';

/** What every worker needs to know; plain data, crosses thread borders. */
export interface ScanSetup {
  readonly baselines: string | undefined;
  /** Content of deviations.yml. */
  readonly deviations: Uint8Array | undefined;
  readonly instances: readonly InstanceFolder[];
  /** Names of all instances, also of those that are not scanned: deviations may speak of them. */
  readonly now: string;
}

/** One plugin, or a slice of a big one, over all instances. */
export interface ScanTask {
  readonly plugin: string;
  /** `desired`: compare with the baseline. `outliers`: compare the instances with each other. */
  readonly mode: 'desired' | 'outliers';
  /** Baseline files of this slice, relative to the plugin's folder. */
  readonly files: readonly string[];
  /** Every baseline file of the plugin, for the one slice that looks for what is missing and extra; else undefined. */
  readonly all?: readonly string[];
}

/** Every count of a scan at zero: files by standing, `bytes` read, differences `ignored` by rules. */
export const SCAN_COUNTS = {
  files: 0,
  bytes: 0,
  equal: 0,
  cosmetic: 0,
  differing: 0,
  notUnderstood: 0,
  partlyJudged: 0,
  unreadable: 0,
  ignored: 0,
  notJudged: 0,
};
/** Counts that add up over tasks. */
export type ScanCounts = { -readonly [K in keyof typeof SCAN_COUNTS]: number };

/** Something a person should know beside the findings: conflicts of scopes, variables without a value … */
export interface ScanProblem {
  /** `breach`: a rule about the whole fleet is broken, which is drift. */
  readonly severity: 'error' | 'breach' | 'warning';
  readonly message: string;
}

/** What one task, or all of them together, found. */
export interface ScanResult {
  readonly findings: Finding[];
  readonly outliers: Outlier[];
  readonly noMajority: NoMajority[];
  readonly problems: ScanProblem[];
  /** Values that rules about the whole fleet are about. */
  readonly votes: RuleVote[];
  /** Names of variables that the baselines and deviations mention. */
  readonly variables: Set<string>;
  readonly counts: ScanCounts;
}

/** A result that has found nothing yet. */
export function emptyResult(): ScanResult {
  return {
    findings: [],
    outliers: [],
    noMajority: [],
    problems: [],
    votes: [],
    variables: new Set(),
    counts: { ...SCAN_COUNTS },
  };
}

/** Adds `more` to `sum`. */
export function addResult(sum: ScanResult, more: ScanResult): void {
  for (const finding of more.findings) sum.findings.push(finding);
  for (const outlier of more.outliers) sum.outliers.push(outlier);
  for (const undecided of more.noMajority) sum.noMajority.push(undecided);
  for (const problem of more.problems) sum.problems.push(problem);
  for (const vote of more.votes) sum.votes.push(vote);
  for (const name of more.variables) sum.variables.add(name);
  for (const key of Object.keys(sum.counts) as (keyof ScanCounts)[]) sum.counts[key] += more.counts[key];
}
