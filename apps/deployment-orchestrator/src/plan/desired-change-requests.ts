import { isExpectedOn } from '@archivesmp/baseline';
import { describedInstance, isFileOn, type FleetInstance, serverPath } from '@archivesmp/fleet';
import { changeRequestsForPlugin, type DesiredFile } from '@archivesmp/change-plan';
import { hintFor } from '@archivesmp/contracts/closest-name';
import type { InstanceChangeRequest } from '@archivesmp/contracts/plan';
import { SERVER_FILES, showKey } from '@archivesmp/contracts/vocabulary';
import type { History } from '@archivesmp/history';
import type { GatheredChangeRequests, ChangeRequestSources } from './gathered-change-requests.js';
import { idsOf, noInstance } from './ids-of-name.js';

/** Whether files of plugins that are not installed are wanted, too. */
export interface Preparing {
  readonly prepare: boolean;
}

/**
 * Brings plugins of instances to what baselines and deviations say, whether or not a scan found the difference. A plugin that is
 * not installed is named with where its JAR comes from; its files are made only when that was asked for.
 * @throws Problem of MariaDB or S3
 */
export async function desiredChangeRequests(
  { instances, plugins }: InstanceChangeRequest,
  history: Pick<History, 'configFiles'>,
  sources: ChangeRequestSources,
  { prepare }: Preparing,
): Promise<GatheredChangeRequests> {
  const parts: GatheredChangeRequests[] = [];
  for (const named of instances) {
    const ids = idsOf(named, sources.fleet);
    if (ids.length === 0) parts.push(refused(named, '', noInstance(named, sources.fleet)));
    for (const instanceId of ids) {
      const instance = describedInstance(sources.compiled.desired.fleet, sources.fleet, instanceId)!;
      const installed = await installedOn(instanceId, history);
      for (const plugin of plugins ?? expectedPlugins(instance, installed, sources))
        parts.push(
          installed.has(plugin) || prepare
            ? await pluginChangeRequests(
                { instanceId, instance, plugin, installed: installed.has(plugin) },
                sources,
              )
            : notInstalled(instanceId, plugin, sources),
        );
    }
  }
  return joined(parts);
}

/** The files of a plugin that is missing on an instance, laid down for its first boot. @throws Problem of MariaDB or S3 */
export async function preparedChangeRequests(
  instanceId: string,
  plugin: string,
  sources: ChangeRequestSources,
  { prepare }: Preparing,
): Promise<GatheredChangeRequests> {
  const instance = describedInstance(sources.compiled.desired.fleet, sources.fleet, instanceId);
  if (instance === undefined)
    return refused(instanceId, `plugins/${plugin}`, 'this instance is no longer found');
  if (!prepare) return notInstalled(instanceId, plugin, sources);
  return pluginChangeRequests({ instanceId, instance, plugin, installed: false }, sources);
}

interface Subject {
  readonly instanceId: string;
  readonly instance: FleetInstance;
  readonly plugin: string;
  readonly installed: boolean;
}

async function pluginChangeRequests(
  subject: Subject,
  sources: ChangeRequestSources,
): Promise<GatheredChangeRequests> {
  const { instanceId, instance, plugin } = subject;
  const { desired, rules } = sources.compiled;
  const known = desired.plugins.get(plugin);
  const location = serverPath(plugin, '');
  if (known === undefined) return refused(instanceId, location, noBaseline(plugin, sources));
  const { expected, reason } = isExpectedOn(desired, plugin, instance);
  if (!expected)
    return refused(instanceId, location, `it does not belong here: ${reason ?? 'it has no desired state'}`);
  const files: DesiredFile[] = [];
  for (const [file, of] of known) {
    if (desired.isUnmanaged(`${plugin}/${file}`)) continue;
    if (!isFileOn(plugin, file, instance.platform)) continue;
    files.push({ file, expected: of, now: await sources.files.readFileNow(instanceId, plugin, file) });
  }
  const { changeRequests, left } = changeRequestsForPlugin({ ...subject, rules, files });
  const refusals = left.map(({ filePath, path: key, reason }) => ({
    instanceId,
    path: filePath,
    reason: key.length === 0 ? reason : `${showKey(key)}: ${reason}`,
  }));
  return { changeRequests, refusals };
}

const noBaseline = (plugin: string, { compiled }: ChangeRequestSources): string =>
  `no baseline knows this plugin${hintFor(plugin, [...compiled.desired.plugins.keys()].sort())}`;

function notInstalled(
  instanceId: string,
  plugin: string,
  sources: ChangeRequestSources,
): GatheredChangeRequests {
  const files = sources.compiled.desired.plugins.get(plugin)?.size;
  return refused(
    instanceId,
    serverPath(plugin, ''),
    files === undefined
      ? noBaseline(plugin, sources)
      : `${plugin} is not installed here, and its JAR comes from the updater, not from this plan; ask with prepareMissingPlugins (asmp plan --prepare) to have its ${files} files in place before its first boot`,
  );
}

/** Those that belong here; of one that is only expected where it is installed, only that. */
const expectedPlugins = (
  instance: FleetInstance,
  installed: ReadonlySet<string>,
  { compiled: { desired } }: ChangeRequestSources,
): string[] =>
  [...desired.plugins.keys()].filter((plugin) => {
    const { expected, whereInstalled } = isExpectedOn(desired, plugin, instance);
    return expected && (!whereInstalled || installed.has(plugin));
  });

async function installedOn(
  instanceId: string,
  history: Pick<History, 'configFiles'>,
): Promise<ReadonlySet<string>> {
  const seen = await history.configFiles.listPlugins(instanceId);
  return new Set([SERVER_FILES, ...seen.map(({ plugin }) => plugin)]);
}

const refused = (instanceId: string, path: string, reason: string): GatheredChangeRequests => ({
  changeRequests: [],
  refusals: [{ instanceId, path, reason }],
});

const joined = (parts: readonly GatheredChangeRequests[]): GatheredChangeRequests => ({
  changeRequests: parts.flatMap(({ changeRequests }) => changeRequests),
  refusals: parts.flatMap(({ refusals }) => refusals),
});
