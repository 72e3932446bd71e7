import { setImmediate as breathe } from 'node:timers/promises';
import { counted } from '@archivesmp/contracts/counted';
import {
  type FileCopy,
  canHaveOutliers,
  type NoMajority,
  outliersAmong,
  type Outlier,
} from '@archivesmp/drift';
import type { NamedFleet } from '@archivesmp/fleet';
import type { ConfigFile, ObservedOutlier, ObservedTie } from '@archivesmp/history';
import type { CompiledState, ConfigContents } from '@archivesmp/hub-wiring';

/** What a search for odd ones goes by: rules, and the fleet by name and id. */
export interface OutlierSearch {
  readonly compiled: CompiledState;
  readonly fleet: NamedFleet;
}

/** What differs among the instances that have a plugin. */
export interface PluginOutliers {
  readonly outliers: readonly ObservedOutlier[];
  /** Keys on which they are too divided to say who is odd. */
  readonly ties: readonly ObservedTie[];
}

/** Finds odd ones among the files of one plugin as last seen on the fleet; the contents that are needed are fetched. */
export async function pluginOutliers(
  plugin: string,
  files: readonly ConfigFile[],
  search: OutlierSearch,
  contents: ConfigContents,
): Promise<PluginOutliers> {
  const { compiled, fleet } = search;
  const outliers: ObservedOutlier[] = [];
  const ties: ObservedTie[] = [];
  const known = new Map(compiled.desired.fleet.map((one) => [one.name, one]));
  for (const [path, everywhere] of Map.groupBy(files, (file) => file.path)) {
    const copies = everywhere.flatMap(({ state, sha256, instanceId }): FileCopy[] => {
      const instance = known.get(fleet.nameOf.get(instanceId) ?? '');
      return state === 'readable' && sha256 !== undefined && instance ? [{ instance, content: sha256 }] : [];
    });
    const hashes = copies.map(({ content }) => String(content));
    const hasBaseline = compiled.desired.plugins.get(plugin)?.has(path) === true;
    if (!canHaveOutliers({ plugin, path }, hasBaseline, hashes, compiled)) continue;
    const bytes = await contents.readConfigContents(hashes);
    const report = outliersAmong({ plugin, path }, copies, (hash) => bytes.get(String(hash)), compiled);
    outliers.push(...report.outliers.map((one) => storedOutlier(one, fleet)));
    ties.push(...report.noMajority.map((one) => storedTie(one, fleet)));
    await breathe();
  }
  return { outliers, ties };
}

function storedOutlier(outlier: Outlier, fleet: NamedFleet): ObservedOutlier {
  const { instance, plugin, file, path, value, majority, agree, of } = outlier;
  return {
    instanceId: fleet.idOf.get(instance)!,
    plugin,
    file,
    path,
    ...(value !== undefined && { value }),
    ...(majority !== undefined && { majority }),
    agree,
    of,
  };
}

function storedTie(tie: NoMajority, fleet: NamedFleet): ObservedTie {
  const { plugin, file, path, group: among, of, choices, keys } = tie;
  return {
    plugin,
    file,
    path,
    ...(keys !== undefined && { value: `${counted(keys, 'key')} without a majority` }),
    among,
    of,
    choices: choices.map(({ instances, ...choice }) => ({
      ...choice,
      instanceIds: instances.map((name) => fleet.idOf.get(name)!),
    })),
  };
}
