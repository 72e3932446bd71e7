import type { FileComparison } from './compare-file.js';

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
  /** No difference, but some keys have no known expectation. */
  partlyJudged: number;
  /** Never looked at: unmanaged, data without a baseline, or of a plugin without a desired state. */
  skipped: number;
  /** Of a plugin of which the baseline holds other files only: they have no expectation. */
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

/** As what a compared file is counted. */
export type CountedAs = Extract<
  keyof ComparisonCounts,
  'equal' | 'cosmetic' | 'differing' | 'notUnderstood' | 'unreadable' | 'unsettled' | 'partlyJudged'
>;

const COUNTED_AS: Readonly<Record<FileComparison['status'], CountedAs>> = {
  equal: 'equal',
  cosmetic: 'cosmetic',
  not_judged: 'partlyJudged',
  differs: 'differing',
  content_needed: 'differing',
  unsettled: 'unsettled',
};

/** As what a file counts that was compared with its baseline. */
export function countedAs({ findings, status }: FileComparison): CountedAs {
  if (findings.some(({ kind }) => kind === 'unreadable')) return 'unreadable';
  if (findings.some(({ kind }) => kind === 'not_understood')) return 'notUnderstood';
  return COUNTED_AS[status];
}
