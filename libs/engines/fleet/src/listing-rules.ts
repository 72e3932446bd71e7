/** What lies in a folder under a name. `special`: a pipe, a socket, a device. */
export type EntryKind = 'file' | 'folder' | 'link' | 'special';

/** An entry of a folder that is listed. */
export interface ListedEntry {
  readonly name: string;
  /** Relative, with `/`, to whatever the rules of the selection are about. */
  readonly path: string;
  readonly kind: EntryKind;
  /** The folder is that of a world. */
  readonly isInWorld: boolean;
}

/** Which files a listing is to give. */
export interface ListingSelection {
  /** In lower case, without the dot. */
  readonly extensions: ReadonlySet<string>;
  /** What is unmanaged, by path: such a folder is not entered. */
  readonly isUnmanaged: (path: string) => boolean;
  /** Files that are wanted whatever their ending; none when left out. */
  readonly isWanted?: (path: string) => boolean;
}

/** `refused`: it cannot be read and could stand for a configuration file, or for a folder of them. */
export type Listing = 'enter' | 'file' | 'refused' | 'left_out';

/** Folders below each other that are entered. */
export const DEEPEST_FOLDER = 40;

/** A folder with this file is a world: thousands of data files, and of configuration only the following. */
const WORLD_MARK = 'level.dat';
const WORLD_CONFIG: ReadonlySet<string> = new Set(['paper-world.yml']);

/** Whether a folder with these entries is that of a world. */
export const isWorld = (entries: readonly { readonly name: string }[]): boolean =>
  entries.some(({ name }) => name === WORLD_MARK);

/** What becomes of an entry of a folder. Links and special files are named with their reason instead of being left out. */
export function listingOf(
  { name, path, kind, isInWorld }: ListedEntry,
  selection: ListingSelection,
): Listing {
  if ((isInWorld && !WORLD_CONFIG.has(name)) || selection.isUnmanaged(path)) return 'left_out';
  if (kind === 'folder') return 'enter';
  const couldBeFolder = kind === 'link' && !name.includes('.');
  if (!couldBeFolder && !hasEnding(name, selection.extensions) && !selection.isWanted?.(path))
    return 'left_out';
  return kind === 'file' ? 'file' : 'refused';
}

/** Whether a name ends as one of the kinds of files that are looked at. */
export function hasEnding(name: string, extensions: ReadonlySet<string>): boolean {
  const dot = name.lastIndexOf('.');
  return dot >= 0 && extensions.has(name.slice(dot + 1).toLowerCase());
}

/** Whether a file directly below `plugins/` is the JAR of a plugin. */
export const isPluginJar = (name: string): boolean => /\.jar$/i.test(name);
