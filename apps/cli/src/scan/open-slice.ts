import { FolderMemory } from './folder-memory.js';
import type { ListedFolder, PluginFolder } from './plugin-folder.js';
import type { ScanTask } from './scan-task.js';
import { SliceMemory } from './slice-memory.js';

/** What a slice remembers: its folders, its files of the baseline, and the other files that lie there. */
const PARTS = ['folders', 'files', 'others'] as const;
type Part = (typeof PARTS)[number];

/** The memory of one slice while it is scanned. */
export class OpenSlice {
  private readonly known: Readonly<Partial<Record<Part, SliceMemory<unknown>>>>;
  private readonly bytes: Readonly<Partial<Record<Part, Uint8Array>>>;
  private readonly folders: FolderMemory;
  private readonly open = new Map<'files' | 'others', SliceMemory<unknown>>();

  /** @param bytes what the index has about the slice */
  constructor(
    bytes: Uint8Array<ArrayBuffer> | undefined,
    private readonly instances: number,
    task: ScanTask,
  ) {
    const parts = bytes === undefined ? {} : partsOf(bytes);
    const known = Object.fromEntries(
      Object.entries(parts).map(([part, of]) => [part, SliceMemory.fromBytes<unknown>(of)]),
    ) as Partial<Record<Part, SliceMemory<unknown>>>;
    // What is remembered of folders only says which of the remembered files they have
    const isUsable = known.files?.hasFiles(task.files, instances) === true;
    this.known = isUsable ? known : {};
    this.bytes = isUsable ? parts : {};
    this.folders = new FolderMemory(this.known.folders as FolderParameter, instances);
  }

  /** What is remembered about these files; an empty memory when the index is about others. `T` is what the scan keeps. */
  memoryOf<T>(part: 'files' | 'others', files: readonly string[]): SliceMemory<T> {
    const known = this.known[part];
    const memory = known?.hasFiles(files, this.instances)
      ? (known as SliceMemory<T>)
      : SliceMemory.empty<T>(files, this.instances);
    this.open.set(part, memory);
    return memory;
  }

  /** The folder as it was, when it holds the same names as then. */
  recallFolder(row: number, root: string): PluginFolder | undefined {
    const remark = this.folders.recallFolder(row, root);
    if (remark === undefined) return undefined;
    const others = this.namesIn('others', row);
    const files = new Set(this.namesIn('files', row));
    for (const file of others) files.add(file);
    return { files, refused: new Map(remark.refused ?? []), others };
  }

  private namesIn(part: 'files' | 'others', row: number): string[] {
    const memory = this.known[part];
    return memory?.files.filter((_, index) => memory.fileStatus(row, index) !== 'unknown') ?? [];
  }

  rememberFolder(row: number, folder: ListedFolder): void {
    this.folders.rememberFolder(row, folder);
  }

  /** What the next scan should find in the index; undefined: what is there already. */
  get changed(): Uint8Array<ArrayBuffer> | undefined {
    const folders = this.folders.changed;
    const isSame = [...this.open].every(([part, memory]) => memory === this.known[part] && !memory.isDirty);
    if (isSame && folders === undefined) return undefined;
    const parts = PARTS.map((part): Uint8Array => {
      if (part === 'folders') return folders?.toBytes() ?? this.bytes.folders ?? NOTHING;
      return this.open.get(part)?.toBytes() ?? NOTHING;
    });
    return joined(parts);
  }
}

type FolderParameter = ConstructorParameters<typeof FolderMemory>[0];

const NOTHING = new Uint8Array();

/** The length of each part, then the parts. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * parts.length + parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(bytes.buffer);
  let index = 4 * parts.length;
  for (const [number, part] of parts.entries()) {
    view.setUint32(4 * number, part.length, true);
    bytes.set(part, index);
    index += part.length;
  }
  return bytes;
}

function partsOf(bytes: Uint8Array): Partial<Record<Part, Uint8Array>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Partial<Record<Part, Uint8Array>> = {};
  let index = 4 * PARTS.length;
  for (const [number, part] of PARTS.entries()) {
    const length = view.getUint32(4 * number, true);
    if (length > 0) parts[part] = bytes.subarray(index, index + length);
    index += length;
  }
  return parts;
}
