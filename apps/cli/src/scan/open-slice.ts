import { SliceMemory } from './slice-memory.js';

/** The memory of one slice while it is scanned. */
export class OpenSlice {
  private memory: SliceMemory<unknown> | undefined;

  /** @param bytes what the index has about the slice */
  constructor(
    private readonly bytes: Uint8Array | undefined,
    private readonly instances: number,
  ) {}

  /** What is remembered about these files; an empty memory when the index is about others. `T` is what the slice kept. */
  memoryOf<T>(files: readonly string[]): SliceMemory<T> {
    const memory = this.remembered<T>(files) ?? SliceMemory.empty<T>(files, this.instances);
    this.memory = memory;
    return memory;
  }

  /** What the next scan should find in the index; undefined: what is there already. */
  get changed(): Uint8Array<ArrayBuffer> | undefined {
    return this.memory?.isDirty ? this.memory.toBytes() : undefined;
  }

  private remembered<T>(files: readonly string[]): SliceMemory<T> | undefined {
    if (this.bytes === undefined) return undefined;
    try {
      const memory = SliceMemory.fromBytes<T>(this.bytes);
      return memory.isAbout(files, this.instances) ? memory : undefined;
    } catch {
      // because: a damaged index is as good as none
      return undefined;
    }
  }
}
