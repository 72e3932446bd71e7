import { parentPort, workerData } from 'node:worker_threads';
import { FileReader } from './file-reader.js';
import { openContext } from './scan-context.js';
import { TaskCursor } from './task-cursor.js';
import { doTask, type WorkerData } from './scan-pool.js';

const { setup, tasks, cursor, index } = workerData as WorkerData;

const context = openContext(setup);
const reader = new FileReader();
const next = new TaskCursor(cursor, tasks.length);
for (let at = next.take(); at !== undefined; at = next.take()) {
  const report = doTask(at, tasks[at]!, context, reader, index);
  parentPort!.postMessage(report, report.memory ? [report.memory.buffer] : []);
}
