import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { compileSelector } from './selector.js';
import type { FleetRule } from './deviations-document.js';
import { splitDotted } from './dotted-key.js';
import { type FleetInstance, scopeCovers } from './scope.js';

/** One file as one instance has it; `root` in the view in which the file is compared. */
export interface FleetFile {
  readonly instance: FleetInstance;
  readonly plugin: string;
  readonly file: string;
  readonly root: ConfigNode;
}

/** Where a value that a rule is about was seen. */
export interface RuleValue {
  readonly instance: FleetInstance;
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  /** undefined: the file is there and has no such key. */
  readonly value: ConfigNode | undefined;
}

/** Values that should differ and are the same, or should be the same and differ. */
export interface RuleBreach {
  readonly rule: FleetRule;
  /** `unique`: everybody who has the one value. `agree`: everybody, those with the most common value first. */
  readonly holders: readonly RuleValue[];
}

/**
 * Values by rule, gathered file by file so that nobody has to hold a fleet in memory. A value that is empty or null counts as
 * not set: it clashes with nothing, and it agrees only with others that are not set.
 */
export class FleetRuleCheck {
  private readonly rules: readonly {
    readonly rule: FleetRule;
    readonly matches: ReturnType<typeof compileSelector>;
    readonly values: RuleValue[];
  }[];

  constructor(rules: readonly FleetRule[]) {
    this.rules = rules.map((rule) => ({ rule, matches: compileSelector(rule), values: [] }));
  }

  /** Whether the file can hold anything a rule is about; others need not be read. */
  isAbout(plugin: string, file: string): boolean {
    return this.rules.some(({ matches }) => matches.file(plugin, file));
  }

  see(seen: FleetFile): void {
    const { instance, plugin, file, root } = seen;
    for (const { rule, matches, values } of this.rules) {
      if (!scopeCovers(rule.among, instance) || !matches.file(plugin, file)) continue;
      const before = values.length;
      eachScalar(root, [], (path, value) => {
        if (matches.key(path)) values.push({ instance, plugin, file, path, value });
      });
      const isLiteral = !rule.key.includes('*');
      if (values.length === before && isLiteral)
        values.push({ instance, plugin, file, path: splitDotted(rule.key), value: undefined });
    }
  }

  breaches(): RuleBreach[] {
    return this.rules.flatMap(({ rule, values }) => {
      const groups = groupBy(values, ({ instance }) => (rule.within === 'host' ? instance.host : ''));
      return [...groups.values()].flatMap((group) =>
        rule.rule === 'unique' ? clashes(rule, group) : disagreements(rule, group),
      );
    });
  }
}

/** All breaches at once, for callers that have all files at hand. */
export function checkFleetRules(rules: readonly FleetRule[], files: Iterable<FleetFile>): RuleBreach[] {
  const check = new FleetRuleCheck(rules);
  for (const file of files) check.see(file);
  return check.breaches();
}

/** One instance may use its own value in several places; two instances may not. */
function clashes(rule: FleetRule, values: readonly RuleValue[]): RuleBreach[] {
  const set = values.filter(({ value }) => textOf(value) !== '');
  return [...groupBy(set, ({ value }) => textOf(value)).values()]
    .filter((holders) => new Set(holders.map(({ instance }) => instance.name)).size > 1)
    .map((holders) => ({ rule, holders }));
}

function disagreements(rule: FleetRule, values: readonly RuleValue[]): RuleBreach[] {
  // because: a rule with wildcards is about several keys, and each has to agree with itself
  const keys = groupBy(values, ({ plugin, file, path }) => JSON.stringify([plugin, file, path]));
  return [...keys.values()].flatMap((holders) => {
    const groups = [...groupBy(holders, ({ value }) => textOf(value)).values()];
    if (groups.length < 2) return [];
    return [{ rule, holders: groups.sort((left, right) => right.length - left.length).flat() }];
  });
}

/** `25565` and `"25565"` are the same port, whatever the file calls them. */
function textOf(value: ConfigNode | undefined): string {
  return value?.kind === 'scalar' && value.type !== 'null' ? String(value.value).trim() : '';
}

function eachScalar(node: ConfigNode, path: KeyPath, visit: (path: KeyPath, node: ConfigNode) => void): void {
  if (node.kind === 'scalar') visit(path, node);
  else if (node.kind === 'list') node.items.forEach((item, at) => eachScalar(item, [...path, at], visit));
  else for (const { key, value } of node.entries) eachScalar(value, [...path, key], visit);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
