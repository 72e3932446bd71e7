import { type Dirent, readdirSync } from 'node:fs';
import { DEEPEST_FOLDER, type EntryKind, isWorld, listingOf, type ListingSelection } from '@archivesmp/fleet';
import { type RememberedStamp, stampOf } from './file-stamp.js';

/** Files below one folder. */
export interface FolderListing {
  /** Relative paths with `/`. */
  readonly files: readonly string[];
  /** What is there but cannot be read as a file: relative path -> why. */
  readonly refused: ReadonlyMap<string, string>;
  /** Stamps of the listed folders, taken before they were listed; the folder itself is `''`. Empty unless asked for. */
  readonly folders: ReadonlyMap<string, RememberedStamp | undefined>;
}

/** What a listing leaves out and remembers. */
export interface ListingOptions {
  /** Which files, and which folders are not even listed; everything when left out. */
  readonly selection?: ListingSelection;
  readonly stamped?: boolean;
  /** Paths seen in other folders: hundreds of instances have the same ones, and memory should hold them once. */
  readonly paths?: Map<string, string>;
}

/** Why a link is not read. */
export const LINK = 'it is a symbolic link; links are not followed';
const SPECIAL = 'it is neither a file nor a folder';
const EVERYTHING: ListingSelection = {
  extensions: new Set(),
  isUnmanaged: () => false,
  isWanted: () => true,
};

/**
 * Lists a folder and everything below it without following links.
 * @returns undefined when the folder is not there
 */
export function listFolder(root: string, options: ListingOptions = {}): FolderListing | undefined {
  const { selection = EVERYTHING, stamped = false, paths } = options;
  const files: string[] = [];
  const refused = new Map<string, string>();
  const folders = new Map<string, RememberedStamp | undefined>();
  const visit = (folder: string, relative: string, depth: number): boolean => {
    if (stamped) folders.set(relative, stampOf(folder));
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || (code === 'ENOTDIR' && depth === 0)) return false;
      refused.set(relative, code === 'EACCES' ? 'permission denied' : `${code}`);
      return true;
    }
    const prefix = relative === '' ? '' : `${relative}/`;
    const isInWorld = isWorld(entries);
    for (const entry of entries) {
      const { name } = entry;
      const path = internPath(prefix + name, paths);
      const kind = kindOf(entry);
      const listing = listingOf({ name, path, kind, isInWorld }, selection);
      if (listing === 'file') files.push(path);
      else if (listing === 'refused') refused.set(path, kind === 'link' ? LINK : SPECIAL);
      else if (listing === 'left_out') continue;
      else if (depth >= DEEPEST_FOLDER) refused.set(path, `more than ${DEEPEST_FOLDER} folders deep`);
      else visit(`${folder}/${name}`, path, depth + 1);
    }
    return true;
  };
  return visit(root, '', 0) ? { files, refused, folders } : undefined;
}

/** What an entry of a folder is, without following it. */
export function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
}

function internPath(path: string, paths: Map<string, string> | undefined): string {
  if (paths === undefined) return path;
  const known = paths.get(path);
  if (known !== undefined) return known;
  paths.set(path, path);
  return path;
}
