import { parentPort } from 'node:worker_threads';
import { doTask } from './do-task.js';
import { FileReader } from './file-reader.js';
import { openContext, withPlugins } from './scan-context.js';
import type { ThreadOrder } from './scan-pool.js';
import type { ScanSetup } from './scan-task.js';
import { TaskCursor } from './task-cursor.js';

const port = parentPort!;
const reader = new FileReader();

// once each: the thread ends when it has done what it was asked to
port.once('message', (setup: ScanSetup) => {
  const setUp = openContext(setup);
  port.once('message', ({ tasks, index, cursor, there }: ThreadOrder) => {
    const context = withPlugins(setUp, there);
    for (const [taskIndex, task] of new TaskCursor(cursor, tasks)) {
      const report = doTask({ taskIndex, task, context, reader, index });
      port.postMessage(report, report.memory ? [report.memory.buffer] : []);
    }
  });
});
