import type { FileReader } from './file-reader.js';
import { OpenSlice } from './open-slice.js';
import type { ScanContext } from './scan-context.js';
import { type ScanIndex, sliceName, sliceOf } from './scan-index.js';
import { scanPlugin } from './scan-plugin.js';
import type { ScanResult, ScanTask } from './scan-task.js';

/** One task of a scan and what it needs. */
export interface TaskWork {
  readonly taskIndex: number;
  readonly task: ScanTask;
  readonly context: ScanContext;
  readonly reader: FileReader;
  readonly index: ScanIndex | undefined;
}

/** What came of a task. */
export interface TaskReport {
  readonly taskIndex: number;
  readonly result: ScanResult;
  /** What the index should remember of the slice; undefined: what it has already. */
  readonly memory: Uint8Array<ArrayBuffer> | undefined;
}

/** Scans one slice, with what the index remembers of it. */
export function doTask({ taskIndex, task, context, reader, index }: TaskWork): TaskReport {
  const slice = index && new OpenSlice(sliceOf(index, sliceName(task)), context.instances.length, task);
  const result = scanPlugin(task, context, reader, slice);
  return { taskIndex, result, memory: slice?.changed };
}
