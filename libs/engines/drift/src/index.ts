export {
  compareFile,
  needsContent,
  type FileComparison,
  type FileStatus,
  type FileOnInstance,
} from './compare-file.js';
export {
  causeOf,
  sharedCause,
  START_WINDOW_MS,
  type Cause,
  type CauseFacts,
  type KnownContent,
  type KnownStart,
  type OwnChange,
  type SeenContent,
} from './cause.js';
export type { ComparisonContext } from './comparison-context.js';
export {
  compareInstance,
  type CompareInstanceInput,
  type InstanceComparison,
  type InstanceObservation,
} from './compare-instance.js';
export { countedAs, NO_COUNTS, type ComparisonCounts, type CountedAs } from './comparison-counts.js';
export { judgeAbsent, judgeExpected, judgeUnexpected, refusedAbove, type FileRules } from './judge-file.js';
export { judgePlugin, type JudgedPlugin } from './judge-plugin.js';
export { diffTrees, sameType, type Difference, type DiffOptions, type ListReading } from './diff-trees.js';
export type { FindingDecidedBy, Finding, SecretHandling, ShownValue } from './finding.js';
export {
  EXPECTATION_PROBLEM_KINDS,
  gatheredProblems,
  problemOfBreach,
  problemsOfConflicts,
  problemsOfDesired,
  problemsOfFile,
  unusedVariables,
  type ExpectationProblem,
  type ExpectationProblemKind,
  type ProblemOnInstance,
} from './expectation-problems.js';
export { groupAlike, type AlikeFindings } from './group-alike.js';
export { learnNoise, type NoiseProposal, type RestartedFile } from './noise.js';
export { judgedDifferences } from './judged-differences.js';
export { leafNodesOf, type Leaf } from './leaves.js';
export {
  isComparedAmong,
  canHaveOutliers,
  LEAST_COPIES,
  outliersAmong,
  type FileCopy,
  type ComparisonRules,
} from './outliers-among.js';
export {
  EVERYWHERE,
  findOutliers,
  type NoMajority,
  type Outlier,
  type OutlierChoice,
  type OutlierGroup,
  type OutlierObservation,
  type OutlierOptions,
  type OutlierReport,
} from './outliers.js';
export {
  meaningOfContent,
  meanSame,
  sameBytes,
  type ContentMeaning,
  type ContentReading,
} from './same-content.js';
export { scopeDeciding } from './decided-by.js';
export {
  DEV_TAG,
  priorityOf,
  priorityReasons,
  SPREAD_POINTS,
  spreadPoints,
  type PriorityFacts,
  type PriorityReason,
} from './priority.js';
export { perServerKind } from './per-server-kind.js';
export { compileRules, type CompiledRules, type RuleSubject } from './rules.js';
export { judgeBeside } from './judge-beside.js';
export { judgesOf, type OnRuleMatch, type JudgeOf } from './secret-judges.js';
export {
  SecretCheck,
  type CheckedFile,
  type CheckedLine,
  type CheckedValue,
  type SecretLocation,
  type RuleUse,
} from './secret-check.js';
export { LONGEST_LINE, maskedText, maskedTexts, type MarkSecret, type TextToShow } from './masked-text.js';
export { hideSecrets, hideSides, type Sides } from './recorded-value.js';
export { breachText } from './breach-text.js';
export { meaningOf, sameMeaning } from './same-meaning.js';
export {
  shownExplanation,
  type ShownExplanation,
  type ShownVariable,
  type ShownSource,
} from './shown-explanation.js';
export { type FileSecrets, isMasked, MASK, show, type Shown, shownStep } from './shown-value.js';
export { defaultSeverity, KEY_CLASSES, KIND_SEVERITY, type KeyClass } from './severity.js';
export {
  countFiles,
  endOfScan,
  hasScanEnded,
  LINES_UNDER_WAY,
  linesUnderWay,
  type EndOfScan,
  type ScanLine,
} from './scan-end.js';
