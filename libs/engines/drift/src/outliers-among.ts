import { type DesiredState, viewOf } from '@archivesmp/baseline';
import { type ConfigNode, readConfig } from '@archivesmp/config-text';
import type { ConfigFileRef, FleetInstance } from '@archivesmp/fleet';
import { findOutliers, type NoMajority, type OutlierGroup, type OutlierReport } from './outliers.js';
import type { CompiledRules } from './rules.js';
import { summariseOutliers, summariseTies } from './whole-file-differences.js';

/** Fewer instances with a file cannot show which of them is odd. */
export const LEAST_COPIES = 3;

/** What a comparison of instances with each other goes by. */
export interface ComparisonRules {
  readonly desired: Pick<DesiredState, 'document' | 'fleet' | 'isUnmanaged' | 'isData' | 'readers'>;
  readonly rules: CompiledRules;
}

/** One file as one instance has it: by the same name its bytes are the same, whatever the name is made of. */
export interface FileCopy {
  /** As the desired state calls the instance. */
  readonly instance: FleetInstance;
  /** A sha256, or any other name of the content. */
  readonly content: string | number;
}

/**
 * Whether a file is compared among the instances that have it: it has no expectation (`hasBaseline`, unless its plugin has no desired
 * state), it is managed, it is no data, enough instances have it, and not all of them the same.
 */
export function canHaveOutliers(
  { plugin, path }: ConfigFileRef,
  hasBaseline: boolean,
  contents: readonly FileCopy['content'][],
  { desired }: ComparisonRules,
): boolean {
  return (
    contents.length >= LEAST_COPIES &&
    isComparedAmong({ plugin, path }, hasBaseline, desired) &&
    new Set(contents).size > 1
  );
}

/** The same without a look at who has the file: whether it is worth being read for that. */
export function isComparedAmong(
  { plugin, path }: ConfigFileRef,
  hasBaseline: boolean,
  { document, isUnmanaged, isData }: ComparisonRules['desired'],
): boolean {
  const file = `${plugin}/${path}`;
  const hasExpectation = hasBaseline && !document.noDesiredState.has(plugin);
  return !hasExpectation && !isUnmanaged(file) && !isData(file);
}

/**
 * The outliers among the copies of one file, and the keys without a majority; each content is parsed once for each way
 * in which it is read. An instance that differs in many keys is one outlier, and many keys without a majority are one, too.
 * @param bytesOf the content by its name; undefined: it is unknown, and the copy does not count
 */
export function outliersAmong(
  file: ConfigFileRef,
  copies: readonly FileCopy[],
  bytesOf: (content: FileCopy['content']) => Uint8Array | undefined,
  { desired, rules }: ComparisonRules,
): OutlierReport {
  const { plugin, path } = file;
  const roots = new Map<string, ConfigNode | undefined>();
  const rootOf = ({ instance, content }: FileCopy): ConfigNode | undefined => {
    const reading = desired.readers.readingOn(plugin, path, instance.platform);
    const id = `${content} ${reading.view} ${reading.separator}`;
    if (!roots.has(id)) {
      const bytes = reading.format === 'text' ? undefined : bytesOf(content);
      const read = bytes && readConfig(bytes, reading.format);
      roots.set(id, read?.state === 'ok' ? viewOf(read.root, reading) : undefined);
    }
    return roots.get(id);
  };
  const observations = copies.map((copy) => {
    const { name, host } = copy.instance;
    return { instance: name, host, root: rootOf(copy) };
  });
  const instances = new Map(copies.map(({ instance }) => [instance.name, instance]));
  const { outliers, noMajority } = findOutliers({ plugin, file: path }, observations, {
    groups: groupsOf(desired.fleet),
    minimum: LEAST_COPIES,
    secrets: { judge: rules.judgeOf(plugin, path) },
    isIgnored: (key, name) => {
      const subject = { plugin, file: path, path: key, kind: 'wrong_value' as const };
      return rules.ignoring(subject, instances.get(name)!) !== undefined;
    },
  });
  return { outliers: summariseOutliers(outliers), noMajority: summariseTies(oncePerKey(noMajority)) };
}

/** Undecided in the whole fleet and in a group: said once, for the whole fleet. */
function oncePerKey(noMajority: readonly NoMajority[]): NoMajority[] {
  const seen = new Set<string>();
  return noMajority.filter(({ path }) => {
    const id = JSON.stringify(path);
    return !seen.has(id) && seen.add(id);
  });
}

/** Instances that run the same platform or carry the same tag are expected to agree. */
function groupsOf(fleet: readonly FleetInstance[]): OutlierGroup[] {
  const groups = new Map<string, Set<string>>();
  const add = (name: string, instance: string): void => {
    const members = groups.get(name) ?? new Set<string>();
    groups.set(name, members.add(instance));
  };
  for (const { name, platform, tags } of fleet) {
    if (platform !== 'unknown') add(`platform:${platform}`, name);
    for (const tag of tags) add(`tag:${tag}`, name);
  }
  return [...groups].map(([name, instances]) => ({ name, instances }));
}
