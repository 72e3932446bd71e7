import { compareTexts } from '@archivesmp/contracts/text-order';
import type { IgnoreRule } from '@archivesmp/baseline';
import type { ConfigNode } from '@archivesmp/config-text';
import { isUuid } from '@archivesmp/contracts/uuid';
import {
  FINDING_SUBJECTS,
  findingKindsOf,
  type FindingKind,
  type KeyPath,
} from '@archivesmp/contracts/vocabulary';
import { diffTrees } from './diff-trees.js';
import { leafNodesOf } from './leaves.js';

/** One file of one instance before and after a restart during which nothing was edited. */
export interface RestartedFile {
  readonly instance: string;
  readonly plugin: string;
  readonly file: string;
  /** undefined: it was not there. */
  readonly before: ConfigNode | 'unreadable' | undefined;
  readonly after: ConfigNode | 'unreadable' | undefined;
}

/** A rule that a person may accept, with what it was learned from. */
export interface NoiseProposal {
  readonly rule: IgnoreRule;
  /** Instances on which the server itself made such a change. */
  readonly instances: readonly string[];
  /** How many changes the rule would have hidden. */
  readonly changes: number;
}

/** This many neighbours that changed alike are taken for entries of one collection. */
const COLLECTION = 3;

/**
 * What a server changes by itself is noise, not drift: proposes the ignore rules that would hide it. Keys that look
 * generated (UUIDs, numbers, times) and runs of neighbours become one rule with `*`. Proposes only; a person decides.
 */
export function learnNoise(files: Iterable<RestartedFile>): NoiseProposal[] {
  const changes = [...files].flatMap(changesOf);
  const proposals = new Map<string, { rule: IgnoreRule; instances: Set<string>; changes: number }>();
  for (const { change, pattern } of withPatterns(changes)) {
    const { plugin, kinds } = change;
    const selector = { plugin, file: pattern.file, key: pattern.key };
    const id = JSON.stringify([selector, kinds]);
    let proposal = proposals.get(id);
    if (proposal === undefined) {
      const rule = { ...selector, instances: [], kinds, reason: REASON[change.what] };
      proposals.set(id, (proposal = { rule, instances: new Set(), changes: 0 }));
    }
    proposal.instances.add(change.instance);
    proposal.changes++;
  }
  return [...proposals.values()]
    .map((proposal) => ({ ...proposal, instances: [...proposal.instances].sort() }))
    .sort((left, right) => right.changes - left.changes || compareRules(left.rule, right.rule));
}

const REASON = {
  value: 'the server rewrites this value by itself at a restart',
  key: 'the server adds or removes this key by itself at a restart',
  file: 'the server writes or removes this file by itself at a restart',
} as const;

interface Change {
  readonly instance: string;
  readonly plugin: string;
  readonly file: string;
  /** Empty for a whole file. */
  readonly path: KeyPath;
  readonly what: keyof typeof REASON;
  readonly kinds: readonly FindingKind[];
}

function changesOf({ instance, plugin, file, before, after }: RestartedFile): Change[] {
  const siblingsId = { instance, plugin, file };
  if (before === undefined || after === undefined)
    return before === after ? [] : [{ ...siblingsId, path: [], what: 'file', kinds: findingKindsOf('file') }];
  // What a restart broke is damage, which must not be hidden
  if (before === 'unreadable' || after === 'unreadable') return [];
  return diffTrees(before, after).flatMap(({ kind, path, expected, actual }): Change[] => {
    if (FINDING_SUBJECTS[kind] !== 'key')
      return [{ ...siblingsId, path, what: 'value', kinds: findingKindsOf('value') }];
    const paths = leafNodesOf((expected ?? actual)!, path).map((leaf) => leaf.path);
    return paths.map((leaf) => ({ ...siblingsId, path: leaf, what: 'key', kinds: findingKindsOf('key') }));
  });
}

interface Pattern {
  readonly file: string;
  readonly key: string;
}

/** Every change with the pattern that stands for it and its like. */
function withPatterns(changes: readonly Change[]): { change: Change; pattern: Pattern }[] {
  const alike = new Map<string, Set<string>>();
  for (const change of changes) {
    for (const { siblingsId, step } of stepsOf(change)) {
      const seen = alike.get(siblingsId) ?? new Set();
      alike.set(siblingsId, seen.add(step));
    }
  }
  return changes.map((change) => {
    const isCollected = ({ siblingsId, mayCollect }: Step): boolean =>
      mayCollect && alike.get(siblingsId)!.size >= COLLECTION;
    const depth = change.file.split('/').length;
    const steps = stepsOf(change);
    const file = steps.slice(0, depth).map((step) => (isCollected(step) ? '*' : withoutGenerated(step.step)));
    const key = steps.slice(depth).map((step) => {
      const isAny = isCollected(step) || isGenerated(step.step);
      // A key with dots counts as several steps of a selector
      return isAny ? step.step.split('.').fill('*').join('.') : escaped(step.step);
    });
    return { change, pattern: { file: file.join('/'), key: key.length === 0 ? '**' : key.join('.') } };
  });
}

/** One step of where a change is. */
interface Step {
  readonly step: string;
  /** The same for changes that differ in this step only. */
  readonly siblingsId: string;
  /** Never for names that stand alone: a rule about every file of a plugin or every key of a file hides too much. */
  readonly mayCollect: boolean;
}

function stepsOf({ plugin, file, path, what }: Change): Step[] {
  const folders = file.split('/');
  const inFile = folders.map((step, index): Step => {
    const siblingsId = JSON.stringify([
      what,
      plugin,
      folders.slice(0, index),
      folders.slice(index + 1),
      path,
    ]);
    return { step, siblingsId, mayCollect: what === 'file' && index > 0 };
  });
  const inFileKeys = path.map((step, index): Step => {
    const rest = path.slice(index + 1);
    const siblingsId = JSON.stringify([what, plugin, file, path.slice(0, index), rest, index]);
    const mayCollect = rest.length > 0 || (what === 'key' && index > 0);
    return { step: String(step), siblingsId, mayCollect };
  });
  return [...inFile, ...inFileKeys];
}

/** UUIDs, numbers, dates and long hashes are made by a program, and different the next time. */
function isGenerated(step: string): boolean {
  return isUuid(step) || /^\d[\d._:T+-]{3,}Z?$/.test(step) || /^[0-9a-f]{24,}$/i.test(step);
}

/** A generated file name as a pattern; the ending stays. */
function withoutGenerated(name: string): string {
  const stem = name.replace(/\.[A-Za-z]{1,5}$/, '');
  return isGenerated(stem) ? `*${name.slice(stem.length)}` : name;
}

/** As a selector names a step. `""` would be a key without a name, and no other word stands for one that is written so. */
const escaped = (step: string): string => (step === '""' ? '*' : step.replace(/[\\.]/g, '\\$&'));

function compareRules(left: IgnoreRule, right: IgnoreRule): number {
  const [one, other] = [left, right].map(({ plugin, file, key }) => `${plugin}\0${file}\0${key}`) as [
    string,
    string,
  ];
  return compareTexts(one, other);
}
