import {
  compileSelector,
  DEFAULT_LISTS,
  type DeviationsDocument,
  type FleetInstance,
  type IgnoreRule,
} from '@archivesmp/baseline';
import type { FindingKind, KeyPath, Severity } from '@archivesmp/contracts/vocabulary';
import type { ListReading } from './diff-trees.js';

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
  severityOf(subject: RuleSubject): Severity | undefined;
  listAt(plugin: string, file: string, path: KeyPath): ListReading;
}

const IN_ORDER: ListReading = { order: 'matters' };

/** Compiles the rules of a document; of several that match the first counts. */
export function compileRules(
  document: Pick<DeviationsDocument, 'ignore' | 'lists' | 'severity'>,
): CompiledRules {
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
          isAbout(rule.instances, instance) &&
          matches.file(subject.plugin, subject.file) &&
          matches.key(subject.path),
      )?.rule,
    severityOf: (subject) =>
      severities.find(
        ({ rule, matches }) =>
          ofKind(rule.kinds, subject.kind) &&
          matches.file(subject.plugin, subject.file) &&
          matches.key(subject.path),
      )?.rule.severity,
    listAt: (plugin, file, path) =>
      lists.find(({ matches }) => matches.file(plugin, file) && matches.key(path))?.rule ?? IN_ORDER,
  };
}

function ofKind(kinds: readonly FindingKind[], kind: FindingKind): boolean {
  return kinds.length === 0 || kinds.includes(kind);
}

function isAbout(instances: readonly string[], instance: FleetInstance): boolean {
  if (instances.length === 0) return true;
  return instances.some((name) => name === instance.name || (instance.aliases?.includes(name) ?? false));
}
