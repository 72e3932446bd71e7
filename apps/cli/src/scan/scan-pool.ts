import { Worker } from 'node:worker_threads';
import { FileReader } from './file-reader.js';
import type { ScanContext } from './scan-context.js';
import { scanPlugin } from './scan-plugin.js';
import type { ScanResult, ScanSetup, ScanTask } from './scan-task.js';
import { TaskCursor } from './task-cursor.js';

export interface WorkerData {
  readonly setup: ScanSetup;
  readonly tasks: readonly ScanTask[];
  readonly cursor: SharedArrayBuffer;
}

export interface WorkerReport {
  readonly task: number;
  readonly result: ScanResult;
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
  done: (task: number, result: ScanResult) => void,
): Promise<void> {
  const cursor = TaskCursor.memory();
  const data: WorkerData = { setup: context.setup, tasks, cursor };
  const workers = Array.from({ length: Math.min(threads, tasks.length) - 1 }, () => startWorker(data, done));
  try {
    const reader = new FileReader();
    const next = new TaskCursor(cursor, tasks.length);
    for (let at = next.take(); at !== undefined; at = next.take()) {
      done(at, scanPlugin(tasks[at]!, context, reader));
      // lets results of the others and the progress line through
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(workers.map(({ finished }) => finished));
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  }
}

function startWorker(data: WorkerData, done: (task: number, result: ScanResult) => void) {
  const worker = new Worker(new URL('./scan.worker.js', import.meta.url), {
    workerData: data,
    resourceLimits: WORKER_LIMITS,
  });
  worker.on('message', ({ task, result }: WorkerReport) => done(task, result));
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
