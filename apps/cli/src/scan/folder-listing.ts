import { readdirSync } from 'node:fs';

/** Files below one folder. */
export interface FolderListing {
  /** Relative paths with `/`. */
  readonly files: readonly string[];
  /** What is there but cannot be read as a file: relative path -> why. */
  readonly refused: ReadonlyMap<string, string>;
}

const LINK = 'it is a symbolic link; links are not followed';
const SPECIAL = 'it is neither a file nor a folder';
const MAX_DEPTH = 64;

/**
 * Lists a folder and everything below it without following links. `isPruned` is asked for every folder with its
 * relative path; what it says yes to is not even listed.
 * @returns undefined when the folder is not there
 */
export function listFolder(root: string, isPruned: (path: string) => boolean): FolderListing | undefined {
  const files: string[] = [];
  const refused = new Map<string, string>();
  const visit = (folder: string, prefix: string, depth: number): boolean => {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || (code === 'ENOTDIR' && depth === 0)) return false;
      refused.set(prefix.slice(0, -1), code === 'EACCES' ? 'permission denied' : `${code}`);
      return true;
    }
    for (const entry of entries) {
      const path = prefix + entry.name;
      if (entry.isFile()) files.push(path);
      else if (!entry.isDirectory()) refused.set(path, entry.isSymbolicLink() ? LINK : SPECIAL);
      else if (depth >= MAX_DEPTH) refused.set(path, `more than ${MAX_DEPTH} folders deep`);
      else if (!isPruned(path)) visit(`${folder}/${entry.name}`, `${path}/`, depth + 1);
    }
    return true;
  };
  return visit(root, '', 0) ? { files, refused } : undefined;
}

/** Why a path cannot be read, when it or a folder above it was refused. */
export function refusalOf(listing: FolderListing, file: string): string | undefined {
  if (listing.refused.size === 0) return undefined;
  for (const [path, reason] of listing.refused) {
    if (file === path || path === '' || file.startsWith(`${path}/`)) return reason;
  }
  return undefined;
}
