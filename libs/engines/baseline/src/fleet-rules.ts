import { type ConfigNode, readConfig, type ScalarNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { type CompiledSelector, compileSelector } from './selector.js';
import type { FleetRule } from './deviations-document.js';
import { splitDotted } from './dotted-key.js';
import type { ConfigFileRef, FleetInstance } from '@archivesmp/fleet';
import type { Readers } from './readers.js';
import { viewOf } from './view-of.js';
import { scopeCovers } from './scope.js';

/** One file as one instance has it; `root` in the view in which the file is compared. */
export interface FleetFile {
  readonly instance: FleetInstance;
  readonly plugin: string;
  readonly file: string;
  readonly root: ConfigNode;
}

/** A value that a rule is about, as one instance has it. Plain data: votes may be kept and sent. */
export interface RuleVote {
  /** Number of the rule in its list. */
  readonly rule: number;
  readonly instance: string;
  readonly host: string;
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  /** The value as text, empty when it is not set. May be a secret: mask before showing. */
  readonly text: string;
}

/** Values that should differ and are the same, or should be the same and differ. */
export interface RuleBreach {
  readonly rule: FleetRule;
  /** `unique`: every instance with the one value. `agree`: every instance, those with the most common value first. */
  readonly holders: readonly RuleVote[];
}

/**
 * Uniqueness and agreement over a fleet, gathered file by file, so that no caller has to hold a fleet in memory. A value that is
 * empty or null counts as not set: it clashes with nothing, and it agrees only with others that are not set.
 */
export class FleetRules {
  private readonly compiled: readonly { readonly rule: FleetRule; readonly matches: CompiledSelector }[];

  constructor(rules: readonly FleetRule[]) {
    this.compiled = rules.map((rule) => ({ rule, matches: compileSelector(rule) }));
  }

  /** Whether the file can hold anything a rule is about; others need not be read. */
  concerns(plugin: string, file: string): boolean {
    return this.compiled.some(({ matches }) => matches.selectsFile(plugin, file));
  }

  /** What one file says about the rules. */
  votesIn({ instance, plugin, file, root }: FleetFile): RuleVote[] {
    return this.compiled.flatMap(({ rule, matches }, number) => {
      if (!scopeCovers(rule.among, instance) || !matches.selectsFile(plugin, file)) return [];
      const vote = (path: KeyPath, text: string): RuleVote => {
        return { rule: number, instance: instance.name, host: instance.host, plugin, file, path, text };
      };
      const votes: RuleVote[] = [];
      eachScalar(root, [], (path, value) => {
        if (matches.key(path)) votes.push(vote(path, scalarText(value)));
      });
      const isLiteral = !rule.key.includes('*');
      return votes.length === 0 && isLiteral ? [vote(splitDotted(rule.key), '')] : votes;
    });
  }

  breachesIn(votes: readonly RuleVote[]): RuleBreach[] {
    const byRule = groupBy(votes, ({ rule }) => String(rule));
    return this.compiled.flatMap(({ rule }, number) => {
      const groups = groupBy(byRule.get(String(number)) ?? [], ({ host }) =>
        rule.within === 'host' ? host : '',
      );
      return [...groups.values()].flatMap((group) =>
        rule.rule === 'unique' ? clashes(rule, group) : disagreements(rule, group),
      );
    });
  }
}

/** What the content of one file says about the rules; nothing when they are not about it, or it is not understood. */
export function votesOfContent(
  rules: FleetRules,
  { instance, plugin, path }: { readonly instance: FleetInstance } & ConfigFileRef,
  bytes: Uint8Array,
  readers: Readers,
): RuleVote[] {
  if (!rules.concerns(plugin, path)) return [];
  const seen = readers.readingOn(plugin, path, instance.platform);
  const reading = readConfig(bytes, seen.format);
  if (reading.state !== 'ok') return [];
  return rules.votesIn({ instance, plugin, file: path, root: viewOf(reading.root, seen) });
}

/** All breaches at once, for callers that have all files at hand. */
export function checkFleetRules(rules: readonly FleetRule[], files: Iterable<FleetFile>): RuleBreach[] {
  const check = new FleetRules(rules);
  return check.breachesIn([...files].flatMap((file) => check.votesIn(file)));
}

/** One instance may use its own value in several places; two instances may not. */
function clashes(rule: FleetRule, votes: readonly RuleVote[]): RuleBreach[] {
  const set = votes.filter(({ text }) => text !== '');
  return [...groupBy(set, ({ text }) => text).values()]
    .filter((holders) => new Set(holders.map(({ instance }) => instance)).size > 1)
    .map((holders) => ({ rule, holders }));
}

function disagreements(rule: FleetRule, votes: readonly RuleVote[]): RuleBreach[] {
  // A rule with wildcards is about several keys, and each has to agree with itself
  const keys = groupBy(votes, ({ plugin, file, path }) => JSON.stringify([plugin, file, path]));
  return [...keys.values()].flatMap((holders) => {
    const groups = [...groupBy(holders, ({ text }) => text).values()];
    if (groups.length < 2) return [];
    return [{ rule, holders: groups.sort((left, right) => right.length - left.length).flat() }];
  });
}

/** `25565` and `"25565"` are the same port, whatever the file calls them. */
function scalarText(value: ScalarNode): string {
  return value.type === 'null' ? '' : String(value.value).trim();
}

function eachScalar(node: ConfigNode, path: KeyPath, visit: (path: KeyPath, node: ScalarNode) => void): void {
  if (node.kind === 'scalar') visit(path, node);
  else if (node.kind === 'list')
    node.items.forEach((item, index) => eachScalar(item, [...path, index], visit));
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
