import { Worker } from 'node:worker_threads';
import { FileReader } from './file-reader.js';
import type { ScanContext } from './scan-context.js';
import { OpenSlice } from './open-slice.js';
import { type ScanIndex, sliceName, sliceOf } from './scan-index.js';
import { scanPlugin } from './scan-plugin.js';
import type { ScanResult, ScanSetup, ScanTask } from './scan-task.js';
import { TaskCursor } from './task-cursor.js';

export interface WorkerData {
  readonly setup: ScanSetup;
  readonly tasks: readonly ScanTask[];
  readonly cursor: SharedArrayBuffer;
  readonly index: ScanIndex | undefined;
}

export interface WorkerReport {
  readonly task: number;
  readonly result: ScanResult;
  /** What the index should remember of the slice; undefined: what it has already. */
  readonly memory: Uint8Array<ArrayBuffer> | undefined;
}

/** Young generations are kept small: most objects of a scan die at once, and memory is bounded by the largest file. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 16 };

/**
 * Does all tasks on `threads` threads; this one is among them. `done` is called on this thread, in no particular order.
 * @throws what a worker threw; the others are stopped first
 */
export async function runScan(
  tasks: readonly ScanTask[],
  context: ScanContext,
  threads: number,
  index: ScanIndex | undefined,
  done: (report: WorkerReport) => void,
): Promise<void> {
  const cursor = TaskCursor.memory();
  const data: WorkerData = { setup: context.setup, tasks, cursor, index };
  const workers = Array.from({ length: Math.min(threads, tasks.length) - 1 }, () => startWorker(data, done));
  try {
    const reader = new FileReader();
    const next = new TaskCursor(cursor, tasks.length);
    for (let at = next.take(); at !== undefined; at = next.take()) {
      done(doTask(at, tasks[at]!, context, reader, index));
      // lets results of the others and the progress line through
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(workers.map(({ finished }) => finished));
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  }
}

/** Scans one slice, with what the index remembers of it. */
export function doTask(
  at: number,
  task: ScanTask,
  context: ScanContext,
  reader: FileReader,
  index: ScanIndex | undefined,
): WorkerReport {
  const columns = task.mode === 'desired' ? task.files : undefined;
  const slice = index && new OpenSlice(sliceOf(index, sliceName(task)), context.instances.length, columns);
  const result = scanPlugin(task, context, reader, slice);
  return { task: at, result, memory: slice?.changed };
}

function startWorker(data: WorkerData, done: (report: WorkerReport) => void) {
  const worker = new Worker(new URL('./scan.worker.js', import.meta.url), {
    workerData: data,
    resourceLimits: WORKER_LIMITS,
  });
  worker.on('message', done);
  const finished = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a scan thread ended with code ${code}`)),
    );
  });
  // a failure is seen when it is awaited; until then it must not count as unhandled
  finished.catch(() => undefined);
  return { worker, finished };
}
