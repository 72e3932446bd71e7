import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { type FleetInstance, namedFleet } from '@archivesmp/fleet';

/** One instance found in a folder of instances; plain data. */
export interface InstanceFolder extends FleetInstance {
  /** Where `server.properties` and `plugins/` lie. */
  readonly server: string;
}

/**
 * Finds the instances below a folder: `<host>/<INSTANCE>/…`, or without the host level (then the host is called `local`), where an
 * instance is AMP's folder or the server folder itself. Symbolic links are not followed.
 * @throws when the folder cannot be read or holds no instance
 */
export async function findInstances(folder: string): Promise<InstanceFolder[]> {
  entriesOf(folder);
  // loaded here so that verbs that look at no instance do not pay for it
  const { discoverHosts } = await import('@archivesmp/instance-files/discover-hosts');
  const hosts = await discoverHosts(folder, 'local');
  const found = hosts.flatMap(({ name: host, instances }) =>
    instances.map((one) => ({ ...one, id: one.instanceId, host, tags: [] })),
  );
  if (found.length === 0) {
    throw new Error(`no instance below ${folder}: expected <host>/<INSTANCE>/Minecraft/plugins`);
  }
  return namedFleet(found)
    .instances.map((facts, index): InstanceFolder => {
      const { directory, serverFolder } = found[index]!;
      return { ...facts, server: path.join(directory, serverFolder) };
    })
    .sort((left, right) => compareText(left.host, right.host) || compareText(left.name, right.name));
}

/** Names of real folders in a folder, sorted; links are left out. */
export function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(compareText);
}

/** What lies in a folder. @throws naming the folder, when it cannot be read */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new Error(`${folder} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, {
      cause: error,
    });
  }
}

/** Whether a path is a real folder: false for a link to one, and when it is not there. */
export function isFolder(folder: string): boolean {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** By code units: the same order on every machine, whatever its locale. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
