import { FolderMemory } from './folder-memory.js';
import type { ListedFolder, PluginFolder } from './plugin-folder.js';
import { SliceMemory } from './slice-memory.js';

/** The memory of one slice while it is scanned: of its files, and of the folders they lie in. */
export class OpenSlice {
  private readonly known: SliceMemory<unknown> | undefined;
  private readonly knownFolders: Uint8Array | undefined;
  private folders: FolderMemory;
  private files: SliceMemory<unknown> | undefined;

  /**
   * @param bytes what the index has about the slice
   * @param files columns of the slice; undefined: whatever files the instances have
   */
  constructor(
    bytes: Uint8Array<ArrayBuffer> | undefined,
    private readonly instances: number,
    files: readonly string[] | undefined,
  ) {
    const [first, second] = bytes === undefined ? [] : halves(bytes);
    const known = first && SliceMemory.fromBytes<unknown>(first);
    // because: what is remembered of folders only says which of the remembered files they have
    const isUsable = known !== undefined && (files === undefined || known.isAbout(files, instances));
    this.known = isUsable ? known : undefined;
    this.knownFolders = isUsable ? second : undefined;
    this.folders = new FolderMemory(this.knownFolders && SliceMemory.fromBytes(this.knownFolders), instances);
  }

  /** What is remembered about these files; an empty memory when the index is about others. `T` is what the scan keeps. */
  memoryOf<T>(files: readonly string[]): SliceMemory<T> {
    const memory = this.known?.isAbout(files, this.instances)
      ? (this.known as SliceMemory<T>)
      : SliceMemory.empty<T>(files, this.instances);
    this.files = memory;
    return memory;
  }

  /** The folder as it was, when it holds the same names as then. */
  recall(row: number, root: string): PluginFolder | undefined {
    const { known } = this;
    const remark = known && this.folders.recall(row, root);
    if (remark === undefined) return undefined;
    const files = new Set(known!.files.filter((_, at) => known!.standing(row, at) !== 'unknown'));
    const { isThere, refused = [], extras = [] } = remark;
    return { isThere, files, refused: new Map(refused), extras };
  }

  note(row: number, folder: ListedFolder): void {
    this.folders.note(row, folder);
  }

  /** What the next scan should find in the index; undefined: what is there already. */
  get changed(): Uint8Array<ArrayBuffer> | undefined {
    const folders = this.folders.changed;
    if (this.files === undefined || (!this.files.isDirty && folders === undefined)) return undefined;
    return joined(this.files.toBytes(), folders?.toBytes() ?? this.knownFolders!);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + first.length + second.length);
  new DataView(bytes.buffer).setUint32(0, first.length, true);
  bytes.set(first, 4);
  bytes.set(second, 4 + first.length);
  return bytes;
}

function halves(bytes: Uint8Array): [Uint8Array, Uint8Array] {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  return [bytes.subarray(4, 4 + length), bytes.subarray(4 + length)];
}
