import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { distinctNames } from '@archivesmp/fleet';

/** One instance found in a folder of instances. */
export interface InstanceFolder {
  readonly host: string;
  /** `NAME@HOST` where two hosts have an instance of one name. */
  readonly name: string;
  /** What else it answers to: the name of its folder, where that is not enough to tell it apart. */
  readonly alias?: string;
  /** Where `server.properties` and `plugins/` lie. */
  readonly server: string;
}

/** Where AMP keeps the server inside an instance; some collections leave that level out. */
const SERVER_FOLDERS = ['Minecraft', '.'];

/**
 * Finds the instances below a folder: `<host>/<INSTANCE>/Minecraft/plugins`, or without the host level
 * (then the host is called `local`), or without `Minecraft`. Symbolic links are not followed.
 * @throws when the folder cannot be read or holds no instance
 */
export function findInstances(folder: string): InstanceFolder[] {
  const found: InstanceFolder[] = [];
  for (const outer of foldersIn(folder)) {
    const server = serverIn(path.join(folder, outer));
    if (server !== undefined) {
      found.push({ host: 'local', name: outer, server });
      continue;
    }
    for (const inner of foldersIn(path.join(folder, outer))) {
      const nested = serverIn(path.join(folder, outer, inner));
      if (nested !== undefined) found.push({ host: outer, name: inner, server: nested });
    }
  }
  if (found.length === 0) {
    throw new Error(`no instance below ${folder}: expected <host>/<INSTANCE>/Minecraft/plugins`);
  }
  const names = distinctNames(found);
  return found
    .map((one, at): InstanceFolder =>
      names[at] === one.name ? one : { ...one, name: names[at]!, alias: one.name },
    )
    .sort((left, right) => compareText(left.host, right.host) || compareText(left.name, right.name));
}

/** The instances that a name means: of a name that two hosts have both. */
export function instancesCalled(name: string, folders: readonly InstanceFolder[]): InstanceFolder[] {
  return folders.filter((one) => one.name === name || one.alias === name);
}

function serverIn(instance: string): string | undefined {
  return SERVER_FOLDERS.map((folder) => path.join(instance, folder)).find((server) =>
    isFolder(path.join(server, 'plugins')),
  );
}

/** Names of real folders in a folder, sorted; links are left out. */
export function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(compareText);
}

function entriesOf(folder: string): Dirent[] {
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
