import { readdirSync } from 'node:fs';
import { type FileStamp, stampOf } from './file-stamp.js';

/** Files below one folder. */
export interface FolderListing {
  /** Relative paths with `/`. */
  readonly files: readonly string[];
  /** What is there but cannot be read as a file: relative path -> why. */
  readonly refused: ReadonlyMap<string, string>;
  /** Stamps of the listed folders, taken before they were listed; the folder itself is `''`. Empty unless asked for. */
  readonly folders: ReadonlyMap<string, FileStamp | undefined>;
}

/** What a listing leaves out and remembers. */
export interface ListingOptions {
  /** Asked for every folder with its relative path; what it says yes to is not even listed. */
  readonly isPruned?: (path: string) => boolean;
  readonly stamped?: boolean;
  /** Paths seen in other folders: hundreds of instances have the same ones, and memory should hold them once. */
  readonly paths?: Map<string, string>;
}

const LINK = 'it is a symbolic link; links are not followed';
const SPECIAL = 'it is neither a file nor a folder';
const MAX_DEPTH = 64;

/**
 * Lists a folder and everything below it without following links.
 * @returns undefined when the folder is not there
 */
export function listFolder(root: string, options: ListingOptions = {}): FolderListing | undefined {
  const { isPruned, stamped = false, paths } = options;
  const files: string[] = [];
  const refused = new Map<string, string>();
  const folders = new Map<string, FileStamp | undefined>();
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
    for (const entry of entries) {
      const path = once(prefix + entry.name, paths);
      if (entry.isFile()) files.push(path);
      else if (!entry.isDirectory()) refused.set(path, entry.isSymbolicLink() ? LINK : SPECIAL);
      else if (depth >= MAX_DEPTH) refused.set(path, `more than ${MAX_DEPTH} folders deep`);
      else if (!isPruned?.(path)) visit(`${folder}/${entry.name}`, path, depth + 1);
    }
    return true;
  };
  return visit(root, '', 0) ? { files, refused, folders } : undefined;
}

function once(path: string, paths: Map<string, string> | undefined): string {
  if (paths === undefined) return path;
  const known = paths.get(path);
  if (known !== undefined) return known;
  paths.set(path, path);
  return path;
}

/** Why a path cannot be read, when it or a folder above it was refused. */
export function refusalOf(refused: ReadonlyMap<string, string>, file: string): string | undefined {
  if (refused.size === 0) return undefined;
  for (const [path, reason] of refused) {
    if (file === path || path === '' || file.startsWith(`${path}/`)) return reason;
  }
  return undefined;
}
