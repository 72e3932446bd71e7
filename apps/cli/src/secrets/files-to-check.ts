import path from 'node:path';
import { isConfigFile, configFileRefOf } from '@archivesmp/fleet';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { findInstances, foldersIn, type InstanceFolder, isFolder } from '../scan/fleet-folder.js';
import { SERVER_ITSELF } from '../scan/plugin-folder.js';
import { listFolder } from '../scan/folder-listing.js';
import { NO_PLUGIN } from './secrets-context.js';

/** A file that is to be looked at. */
export interface FileToCheck {
  /** Where it lies on this disk. */
  readonly diskPath: string;
  readonly plugin: string;
  /** Relative to the plugin's folder. */
  readonly file: string;
  /** Left out for files of no instance. */
  readonly instance?: string;
}

/** A folder as people mean it: several instances, or one that holds `plugins`. Undefined: no instance is in it. */
export async function instancesIn(folder: string): Promise<InstanceFolder[] | undefined> {
  const name = path.basename(path.resolve(folder));
  if (isFolder(path.join(folder, 'plugins')))
    return [{ host: 'local', name, platform: 'unknown', tags: [], server: folder }];
  try {
    return await findInstances(folder);
  } catch {
    return undefined;
  }
}

/** The configuration files of an instance: those of its plugins, and the server's own. */
export function* filesOfInstance({ name, server }: InstanceFolder): Generator<FileToCheck> {
  const own = listFolder(server, { selection: SERVER_ITSELF });
  for (const file of own?.files ?? [])
    if (isConfigFile(file))
      yield { diskPath: path.join(server, file), plugin: SERVER_FILES, file, instance: name };
  const plugins = path.join(server, 'plugins');
  if (!isFolder(plugins)) return;
  for (const plugin of foldersIn(plugins))
    for (const file of listFolder(path.join(plugins, plugin))?.files ?? [])
      if (isConfigFile(file))
        yield { diskPath: path.join(plugins, plugin, file), plugin, file, instance: name };
}

/** The files of a folder of no instance: `<Plugin>/<path>`, as baselines are kept, or a folder within `plugins`. */
export function* filesOfFolder(folder: string): Generator<FileToCheck> {
  for (const below of listFolder(folder)?.files ?? []) {
    const diskPath = path.join(folder, below);
    const [plugin, ...rest] = below.split('/');
    if (!isConfigFile(below)) continue;
    yield (
      fileInPlugins(diskPath) ??
      (rest.length > 0
        ? { diskPath, plugin: plugin!, file: rest.join('/') }
        : { diskPath, plugin: NO_PLUGIN, file: below })
    );
  }
}

/** One file: its plugin is told by the folder `plugins` above it. */
export const fileToCheckAt = (diskPath: string): FileToCheck =>
  fileInPlugins(diskPath) ?? { diskPath, plugin: NO_PLUGIN, file: path.basename(diskPath) };

function fileInPlugins(diskPath: string): FileToCheck | undefined {
  const whole = path.resolve(diskPath).split(path.sep);
  const top = whole.lastIndexOf('plugins', whole.length - 3);
  if (top < 0) return undefined;
  const { plugin, path: file } = configFileRefOf(whole.slice(top).join('/'));
  return { diskPath, plugin, file };
}
