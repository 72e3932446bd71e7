import {
  compileLeftOpen,
  compileSelector,
  DEFAULT_LISTS,
  type DeviationsDocument,
  type IgnoreRule,
  isExpired,
  type KeptAs,
  type KeptFile,
  type LeftOpen,
  scopeCovers,
} from '@archivesmp/baseline';
import { compilePathGlob, type FleetInstance } from '@archivesmp/fleet';
import type { FindingKind, KeyPath, Severity } from '@archivesmp/contracts/vocabulary';
import type { ListReading } from './diff-trees.js';
import { judgesOf, type JudgeOf } from './secret-judges.js';

/** A difference as far as rules look at it. `file` is empty when the whole plugin is meant. */
export interface RuleSubject {
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  readonly kind: FindingKind;
}

/**
 * The document's rules and, behind them, the lists that every server has, compiled once. The same object serves compare,
 * plan and verify.
 */
export interface CompiledRules {
  /** The first rule that says this difference is none, or undefined. */
  ignoring(subject: RuleSubject, instance: FleetInstance): IgnoreRule | undefined;
  /** Who says that a whole file, or a plugin (then `file` is empty), is meant to be so on an instance. */
  kept(
    subject: Pick<RuleSubject, 'plugin' | 'file'>,
    as: KeptAs,
    instance: FleetInstance,
  ): KeptFile | undefined;
  /** The baseline holds some files of the plugin only: what it does not hold is not judged. */
  isPartlyDescribed(plugin: string): boolean;
  /** The rule that leaves a key open: while no baseline and no deviation has it, it is not judged. */
  leftOpen: LeftOpen;
  severityOf(subject: RuleSubject): Severity | undefined;
  listAt(plugin: string, file: string, path: KeyPath): ListReading;
  judgeOf: JudgeOf;
}

const IN_ORDER: ListReading = { order: 'matters' };

/** Compiles the rules of a document; of several that match the first counts. `now` (ISO) decides what has expired. */
export function compileRules(
  document: Pick<
    DeviationsDocument,
    'ignore' | 'lists' | 'severity' | 'secrets' | 'keptFiles' | 'leftOpen' | 'partlyDescribed'
  >,
  now?: string,
): CompiledRules {
  const kept = document.keptFiles
    .filter((one) => now === undefined || !isExpired(one, now))
    .map((rule) => ({ rule, matches: rule.file === undefined ? isWhole : compilePathGlob(rule.file) }));
  const ignores = document.ignore.map((rule) => ({ rule, matches: compileSelector(rule) }));
  const severities = document.severity.map((rule) => ({ rule, matches: compileSelector(rule) }));
  const lists = [...document.lists, ...DEFAULT_LISTS].map((rule) => ({
    rule,
    matches: compileSelector(rule),
  }));
  return {
    ignoring: (subject, instance) =>
      ignores.find(
        ({ rule, matches }) =>
          ofKind(rule.kinds, subject.kind) &&
          includesInstance(rule.instances, instance) &&
          matches.selectsFile(subject.plugin, subject.file) &&
          matches.key(subject.path),
      )?.rule,
    kept: ({ plugin, file }, as, instance) =>
      kept.find(
        ({ rule, matches }) =>
          rule.as === as && rule.plugin === plugin && scopeCovers(rule.scope, instance) && matches(file),
      )?.rule,
    leftOpen: compileLeftOpen(document),
    isPartlyDescribed: (plugin) => document.partlyDescribed.has(plugin),
    severityOf: (subject) =>
      severities.find(
        ({ rule, matches }) =>
          ofKind(rule.kinds, subject.kind) &&
          matches.selectsFile(subject.plugin, subject.file) &&
          matches.key(subject.path),
      )?.rule.severity,
    listAt: (plugin, file, path) =>
      lists.find(({ matches }) => matches.selectsFile(plugin, file) && matches.key(path))?.rule ?? IN_ORDER,
    judgeOf: judgesOf(document),
  };
}

/** A finding about the whole plugin has no file. */
const isWhole = (file: string): boolean => file === '';

function ofKind(kinds: readonly FindingKind[], kind: FindingKind): boolean {
  return kinds.length === 0 || kinds.includes(kind);
}

function includesInstance(instances: readonly string[], instance: FleetInstance): boolean {
  if (instances.length === 0) return true;
  return instances.some((name) => name === instance.name || (instance.aliases?.includes(name) ?? false));
}
