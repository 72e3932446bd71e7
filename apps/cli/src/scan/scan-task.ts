import type { RuleVote } from '@archivesmp/baseline';
import {
  type Finding,
  NO_COUNTS,
  type NoMajority,
  type Outlier,
  type ProblemOnInstance,
} from '@archivesmp/drift';
import type { InstanceFolder } from './fleet-folder.js';

/** What every worker needs to know; plain data, crosses thread borders. */
export interface ScanSetup {
  readonly baselines: string | undefined;
  /** Content of deviations.yml. */
  readonly deviations: Uint8Array | undefined;
  /** All instances: deviations may speak of each, and each has a say about which of them is odd. */
  readonly instances: readonly InstanceFolder[];
  /** Names of those that are compared with baselines; left out: all. */
  readonly judged?: readonly string[];
  readonly now: string;
}

/** One plugin, or a slice of the baseline of a big one, over all instances. */
export interface ScanTask {
  readonly plugin: string;
  /** Baseline files of this slice, relative to the plugin's folder. */
  readonly files: readonly string[];
  /**
   * Every baseline file of the plugin, none when it has no baseline that counts: for the one slice that looks for what is missing and
   * at the other files. Left out in the others.
   */
  readonly all?: readonly string[];
}

/** Every count of a scan at zero: files by status, `bytes` read, differences `ignored` by rules. */
export const SCAN_COUNTS = { ...NO_COUNTS, bytes: 0 };
/** Counts that add up over tasks. */
export type ScanCounts = { -readonly [K in keyof typeof SCAN_COUNTS]: number };

/** What one task, or all of them together, found. */
export interface ScanResult {
  readonly findings: Finding[];
  readonly outliers: Outlier[];
  readonly noMajority: NoMajority[];
  /** Something a person should know beside the findings: conflicts of scopes, variables without a value … */
  readonly problems: ProblemOnInstance[];
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
