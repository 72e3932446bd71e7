import { type Expectation, type KeptAs, type KeptFile, type Override, showScope } from '@archivesmp/baseline';
import { type FindingKind, showKey } from '@archivesmp/contracts/vocabulary';
import type { ComparisonContext } from './comparison-context.js';
import { decidedBy, decidingOverride, scopeDeciding } from './decided-by.js';
import type { Difference } from './diff-trees.js';
import type { FindingDecidedBy, Finding } from './finding.js';
import { ranked } from './ranked-finding.js';
import { isSecretText } from '@archivesmp/secrets';
import { isSecretLine } from './masked-text.js';
import { type FileSecrets, MASK, show } from './shown-value.js';
import { defaultSeverity } from './severity.js';
import type { SourceTexts } from './source-text.js';
import type { TextDifference } from './text-difference.js';

/** What findings about one file of one instance go by. */
export interface FindingContext extends ComparisonContext {
  readonly plugin: string;
  readonly file: string;
}

/** A finding about a whole file, or undefined when a rule says it is none. */
export function fileFinding(
  context: FindingContext,
  kind: Extract<FindingKind, 'missing_file' | 'extra_file' | 'not_understood' | 'unreadable'>,
  why?: string,
): Finding | undefined {
  const subject = { plugin: context.plugin, file: context.file, path: [], kind };
  if (context.rules.ignoring(subject, context.instance)) return undefined;
  const isUnknown = kind === 'unreadable' || kind === 'not_understood';
  const kept = isUnknown ? undefined : context.rules.kept(context, keptAs(kind), context.instance);
  const described = {
    missing_file: 'the baseline has this file, the instance has not',
    extra_file: 'the instance has this file, the baseline has not',
    not_understood: 'the file is not understood',
    unreadable: 'the file cannot be read',
  }[kind];
  const whole = {
    plugin: context.plugin,
    file: context.file,
    kind,
    reason: why ? `${described}: ${why}` : described,
  };
  return wholeFinding(context, whole, { scope: isUnknown ? 'none' : 'baseline' }, kept);
}

/**
 * A plugin that should be installed and is not (or the other way round). `by` says who wants it so: the baseline, which
 * is there, unless given.
 */
export function pluginFinding(
  context: ComparisonContext,
  plugin: string,
  kind: 'missing_plugin' | 'extra_file',
  reason: string,
  by: FindingDecidedBy = { scope: 'baseline' },
): Finding | undefined {
  const subject = { plugin, file: '', path: [], kind };
  if (context.rules.ignoring(subject, context.instance)) return undefined;
  const kept = context.rules.kept(subject, keptAs(kind), context.instance);
  return wholeFinding(context, { plugin, file: null, kind, reason }, by, kept);
}

/** A file whose content is meant to be its own on this instance: it is not compared. */
export function ownFileFinding(context: FindingContext, kept: KeptFile): Finding {
  const whole = { plugin: context.plugin, file: context.file, kind: 'wrong_value' as const, reason: '' };
  return wholeFinding(context, whole, { scope: 'baseline' }, kept);
}

const keptAs = (kind: 'missing_file' | 'missing_plugin' | 'extra_file'): KeptAs =>
  kind === 'extra_file' ? 'extra' : 'missing';

const KEPT: Readonly<Record<KeptAs, string>> = {
  extra: 'is there on purpose',
  missing: 'is not there on purpose',
  own: 'has content of its own on purpose',
};

function wholeFinding(
  { instance, rules }: ComparisonContext,
  context: Pick<Finding, 'plugin' | 'file' | 'kind' | 'reason'>,
  by: FindingDecidedBy,
  kept: KeptFile | undefined,
): Finding {
  const { plugin, file, kind } = context;
  const subject = { plugin, file: file ?? '', path: [], kind };
  const location = { host: instance.host, instance: instance.name, plugin, file, path: [], key: '', kind };
  if (kept === undefined) {
    const severity = rules.severityOf(subject) ?? defaultSeverity(kind, { path: [] });
    return ranked(
      { ...location, status: 'drift', severity, decidedBy: by, reason: context.reason },
      instance,
    );
  }
  const owner = kept.owner ? ` by ${kept.owner}` : '';
  const source = `says the entry of kept_files for ${showScope(kept.scope)}${owner} (deviations.yml, line ${kept.line})`;
  const reason = `${KEPT[kept.as]}, ${source}: ${kept.reason}`;
  const decided = {
    status: 'documented',
    severity: 'low',
    decidedBy: scopeDeciding(kept.scope),
    reason,
  } as const;
  return ranked({ ...location, ...decided }, instance);
}

/** What is written in the baseline and in the file of the instance. */
export interface BothTexts {
  readonly expected: SourceTexts;
  readonly actual: SourceTexts;
}

/** A finding about one key. */
export function keyFinding(
  context: FindingContext,
  difference: Difference,
  expectation: Expectation,
  texts: BothTexts,
): Finding {
  const { kind, path } = difference;
  const subject = { plugin: context.plugin, file: context.file, path, kind };
  const decisive = decidingOverride(expectation, path);
  // What a deviation says is not written in the baseline
  const expectedText = decisive === undefined ? texts.expected.textOf(path, difference.expected) : undefined;
  const actualText = texts.actual.textOf(path, difference.actual);
  const sides = shownSides(context, difference);
  const key = { ...subject, values: [sides.expected, sides.actual] };
  const severity =
    context.rules.severityOf(subject) ?? defaultSeverity(kind, key, decisive?.deviation.enforcement);
  return ranked(
    {
      ...findingFileOf(context),
      path,
      key: showKey(path),
      kind,
      status: 'drift',
      severity,
      ...sides,
      ...(expectedText !== undefined && { expectedText }),
      ...(actualText !== undefined && { actualText }),
      decidedBy: decidedBy(decisive),
      reason: `${DIFFERENCE_WORDS[kind]}, ${decisive ? decisionSource(decisive) : 'says the baseline'}`,
    },
    context.instance,
  );
}

const DIFFERENCE_WORDS: Readonly<Record<Difference['kind'], string>> = {
  wrong_value: 'has another value than it should',
  missing_key: 'should be there and is not',
  extra_key: 'is there and should not be',
  type_change: 'has a value of another type than it should',
  list_order: 'has the right items in another order',
};

/** Who decided an expectation, with the place in the document. */
export function decisionSource({ deviation }: Override): string {
  const owner = deviation.owner ? ` by ${deviation.owner}` : '';
  return `says the deviation for ${showScope(deviation.scope)}${owner} (deviations.yml, line ${deviation.line})`;
}

/** A finding about text that has no keys: the first line that differs. */
export function lineFinding(context: FindingContext, difference: TextDifference, why: string): Finding {
  const subject = { plugin: context.plugin, file: context.file, path: [], kind: 'wrong_value' as const };
  const sides = {
    ...(difference.expected !== undefined && { expected: shownLine(context, difference.expected) }),
    ...(difference.actual !== undefined && { actual: shownLine(context, difference.actual) }),
  };
  return ranked(
    {
      ...findingFileOf(context),
      path: [],
      key: '',
      kind: 'wrong_value',
      status: 'drift',
      severity: context.rules.severityOf(subject) ?? defaultSeverity('wrong_value', { path: [] }),
      ...sides,
      decidedBy: { scope: 'baseline' },
      reason: `the text differs from line ${difference.line} on${why ? `; compared as text because ${why}` : ''}`,
    },
    context.instance,
  );
}

/** How the secrets of the file are shown that a finding is about. */
export const secretsOf = ({ secrets, rules, plugin, file }: FindingContext): FileSecrets => ({
  ...secrets,
  judge: rules.judgeOf(plugin, file),
});

/** Both sides of a difference as they may be shown. */
export function shownSides(
  context: FindingContext,
  { path, expected, actual }: Pick<Difference, 'path' | 'expected' | 'actual'>,
): Pick<Finding, 'expected' | 'actual' | 'expectedHash' | 'actualHash'> {
  const secrets = secretsOf(context);
  const wanted = expected && show(expected, path, secrets);
  const found = actual && show(actual, path, secrets);
  return {
    ...(wanted && { expected: wanted.value }),
    ...(found && { actual: found.value }),
    ...(wanted?.hash !== undefined && { expectedHash: wanted.hash }),
    ...(found?.hash !== undefined && { actualHash: found.hash }),
  };
}

/** Where a finding is, without its key. */
export function findingFileOf(
  context: FindingContext,
): Pick<Finding, 'host' | 'instance' | 'plugin' | 'file'> {
  return {
    host: context.instance.host,
    instance: context.instance.name,
    plugin: context.plugin,
    file: context.file,
  };
}

const MAX_LINE = 200;

/** A line of a text that cannot be read by key may still hold a secret. */
function shownLine(context: FindingContext, line: string): string {
  const { judge } = secretsOf(context);
  if (isSecretText(context.file, judge) || isSecretLine(line, judge)) return MASK;
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}
