import type { ConfigNode } from '@archivesmp/config-text';
import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import { judgeBeside } from './judge-beside.js';
import type { ShownValue } from './finding.js';
import { leafNodesOf } from './leaves.js';
import { meaningOf } from './same-meaning.js';
import { type FileSecrets, show } from './shown-value.js';

/** One file on one instance; `root` undefined: it cannot be read and has no say. */
export interface OutlierObservation {
  readonly instance: string;
  readonly host: string;
  readonly root: ConfigNode | undefined;
}

/** An instance that differs from what most of a group has. */
export interface Outlier {
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  readonly key: string;
  readonly instance: string;
  readonly host: string;
  /** Left out: the instance has no such key, or null there. */
  readonly value?: ShownValue;
  /** Left out: the others have no such key, or null there. */
  readonly majority?: ShownValue;
  readonly agree: number;
  readonly of: number;
  readonly group: string;
}

/** A key on which a group is too divided to say who is odd. */
export interface NoMajority {
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  readonly key: string;
  readonly group: string;
  readonly of: number;
  /** How many different values there are. */
  readonly values: number;
  /** Of a whole file (empty path): how many of its keys are without a majority. */
  readonly keys?: number;
  /** Who has what, the value of the most instances first. */
  readonly choices: readonly OutlierChoice[];
}

/** One of several values of a key, and the instances that have it. */
export interface OutlierChoice {
  /** Left out: they have no such key, or null there. */
  readonly value?: ShownValue;
  readonly instances: readonly string[];
}

/** Instances that are expected to agree. `everywhere` stands for all. */
export interface OutlierGroup {
  readonly name: string;
  readonly instances: ReadonlySet<string>;
}

/** Who is expected to agree with whom, and what counts as a majority (two thirds of at least three unless given). */
export interface OutlierOptions {
  /** Groups beside the whole fleet, such as tags. */
  readonly groups?: readonly OutlierGroup[];
  /** How large a share makes a majority. */
  readonly majorityShare?: number;
  /** Smaller groups are not judged. */
  readonly minimum?: number;
  readonly secrets: FileSecrets;
  /** Keys that never count, by the document's ignore rules. */
  readonly isIgnored?: (path: KeyPath, instance: string) => boolean;
}

/** The outliers, and the keys without a majority. */
export interface OutlierReport {
  readonly outliers: readonly Outlier[];
  readonly noMajority: readonly NoMajority[];
}

/** Name of the group of all instances. */
export const EVERYWHERE = 'everywhere';

/**
 * Finds the one of twenty that differs, without a baseline. A value is odd when a clear majority of a group has another
 * one and the instance does not side with the majority of any other group it belongs to.
 */
export function findOutliers(
  location: { readonly plugin: string; readonly file: string },
  observations: readonly OutlierObservation[],
  options: OutlierOptions,
): OutlierReport {
  const readable = observations.filter(({ root }) => root !== undefined);
  const { groups = [] } = options;
  const secrets = {
    ...options.secrets,
    judge: judgeBeside(
      options.secrets.judge,
      readable.map(({ root }) => root),
    ),
  };
  const all: OutlierGroup = {
    name: EVERYWHERE,
    instances: new Set(readable.map(({ instance }) => instance)),
  };
  const outliers: Outlier[] = [];
  const noMajority: NoMajority[] = [];
  for (const leaf of differingLeaves(readable)) {
    const verdicts = [all, ...groups].map((group) => judge(leaf, group, readable, options));
    for (const verdict of verdicts) {
      if (verdict === undefined) continue;
      const where = { ...location, path: leaf.path, key: showKey(leaf.path), group: verdict.group };
      const isAsked = verdict.members.some((one) => !options.isIgnored?.(leaf.path, one.instance));
      if (verdict.majority === undefined && isAsked) {
        const choices = choicesOf(leaf, verdict.members, secrets);
        noMajority.push({ ...where, of: verdict.of, values: verdict.values, choices });
      }
      for (const observation of verdict.outliers) {
        if (verdicts.some((other) => other !== verdict && other?.siding.has(observation.instance))) continue;
        if (options.isIgnored?.(leaf.path, observation.instance)) continue;
        outliers.push({ ...where, ...describe(leaf, observation, verdict, secrets) });
      }
    }
  }
  return { outliers: oncePerKey(outliers), noMajority };
}

interface Leaf {
  readonly path: KeyPath;
  /** Instance -> value; an instance without the key, or with null, is not in the map. */
  readonly values: ReadonlyMap<string, { readonly node: ConfigNode; readonly meaning: string }>;
}

interface Verdict {
  readonly group: string;
  readonly of: number;
  readonly members: readonly OutlierObservation[];
  readonly values: number;
  readonly majority: { readonly meaning: string | undefined; readonly agree: number } | undefined;
  readonly outliers: readonly OutlierObservation[];
  readonly siding: ReadonlySet<string>;
}

/** Leaves (lists count as one) whose value is not the same on all instances. */
function differingLeaves(observations: readonly OutlierObservation[]): Leaf[] {
  const leaves = new Map<
    string,
    { path: KeyPath; values: Map<string, { node: ConfigNode; meaning: string }> }
  >();
  const parents = new Set<string>();
  const noteParents = (path: KeyPath): void => {
    for (let depth = 0; depth < path.length; depth++) parents.add(idOf(path.slice(0, depth)));
  };
  for (const { instance, root } of observations) {
    for (const { path, node } of leafNodesOf(root!)) {
      if (isNothing(node)) {
        noteParents(path);
        continue;
      }
      const id = idOf(path);
      let leaf = leaves.get(id);
      if (leaf === undefined) leaves.set(id, (leaf = { path, values: new Map() }));
      leaf.values.set(instance, { node, meaning: node.reference ?? meaningOf(node) });
    }
  }
  for (const { path } of leaves.values()) noteParents(path);
  // A map that is empty on one instance and filled on another differs in the keys below it, and only there
  for (const id of parents) if (isAlwaysEmpty(leaves.get(id))) leaves.delete(id);
  return [...leaves.values()].filter(({ values }) => {
    const [first] = values.values();
    return (
      values.size < observations.length ||
      [...values.values()].some(({ meaning }) => meaning !== first!.meaning)
    );
  });
}

/** As in drift, `a.b: 1` and `a: {b: 1}` are one setting. */
const idOf = (path: KeyPath): string => path.join('.');

/** Bukkit's getters give the default for `key:` as for no key at all, so that neither is odd beside the other. */
function isNothing(node: ConfigNode): boolean {
  return node.kind === 'scalar' && node.type === 'null';
}

function isAlwaysEmpty(leaf: Leaf | undefined): boolean {
  return leaf !== undefined && [...leaf.values.values()].every(({ node }) => node.kind === 'map');
}

function judge(
  leaf: Leaf,
  group: OutlierGroup,
  observations: readonly OutlierObservation[],
  { minimum = 3, majorityShare = 2 / 3 }: OutlierOptions,
): Verdict | undefined {
  const members = observations.filter(({ instance }) => group.instances.has(instance));
  if (members.length < Math.max(minimum, 1)) return undefined;
  const counts = new Map<string | undefined, number>();
  for (const { instance } of members) {
    const meaning = leaf.values.get(instance)?.meaning;
    counts.set(meaning, (counts.get(meaning) ?? 0) + 1);
  }
  const [meaning, agree] = [...counts].sort((left, right) => right[1] - left[1])[0]!;
  const isClear = agree >= members.length * majorityShare - 1e-9;
  const agrees = ({ instance }: OutlierObservation): boolean =>
    leaf.values.get(instance)?.meaning === meaning;
  return {
    group: group.name,
    of: members.length,
    members,
    values: counts.size,
    majority: isClear ? { meaning, agree } : undefined,
    outliers: isClear ? members.filter((member) => !agrees(member)) : [],
    siding: new Set(isClear ? members.filter(agrees).map(({ instance }) => instance) : []),
  };
}

function describe(
  leaf: Leaf,
  { instance, host }: OutlierObservation,
  verdict: Verdict,
  secrets: FileSecrets,
): Pick<Outlier, 'instance' | 'host' | 'value' | 'majority' | 'agree' | 'of'> {
  const own = leaf.values.get(instance);
  const usual = [...leaf.values.values()].find(({ meaning }) => meaning === verdict.majority!.meaning);
  return {
    instance,
    host,
    ...(own && { value: show(own.node, leaf.path, secrets).value }),
    ...(usual && { majority: show(usual.node, leaf.path, secrets).value }),
    agree: verdict.majority!.agree,
    of: verdict.of,
  };
}

function choicesOf(
  leaf: Leaf,
  members: readonly OutlierObservation[],
  secrets: FileSecrets,
): OutlierChoice[] {
  const byMeaning = Map.groupBy(members, ({ instance }) => leaf.values.get(instance)?.meaning);
  const choices = [...byMeaning.values()].map((those): OutlierChoice => {
    const instances = those.map(({ instance }) => instance);
    const own = leaf.values.get(instances[0]!);
    return { ...(own && { value: show(own.node, leaf.path, secrets).value }), instances };
  });
  return choices.sort((left, right) => right.instances.length - left.instances.length);
}

/** Odd in the whole fleet and in a group: said once, for the whole fleet. */
function oncePerKey(outliers: readonly Outlier[]): Outlier[] {
  const seen = new Set<string>();
  return outliers.filter(({ instance, path }) => {
    const id = `${instance}\0${path.join('\0')}`;
    return !seen.has(id) && seen.add(id);
  });
}
