import { compareTexts } from '@archivesmp/contracts/text-order';
import { compileGlobs } from './glob.js';
import type { Entry } from './jail.js';
import { hardLinked, Refusal, refusalOf } from './refusal.js';
import type { FileStamp } from './file-stamp.js';

/** What a folder says of an entry without opening it. */
export interface FileLook extends FileStamp {
  readonly mtime: Date;
  readonly nlink: bigint;
  /** These three are left out where the access cannot tell. */
  readonly mode?: bigint;
  readonly uid?: bigint;
  readonly gid?: bigint;
  isFile(): boolean;
}

/** A folder that can be walked: on a disk, or behind a panel. */
export interface WalkedFolder {
  entries(): Promise<Entry[]>;
  folder(name: string): Promise<WalkedFolder>;
  stat(name: string): Promise<FileLook>;
  close(): Promise<void>;
}

/** Something a walk met. `refusal` is set when it cannot be read and nobody need try. */
export interface Sighting {
  /** Relative to the server folder, with `/`. */
  readonly path: string;
  readonly stamp: FileLook;
  readonly refusal?: Refusal;
}

/** What a walk came across. */
export interface WalkResult {
  readonly files: Sighting[];
  readonly jars: Sighting[];
  readonly pluginFolders: string[];
}

/** Which files a walk is to give. */
export interface WalkSelection {
  readonly extensions: readonly string[];
  readonly unmanaged: readonly string[];
  readonly plugin?: string;
}

const MAX_DEPTH = 40;
/** Same bound as the manifest's own (contracts/agent), in characters. */
const LONGEST_PATH = 1024;
/** Same bound as the manifest's own (contracts/agent). */
export const MAX_FILES = 200_000;
/** A folder with this file is a world: thousands of data files, and of configuration only the following. */
const WORLD_MARK = 'level.dat';
const WORLD_CONFIG = new Set(['paper-world.yml']);

/**
 * Lists the configuration files of one server folder without opening a file. Links, pipes, sockets and devices are
 * named with their reason instead of being left out.
 * @throws {Refusal} when the server folder itself cannot be opened
 */
export async function walk(open: () => Promise<WalkedFolder>, selection: WalkSelection): Promise<WalkResult> {
  const walker = new Walker(selection);
  const root = await open();
  try {
    await walker.visit(root, '', 0);
  } finally {
    await root.close();
  }
  return walker.result;
}

/** What cannot be named is told by the folder it lies in. @throws {Refusal} */
function refuseTooLong(path: string): void {
  if (path.length > LONGEST_PATH)
    throw new Refusal('unreadable', `it holds a file whose path has more than ${LONGEST_PATH} characters`);
}

class Walker {
  readonly result: WalkResult = { files: [], jars: [], pluginFolders: [] };
  private readonly unmanaged: (path: string) => boolean;
  private readonly endings: ReadonlySet<string>;

  constructor(private readonly selection: WalkSelection) {
    this.unmanaged = compileGlobs(selection.unmanaged);
    this.endings = new Set(selection.extensions);
  }

  async visit(folder: WalkedFolder, at: string, depth: number): Promise<void> {
    const entries = await folder.entries();
    const world = entries.some((entry) => entry.name === WORLD_MARK);
    for (const entry of entries.sort((a, b) => compareTexts(a.name, b.name))) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (this.unmanaged(path) || (world && !WORLD_CONFIG.has(entry.name))) continue;
      if (entry.kind === 'folder') await this.descend(folder, entry.name, path, depth);
      else if (entry.kind === 'file') await this.note(folder, entry.name, path);
      else await this.name(folder, entry.name, path, entry.kind);
    }
  }

  private async descend(folder: WalkedFolder, name: string, path: string, depth: number): Promise<void> {
    if (/^plugins\/[^/]+$/.test(path)) this.result.pluginFolders.push(name);
    if (!this.leadsToPlugin(path)) return;
    refuseTooLong(path);
    try {
      if (depth >= MAX_DEPTH) throw new Refusal('unreadable', `it lies more than ${MAX_DEPTH} folders deep`);
      const inner = await folder.folder(name);
      try {
        await this.visit(inner, path, depth + 1);
      } finally {
        await inner.close();
      }
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal.state !== 'vanished') await this.sight(this.result.files, folder, name, path, refusal);
    }
  }

  private async note(folder: WalkedFolder, name: string, path: string): Promise<void> {
    if (/^plugins\/[^/]+\.jar$/i.test(path)) await this.sight(this.result.jars, folder, name, path);
    else if (this.wanted(name, path)) {
      refuseTooLong(path);
      await this.sight(this.result.files, folder, name, path);
    }
  }

  /** Links and special files: only those that could stand for a configuration file or a folder of them. */
  private async name(
    folder: WalkedFolder,
    name: string,
    path: string,
    kind: 'link' | 'special',
  ): Promise<void> {
    const couldBeFolder = kind === 'link' && !name.includes('.') && this.leadsToPlugin(path);
    if (!couldBeFolder && !this.wanted(name, path)) return;
    const refusal = refusalOf({ code: kind === 'link' ? 'ELOOP' : 'ENXIO' });
    await this.sight(this.result.files, folder, name, path, refusal);
  }

  private async sight(
    list: Sighting[],
    folder: WalkedFolder,
    name: string,
    path: string,
    refusal?: Refusal,
  ): Promise<void> {
    if (this.result.files.length >= MAX_FILES)
      throw new Refusal(
        'too_large',
        `more than ${MAX_FILES} files match; narrow the selection with "unmanaged"`,
      );
    try {
      const stamp = await folder.stat(name);
      const refused = refusal ?? (stamp.isFile() && stamp.nlink > 1n ? hardLinked(stamp.nlink) : undefined);
      list.push({ path, stamp, ...(refused && { refusal: refused }) });
    } catch {
      // because: it vanished between listing and looking; what is not there is not listed
    }
  }

  private wanted(name: string, path: string): boolean {
    const dot = name.lastIndexOf('.');
    return dot >= 0 && this.endings.has(name.slice(dot + 1).toLowerCase()) && this.belongsToPlugin(path);
  }

  private belongsToPlugin(path: string): boolean {
    const { plugin } = this.selection;
    return plugin === undefined || path.startsWith(`plugins/${plugin}/`);
  }

  private leadsToPlugin(path: string): boolean {
    const { plugin } = this.selection;
    return plugin === undefined || path === 'plugins' || `${path}/`.startsWith(`plugins/${plugin}/`);
  }
}
