import path from 'node:path';
import { isConfigFile, placeOf } from '@archivesmp/fleet';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { findInstances, foldersIn, type InstanceFolder, isFolder } from '../scan/fleet-folder.js';
import { SERVER_ITSELF } from '../scan/plugin-folder.js';
import { listFolder } from '../scan/folder-listing.js';
import { NO_PLUGIN } from './secrets-context.js';

/** A file that is to be looked at. */
export interface PlacedFile {
  /** Where it lies on this disk. */
  readonly at: string;
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
export function* filesOfInstance({ name, server }: InstanceFolder): Generator<PlacedFile> {
  const own = listFolder(server, { selection: SERVER_ITSELF });
  for (const file of own?.files ?? [])
    if (isConfigFile(file)) yield { at: path.join(server, file), plugin: SERVER_FILES, file, instance: name };
  const plugins = path.join(server, 'plugins');
  if (!isFolder(plugins)) return;
  for (const plugin of foldersIn(plugins))
    for (const file of listFolder(path.join(plugins, plugin))?.files ?? [])
      if (isConfigFile(file)) yield { at: path.join(plugins, plugin, file), plugin, file, instance: name };
}

/** The files of a folder of no instance: `<Plugin>/<path>`, as baselines are kept, or a folder within `plugins`. */
export function* filesOfFolder(folder: string): Generator<PlacedFile> {
  for (const below of listFolder(folder)?.files ?? []) {
    const at = path.join(folder, below);
    const [plugin, ...rest] = below.split('/');
    if (!isConfigFile(below)) continue;
    yield (
      placeInPlugins(at) ??
      (rest.length > 0
        ? { at, plugin: plugin!, file: rest.join('/') }
        : { at, plugin: NO_PLUGIN, file: below })
    );
  }
}

/** One file: its plugin is told by the folder `plugins` above it. */
export const placeOfFile = (at: string): PlacedFile =>
  placeInPlugins(at) ?? { at, plugin: NO_PLUGIN, file: path.basename(at) };

function placeInPlugins(at: string): PlacedFile | undefined {
  const whole = path.resolve(at).split(path.sep);
  const top = whole.lastIndexOf('plugins', whole.length - 3);
  if (top < 0) return undefined;
  const { plugin, path: file } = placeOf(whole.slice(top).join('/'));
  return { at, plugin, file };
}
