import { type RememberedStamp, stampOf, trusted } from './file-stamp.js';
import type { ListedFolder } from './plugin-folder.js';
import { SliceMemory } from './slice-memory.js';

/** What listing a plugin's folder on one instance came to; remembered with the folder itself. */
export interface FolderRemark {
  readonly refused?: readonly (readonly [string, string])[];
}

const ITSELF = 0;

/**
 * Remembers folders, so that they need not be listed again: a folder whose times are the same holds the same names.
 * One row per instance; the columns are the folders below the plugin's own, which is `''`.
 */
export class FolderMemory {
  private readonly recalled = new Map<number, FolderRemark>();
  private readonly noted = new Map<number, ListedFolder>();

  constructor(
    private readonly known: SliceMemory<FolderRemark> | undefined,
    private readonly instances: number,
  ) {}

  /** The folder as it was, when nothing below it was added, removed or renamed since. */
  recallFolder(row: number, root: string): FolderRemark | undefined {
    const remark = this.known?.remark(row, ITSELF);
    if (remark === undefined || !this.isUnchanged(row, root)) return undefined;
    this.recalled.set(row, remark);
    return remark;
  }

  rememberFolder(row: number, folder: ListedFolder): void {
    this.noted.set(row, folder);
  }

  /** What the next scan should know; undefined: what is known already. */
  get changed(): SliceMemory<FolderRemark> | undefined {
    if (this.noted.size === 0 && this.known !== undefined) return undefined;
    const names = new Set(['', ...(this.known?.files ?? [])]);
    for (const { folders } of this.noted.values()) for (const name of folders.keys()) names.add(name);
    const columns = [...names];
    const next = SliceMemory.empty<FolderRemark>(columns, this.instances);
    const columnOf = new Map(columns.map((name, index) => [name, index]));
    for (const [row, remark] of this.recalled) {
      for (const [index, name] of this.known!.files.entries())
        next.recordFile(row, columnOf.get(name)!, this.known!.stampAt(row, index), 'unknown');
      next.recordFile(row, ITSELF, this.known!.stampAt(row, ITSELF), 'unknown', remark);
    }
    const now = Date.now();
    for (const [row, folder] of this.noted) {
      const stamps = trustedStamps(folder.folders, now);
      if (stamps === undefined) continue;
      for (const [name, stamp] of stamps) next.recordFile(row, columnOf.get(name)!, stamp, 'unknown');
      next.recordFile(row, ITSELF, stamps.get(''), 'unknown', remarkOf(folder));
    }
    return next;
  }

  private isUnchanged(row: number, root: string): boolean {
    const known = this.known!;
    if (known.stampAt(row, ITSELF) === undefined) return stampOf(root) === undefined;
    for (const [index, name] of known.files.entries()) {
      if (known.stampAt(row, index) === undefined) continue;
      const stamp = stampOf(name === '' ? root : `${root}/${name}`);
      if (stamp === undefined || !known.isUnchanged(row, index, stamp)) return false;
    }
    return true;
  }
}

/** undefined when one of the folders changed just now: then nothing is remembered. */
function trustedStamps(
  folders: ListedFolder['folders'],
  now: number,
): Map<string, RememberedStamp> | undefined {
  const stamps = new Map<string, RememberedStamp>();
  for (const [name, stamp] of folders) {
    const sure = trusted(stamp, now);
    if (sure === undefined) return undefined;
    stamps.set(name, sure);
  }
  return stamps;
}

function remarkOf({ refused }: ListedFolder): FolderRemark {
  return refused.size > 0 ? { refused: [...refused] } : {};
}
