import { setImmediate as breathe } from 'node:timers/promises';
import { FleetRules, votesOfContent, type DesiredState, type RuleVote } from '@archivesmp/baseline';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import type { ConfigFile, ConfigFileReads } from '@archivesmp/history';
import type { ConfigContents } from './config-contents.js';
import type { NamedFleet } from '@archivesmp/fleet';

/** What files are read from. */
export interface SeenFiles {
  readonly files: Pick<ConfigFileReads, 'listConfigFiles' | 'listPlugins'>;
  readonly contents: ConfigContents;
}

/** What the files of a fleet, as scans last saw them, say about the rules over the fleet. @throws Problem of MariaDB or S3 */
export async function fleetVotes(
  desired: DesiredState,
  fleet: NamedFleet,
  seen: SeenFiles,
): Promise<RuleVote[]> {
  const rules = new FleetRules(desired.document.fleetRules);
  const votes: RuleVote[] = [];
  const instanceIds = [...fleet.nameOf.keys()];
  for (const plugin of await pluginsOf(desired, seen)) {
    const files = await seen.files.listConfigFiles({ instanceIds, plugin });
    const ruled = files.filter(({ path, state }) => state === 'readable' && rules.concerns(plugin, path));
    votes.push(...(await votesIn(ruled, rules, { desired, fleet, seen })));
    await breathe();
  }
  return votes;
}

/** Plugins that a rule is about: its own, or all of them where it has a wildcard. */
async function pluginsOf({ document }: DesiredState, { files }: SeenFiles): Promise<Set<string>> {
  const named = document.fleetRules.map(({ plugin }) => plugin);
  const plain = named.filter((plugin) => !plugin.includes('*'));
  if (plain.length === named.length) return new Set(named);
  return new Set([SERVER_FILES, ...plain, ...(await files.listPlugins()).map(({ plugin }) => plugin)]);
}

async function votesIn(
  files: readonly ConfigFile[],
  rules: FleetRules,
  { desired, fleet, seen }: { desired: DesiredState; fleet: NamedFleet; seen: SeenFiles },
): Promise<RuleVote[]> {
  const contents = await seen.contents.readConfigContents(files.flatMap(({ sha256 }) => sha256 ?? []));
  const instances = new Map(desired.fleet.map((one) => [one.name, one]));
  return files.flatMap(({ instanceId, plugin, path, sha256 }) => {
    const bytes = sha256 === undefined ? undefined : contents.get(sha256);
    const instance = instances.get(fleet.nameOf.get(instanceId)!);
    if (instance === undefined || bytes === undefined) return [];
    return votesOfContent(rules, { instance, plugin, path }, bytes, desired.readers);
  });
}
