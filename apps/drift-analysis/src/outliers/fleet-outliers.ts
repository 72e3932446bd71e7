import { setImmediate as breathe } from 'node:timers/promises';
import { viewOf, type DesiredState } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { readConfig } from '@archivesmp/config-text';
import { findOutliers, type NoMajority, type OutlierGroup, type OutlierObservation } from '@archivesmp/drift';
import type { ConfigFile, ObservedOutlier, ObservedTie } from '@archivesmp/history';
import type { CompiledState, ConfigContents } from '@archivesmp/hub-wiring';
import type { NamedFleet } from '@archivesmp/fleet';
import { summariseEditions, summariseTies } from './another-edition.js';

/** Fewer instances with a file cannot show which of them is odd. */
const MINIMUM = 3;

/** What a search for odd ones goes by: rules, and the fleet by name and id. */
export interface OutlierSearch {
  readonly compiled: CompiledState;
  readonly fleet: NamedFleet;
}

/** What differs among the instances that have a plugin. */
export interface PluginOddities {
  readonly outliers: readonly ObservedOutlier[];
  /** Keys on which they are too divided to say who is odd. */
  readonly ties: readonly ObservedTie[];
}

/**
 * Finds odd ones among the files of one plugin as last seen on the fleet. Files with an expectation are left to the
 * comparison with it; files that are everywhere the same are settled by their hash.
 */
export async function pluginOutliers(
  plugin: string,
  files: readonly ConfigFile[],
  search: OutlierSearch,
  contents: ConfigContents,
): Promise<PluginOddities> {
  const { desired, rules } = search.compiled;
  const groups = groupsOf(desired.fleet);
  const outliers: ObservedOutlier[] = [];
  const ties: ObservedTie[] = [];
  for (const [path, everywhere] of Map.groupBy(files, (file) => file.path)) {
    const copies = everywhere.filter(
      (file) => file.state === 'readable' && search.fleet.nameOf.has(file.instanceId),
    );
    if (!worthComparing(plugin, path, copies, desired)) continue;
    const observations = await observe(plugin, copies, search, contents);
    const report = findOutliers({ plugin, file: path }, observations, {
      groups,
      minimum: MINIMUM,
      secrets: { judge: rules.judgeOf(plugin, path) },
      isIgnored: (key, name) => {
        const instance = desired.fleet.find((one) => one.name === name);
        const subject = { plugin, file: path, path: key, kind: 'wrong_value' as const };
        return instance !== undefined && rules.ignoring(subject, instance) !== undefined;
      },
    });
    const odd = report.outliers.map(
      ({ instance, path: key, value, majority, agree, of }): ObservedOutlier => ({
        instanceId: search.fleet.idOf.get(instance)!,
        plugin,
        file: path,
        path: key,
        ...(value !== undefined && { value }),
        ...(majority !== undefined && { majority }),
        agree,
        of,
      }),
    );
    outliers.push(...summariseEditions(odd));
    ties.push(...summariseTies(tiesOf(report.noMajority, search.fleet)));
    await breathe();
  }
  return { outliers, ties };
}

/** Undecided in the whole fleet and in a group: said once, for the whole fleet. */
function tiesOf(noMajority: readonly NoMajority[], fleet: NamedFleet): ObservedTie[] {
  const byKey = new Map<string, ObservedTie>();
  for (const { plugin, file, path, group: among, of, choices } of noMajority) {
    const id = JSON.stringify(path);
    if (byKey.has(id)) continue;
    const named = choices.map(({ instances, ...choice }) => ({
      ...choice,
      instanceIds: instances.map((name) => fleet.idOf.get(name)!),
    }));
    byKey.set(id, { plugin, file, path, among, of, choices: named });
  }
  return [...byKey.values()];
}

function worthComparing(
  plugin: string,
  path: string,
  copies: readonly ConfigFile[],
  desired: DesiredState,
): boolean {
  const place = `${plugin}/${path}`;
  const hasExpectation =
    desired.plugins.get(plugin)?.has(path) === true && !desired.document.noDesiredState.has(plugin);
  return (
    copies.length >= MINIMUM &&
    !hasExpectation &&
    !desired.isUnmanaged(place) &&
    !desired.isData(place) &&
    new Set(copies.map((file) => file.sha256)).size > 1
  );
}

async function observe(
  plugin: string,
  copies: readonly ConfigFile[],
  { compiled, fleet }: OutlierSearch,
  contents: ConfigContents,
): Promise<OutlierObservation[]> {
  const bytes = await contents.readAll(copies.flatMap((file) => file.sha256 ?? []));
  const { readers, fleet: instances } = compiled.desired;
  const roots = new Map<string, OutlierObservation['root']>();
  const facts = new Map(instances.map((one) => [one.name, one]));
  return copies.map(({ instanceId, path, sha256, format }) => {
    const { name, host, platform } = facts.get(fleet.nameOf.get(instanceId)!)!;
    if (sha256 === undefined || format === 'text') return { instance: name, host, root: undefined };
    const seen = readers.readingOn(plugin, path, platform);
    const id = `${sha256} ${seen.view} ${seen.separator}`;
    if (!roots.has(id)) {
      const reading = readConfig(bytes.get(sha256)!, format);
      roots.set(id, reading.state === 'ok' ? viewOf(reading.root, seen) : undefined);
    }
    return { instance: name, host, root: roots.get(id) };
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
