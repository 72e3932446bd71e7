import { type ExpectedFile, type Expectation, viewOf } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { type ConfigNode, readConfig } from '@archivesmp/config-text';
import { type FileState, hasKnownBytes, showKey } from '@archivesmp/contracts/vocabulary';
import type { ComparisonContext } from './comparison-context.js';
import type { Difference } from './diff-trees.js';
import { documentedFindings } from './documented.js';
import type { Finding } from './finding.js';
import {
  type BothTexts,
  fileFinding,
  keyFinding,
  lineFinding,
  ownFileFinding,
  type FindingContext,
} from './make-finding.js';
import { judgeBeside } from './judge-beside.js';
import { judgedDifferences } from './judged-differences.js';
import { mayBeMeant, notJudged, notJudgedKeys, partsLeftOpen } from './not-judged.js';
import { sameBytes } from './same-content.js';
import { SourceTexts } from './source-text.js';
import { textDifference } from './text-difference.js';

/** One file as it was seen on an instance. */
export interface FileOnInstance {
  readonly plugin: string;
  /** Relative to the plugin's folder, with `/`. */
  readonly path: string;
  readonly state: FileState;
  /** Why it is not readable. */
  readonly reason?: string;
  /** Lower-case hex; enough when it equals the baseline's. */
  readonly sha256?: string;
  readonly bytes?: Uint8Array;
}

/**
 * `cosmetic`: other bytes, same meaning. `not_judged`: no difference, but some keys have no known expectation.
 * `content_needed`: hash differs and no bytes were given. `unsettled`: it was being written, so it is not judged.
 */
export type FileStatus = 'equal' | 'cosmetic' | 'not_judged' | 'differs' | 'content_needed' | 'unsettled';

/** How one file of an instance compares with its expectation. */
export interface FileComparison {
  readonly status: FileStatus;
  readonly findings: readonly Finding[];
  /** Differences that a rule says are none. */
  readonly ignored: number;
}

const UNSETTLED: FileComparison = { status: 'unsettled', findings: [], ignored: 0 };
const EQUAL: FileComparison = { status: 'equal', findings: [], ignored: 0 };

/** True when `compareFile` must be given the bytes: the hash alone does not settle it. */
export function needsContent(expected: ExpectedFile, instance: FleetInstance, sha256: string): boolean {
  return !(expected.sha256 === sha256 && expected.isPlainFor(instance));
}

/** Compares one file of an instance with what it should be. */
export function compareFile(
  expected: ExpectedFile,
  observed: FileOnInstance,
  context: ComparisonContext,
): FileComparison {
  const { plugin, path: file, state, bytes } = observed;
  // Nine of ten files of a fleet are as their baseline, and need no more than that
  const fileContext = (): FindingContext => ({ ...context, plugin, file });
  if (state === 'vanished') return single(fileFinding(fileContext(), 'missing_file', observed.reason));
  // A file that is being written is neither right nor wrong; it is looked at again
  if (state === 'unsettled') return UNSETTLED;
  if (!hasKnownBytes(state)) return single(unreadable(fileContext(), observed));
  const own = context.rules.kept({ plugin, file }, 'own', context.instance);
  if (own !== undefined) return single(ownFileFinding(fileContext(), own));
  const isPlain = expected.isPlainFor(context.instance);
  if (isPlain && observed.sha256 !== undefined && observed.sha256 === expected.sha256) return EQUAL;
  if (bytes === undefined) return { status: 'content_needed', findings: [], ignored: 0 };
  if (isPlain && sameBytes(bytes, expected.bytes)) return EQUAL;
  return compareContent(expected, bytes, fileContext());
}

/** That a file cannot be read; undefined when a rule says that this is no finding. */
export const unreadable = (
  fileContext: FindingContext,
  { state, reason }: Pick<FileOnInstance, 'state' | 'reason'>,
): Finding | undefined => fileFinding(fileContext, 'unreadable', reason ?? state);

function compareContent(
  expected: ExpectedFile,
  bytes: Uint8Array,
  fileContext: FindingContext,
): FileComparison {
  const expectation = expected.on(fileContext.instance);
  const { undecided } = expectation;
  const wholly = undecided.find(({ path }) => path.length === 0);
  if (wholly !== undefined) return single(notJudged(fileContext, wholly, undefined));
  const sameAsWritten = sameBytes(bytes, expectation.bytes);
  if (sameAsWritten && expectation.overrides.length === 0 && undecided.length === 0) return EQUAL;
  if (expected.facts.format === 'text') return compareText(expectation, bytes, fileContext);
  const reading = sameAsWritten
    ? expectation.reading
    : readConfig(bytes, expected.facts.format, { positions: false });
  if (expectation.root === undefined) return compareText(expectation, bytes, fileContext);
  if (reading.state === 'unreadable') {
    const { message, line, column } = reading.error;
    return single(fileFinding(fileContext, 'not_understood', `line ${line}, column ${column}: ${message}`));
  }
  const view = expected.readingOn(fileContext.instance);
  const actual = viewOf(reading.root, view);
  const differences = judgedDifferences(expectation, actual, (path) =>
    fileContext.rules.listAt(fileContext.plugin, fileContext.file, path),
  );
  const { format } = expected.facts;
  const itsSecrets = judgeBeside(fileContext.rules.judgeOf(fileContext.plugin, fileContext.file), [
    expectation.root,
    actual,
  ]);
  const bothContext = { ...fileContext, rules: { ...fileContext.rules, judgeOf: () => itsSecrets } };
  return judgeKeys(differences, actual, expectation, bothContext, {
    expected: new SourceTexts(expectation.bytes, format, view, itsSecrets),
    actual: new SourceTexts(bytes, format, view, itsSecrets),
  });
}

/** From differences to findings: rules leave some out, deviations explain others, some cannot be judged. */
function judgeKeys(
  differences: readonly Difference[],
  actual: ConfigNode,
  expectation: Expectation,
  fileContext: FindingContext,
  texts: BothTexts,
): FileComparison {
  const { undecided } = expectation;
  const findings: (Finding | undefined)[] = notJudgedKeys(fileContext, undecided, actual);
  let ignored = 0;
  for (const { difference, open } of differences.flatMap((one) => partsLeftOpen(one, fileContext))) {
    const meant = open ?? mayBeMeant(difference, undecided);
    if (isIgnored(difference, fileContext)) ignored++;
    else if (meant !== undefined) {
      const { path, kind, actual: found } = difference;
      findings.push(notJudged(fileContext, { path, key: showKey(path), reason: meant.reason }, found, kind));
    } else findings.push(keyFinding(fileContext, difference, expectation, texts));
  }
  findings.push(...documentedFindings(fileContext, expectation, differences));
  const found = findings.filter((finding) => finding !== undefined);
  return { status: statusOf(found), findings: found, ignored };
}

/** What cannot be judged makes no file differ, and none be as it should. */
function statusOf(findings: readonly Finding[]): FileStatus {
  if (findings.some(({ status }) => status !== 'not_judged')) return 'differs';
  return findings.length > 0 ? 'not_judged' : 'cosmetic';
}

/** By a rule about the key itself, or, when a whole branch is missing or extra, by rules about everything in it. */
function isIgnored({ kind, path, expected, actual }: Difference, fileContext: FindingContext): boolean {
  const { plugin, file, rules, instance } = fileContext;
  if (rules.ignoring({ plugin, file, path, kind }, instance)) return true;
  const branch = expected === undefined ? actual : actual === undefined ? expected : undefined;
  if (branch?.kind !== 'map' || branch.entries.length === 0) return false;
  return branch.entries.every(({ key, value }) =>
    isIgnored(
      { kind, path: [...path, key], expected: expected && value, actual: actual && value },
      fileContext,
    ),
  );
}

/** Compares as text: the format has no keys, or the baseline does not parse. */
function compareText(
  expectation: Expectation,
  bytes: Uint8Array,
  fileContext: FindingContext,
): FileComparison {
  const difference = textDifference(expectation.bytes, bytes);
  if (difference === undefined) return { status: 'cosmetic', findings: [], ignored: 0 };
  const { reading } = expectation;
  const why =
    reading.state === 'unreadable' ? `the baseline cannot be read by key (${reading.error.message})` : '';
  return single(lineFinding(fileContext, difference, why));
}

function single(finding: Finding | undefined): FileComparison {
  return finding === undefined
    ? { status: 'cosmetic', findings: [], ignored: 1 }
    : { status: statusOf([finding]), findings: [finding], ignored: 0 };
}
