import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import {
  compilePathGlobs,
  CONFIG_EXTENSIONS,
  type ListingSelection,
  NEVER_CONFIGURATION,
} from '@archivesmp/fleet';
import type { RememberedStamp } from './file-stamp.js';
import { LINK, listFolder, type ListingOptions } from './folder-listing.js';
import type { ScanContext, ScannedInstance } from './scan-context.js';
import type { ScanTask } from './scan-task.js';

/** A plugin's folder on one instance. What is not managed is left out. */
export interface PluginFolder {
  readonly files: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, string>;
  /** Those of the files that no baseline describes; only for the slice that looks at them. */
  readonly others: readonly string[];
}

/** The folder with the stamps of what was listed in it, so that an unchanged one need not be listed again. */
export interface ListedFolder extends PluginFolder {
  readonly folders: ReadonlyMap<string, RememberedStamp | undefined>;
}

/** A plugin without a folder. */
export const NO_FOLDER: ListedFolder = {
  files: new Set(),
  refused: new Map(),
  others: [],
  folders: new Map(),
};

/** A folder of a plugin that is a link. */
export const LINKED_FOLDER: ListedFolder = { ...NO_FOLDER, refused: new Map([['', LINK]]) };

/** Where the files of a plugin lie, or those of the server itself. */
export const pluginRootOf = (
  plugin: string,
  { folder: { server } }: Pick<ScannedInstance, 'folder'>,
): string => (plugin === SERVER_FILES ? server : `${server}/plugins/${plugin}`);

/** Lists the folder. @param root as `rootOf` says */
export function listPluginFolder(
  { plugin, files, all }: ScanTask,
  root: string,
  context: ScanContext,
  options: Pick<ListingOptions, 'stamped' | 'paths'>,
): ListedFolder {
  const { isUnmanaged } = context.desired;
  const known = new Set(all ?? files);
  const selection: ListingSelection = {
    extensions: context.extensions,
    isUnmanaged: (path) =>
      isUnmanaged(`${plugin}/${path}`) || (plugin === SERVER_FILES && isNotTheServers(path)),
    // What a baseline describes is looked at, whatever its ending
    isWanted: (path) => known.has(path),
  };
  const { files: found, refused, folders } = listFolder(root, { ...options, selection }) ?? NO_FOLDER;
  const others = all === undefined ? [] : [...found].filter((file) => !known.has(file));
  return { files: new Set(found), refused, others, folders };
}

const isNever = compilePathGlobs(NEVER_CONFIGURATION);
/** Folders of plugins, and links that stand for one, are told by what lies in `plugins`. */
const isPluginFolder = (path: string): boolean => /^plugins\/(?:[^/.]+$|[^/]+\/)/.test(path);

const isNotTheServers = (path: string): boolean => isNever(path) || isPluginFolder(path);

/** The files that scans look at of a server itself, below its folder. */
export const SERVER_ITSELF: ListingSelection = {
  extensions: new Set(CONFIG_EXTENSIONS),
  isUnmanaged: isNotTheServers,
};
