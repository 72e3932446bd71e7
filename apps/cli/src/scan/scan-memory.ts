import { fingerprintOf } from './index-fingerprint.js';
import type { ScanContext } from './scan-context.js';
import { readIndex, type ScanIndex, sliceName, sliceOf, writeIndex } from './scan-index.js';
import type { ScanTask } from './scan-task.js';

/** The index of one scan: what it starts with, and what it will leave. */
export interface ScanMemory {
  readonly index: ScanIndex;
  /** @param memory what the scan of the slice wants remembered; undefined: what the index has already */
  remember(task: ScanTask, memory: Uint8Array | undefined): void;
  /** Writes the index when it is to change. */
  saveIndex(): void;
}

/** Opens the memory that a file (`--index`) holds; an empty one when the file does not apply to this context. */
export function openMemory(file: string, context: ScanContext): ScanMemory {
  const fingerprint = fingerprintOf(context);
  const index = readIndex(file, fingerprint);
  const remembered = new Map<string, Uint8Array | undefined>();
  return {
    index,
    remember: (task, memory) => void remembered.set(sliceName(task), memory),
    saveIndex() {
      const isSame =
        remembered.size === Object.keys(index.slices).length &&
        [...remembered].every(
          ([slice, memory]) => memory === undefined && Object.hasOwn(index.slices, slice),
        );
      if (isSame) return;
      const slices = [...remembered].flatMap(([slice, memory]): [string, Uint8Array][] => {
        const bytes = memory ?? sliceOf(index, slice);
        return bytes ? [[slice, bytes]] : [];
      });
      writeIndex(file, fingerprint, new Map(slices));
    },
  };
}
