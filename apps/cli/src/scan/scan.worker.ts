import { parentPort, workerData } from 'node:worker_threads';
import { FileReader } from './file-reader.js';
import { openContext } from './scan-context.js';
import { scanPlugin } from './scan-plugin.js';
import { TaskCursor } from './task-cursor.js';
import type { WorkerData, WorkerReport } from './scan-pool.js';

const { setup, tasks, cursor } = workerData as WorkerData;
const report = (message: WorkerReport): void => parentPort!.postMessage(message);

const context = openContext(setup);
const reader = new FileReader();
const next = new TaskCursor(cursor, tasks.length);
for (let at = next.take(); at !== undefined; at = next.take()) {
  report({ task: at, result: scanPlugin(tasks[at]!, context, reader) });
}
