import type { FileStamp } from './file-stamp.js';
import { type ListingOptions, listFolder } from './folder-listing.js';
import type { ScanContext } from './scan-context.js';
import type { ScanTask } from './scan-task.js';

/** A plugin's folder on one instance, as far as a slice is concerned. Folders that nobody manages are left out. */
export interface PluginFolder {
  readonly isThere: boolean;
  readonly files: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, string>;
  /** Files in a configuration format that the baseline does not have; only for the slice that looks for them. */
  readonly extras: readonly string[];
}

/** The folder with the stamps of what was listed in it, so that an unchanged one need not be listed again. */
export interface ListedFolder extends PluginFolder {
  readonly folders: ReadonlyMap<string, FileStamp | undefined>;
}

/** Lists the folder. */
export function listPluginFolder(
  task: ScanTask,
  folder: string,
  context: ScanContext,
  options: Pick<ListingOptions, 'stamped' | 'paths'>,
): ListedFolder {
  const { plugin } = task;
  const { isUnmanaged } = context.compiler.facts;
  const isPruned = (path: string): boolean => context.isUnmanagedFolder(`${plugin}/${path}`);
  const listing = listFolder(folder, { ...options, isPruned });
  const files = new Set(listing?.files.filter((file) => !isUnmanaged(`${plugin}/${file}`)));
  const refused = listing?.refused ?? new Map<string, string>();
  return {
    isThere: files.size > 0 || refused.size > 0,
    files,
    refused,
    extras: extrasOf(task, files, context),
    folders: listing?.folders ?? new Map(),
  };
}

/** What else lies in a plugin's folder than files in a configuration format is its data. */
function extrasOf(task: ScanTask, files: ReadonlySet<string>, { compiler }: ScanContext): string[] {
  const { readers, isData } = compiler.facts;
  if (task.all === undefined) return [];
  const known = new Set(task.all);
  return [...files].filter(
    (file) =>
      !known.has(file) && readers.formatOf(task.plugin, file) !== 'text' && !isData(`${task.plugin}/${file}`),
  );
}
