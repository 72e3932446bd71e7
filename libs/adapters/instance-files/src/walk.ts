import { compareTexts } from '@archivesmp/contracts/text-order';
import { DEEPEST_FOLDER, isPluginJar, isWorld, listingOf, type ListingSelection } from '@archivesmp/fleet';
import { compileGlobs } from './glob.js';
import type { JailedEntry } from './jail.js';
import { hardLinked, FileRefusal, fileRefusalOf } from './refusal.js';
import type { FileStamp } from './file-stamp.js';

/** What a folder says of an entry without opening it. */
export interface FileStat extends FileStamp {
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
  listEntries(): Promise<JailedEntry[]>;
  openFolder(name: string): Promise<WalkedFolder>;
  statEntry(name: string): Promise<FileStat>;
  close(): Promise<void>;
}

/** Something a walk met. `refusal` is set when it cannot be read, so that reading it need not be tried. */
export interface WalkedEntry {
  /** Relative to the server folder, with `/`. */
  readonly path: string;
  readonly stamp: FileStat;
  readonly refusal?: FileRefusal;
}

/** What a walk came across. */
export interface WalkResult {
  readonly files: WalkedEntry[];
  readonly jars: WalkedEntry[];
  readonly pluginFolders: string[];
}

/** Which files a walk is to give. */
export interface WalkSelection {
  readonly extensions: readonly string[];
  readonly unmanaged: readonly string[];
  readonly plugin?: string;
}

/** Same bound as the manifest's own (contracts/agent), in characters. */
const LONGEST_PATH = 1024;
/** Same bound as the manifest's own (contracts/agent). */
export const MAX_FILES = 200_000;
/**
 * Lists the configuration files of one server folder without opening a file. Links, pipes, sockets and devices are
 * named with their reason instead of being left out.
 * @throws {FileRefusal} when the server folder itself cannot be opened
 */
export async function walk(open: () => Promise<WalkedFolder>, selection: WalkSelection): Promise<WalkResult> {
  const walker = new Walker(selection);
  const root = await open();
  try {
    await walker.visitFolder(root, '', 0);
  } finally {
    await root.close();
  }
  return walker.result;
}

/** What cannot be named is told by the folder it lies in. @throws {FileRefusal} */
function refuseTooLong(path: string): void {
  if (path.length > LONGEST_PATH)
    throw new FileRefusal(
      'unreadable',
      `it holds a file whose path has more than ${LONGEST_PATH} characters`,
    );
}

class Walker {
  readonly result: WalkResult = { files: [], jars: [], pluginFolders: [] };
  private readonly rules: ListingSelection;

  constructor(private readonly selection: WalkSelection) {
    this.rules = {
      extensions: new Set(selection.extensions),
      isUnmanaged: compileGlobs(selection.unmanaged),
    };
  }

  async visitFolder(folder: WalkedFolder, folderPath: string, depth: number): Promise<void> {
    const entries = await folder.listEntries();
    const isInWorld = isWorld(entries);
    for (const { name, kind } of entries.sort((a, b) => compareTexts(a.name, b.name))) {
      const path = folderPath === '' ? name : `${folderPath}/${name}`;
      const listing = listingOf({ name, path, kind, isInWorld }, this.rules);
      const isJar = kind === 'file' && folderPath === 'plugins' && isPluginJar(name);
      if (listing === 'enter') await this.descendInto(folder, name, path, depth);
      else if (isJar && !this.rules.isUnmanaged(path)) await this.sight(this.result.jars, folder, name, path);
      else if (listing === 'file') await this.noteEntry(folder, name, path);
      else if (listing === 'refused') await this.name(folder, name, path, kind);
    }
  }

  private async descendInto(folder: WalkedFolder, name: string, path: string, depth: number): Promise<void> {
    if (/^plugins\/[^/]+$/.test(path)) this.result.pluginFolders.push(name);
    if (!this.leadsToPlugin(path)) return;
    refuseTooLong(path);
    try {
      if (depth >= DEEPEST_FOLDER)
        throw new FileRefusal('unreadable', `it lies more than ${DEEPEST_FOLDER} folders deep`);
      const inner = await folder.openFolder(name);
      try {
        await this.visitFolder(inner, path, depth + 1);
      } finally {
        await inner.close();
      }
    } catch (error) {
      const refusal = fileRefusalOf(error);
      if (refusal.state !== 'vanished') await this.sight(this.result.files, folder, name, path, refusal);
    }
  }

  private async noteEntry(folder: WalkedFolder, name: string, path: string): Promise<void> {
    if (!this.belongsToPlugin(path)) return;
    refuseTooLong(path);
    await this.sight(this.result.files, folder, name, path);
  }

  /** Links and special files: only those that could stand for a configuration file or a folder of them. */
  private async name(
    folder: WalkedFolder,
    name: string,
    path: string,
    kind: JailedEntry['kind'],
  ): Promise<void> {
    const couldLead = kind === 'link' && !name.includes('.') && this.leadsToPlugin(path);
    if (!couldLead && !this.belongsToPlugin(path)) return;
    const refusal = fileRefusalOf({ code: kind === 'link' ? 'ELOOP' : 'ENXIO' });
    await this.sight(this.result.files, folder, name, path, refusal);
  }

  private async sight(
    list: WalkedEntry[],
    folder: WalkedFolder,
    name: string,
    path: string,
    refusal?: FileRefusal,
  ): Promise<void> {
    if (this.result.files.length >= MAX_FILES)
      throw new FileRefusal(
        'too_large',
        `more than ${MAX_FILES} files match; narrow the selection with "unmanaged"`,
      );
    try {
      const stamp = await folder.statEntry(name);
      const refused = refusal ?? (stamp.isFile() && stamp.nlink > 1n ? hardLinked(stamp.nlink) : undefined);
      list.push({ path, stamp, ...(refused && { refusal: refused }) });
    } catch {
      // It vanished between listing and looking; what is not there is not listed
    }
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
