import { Worker } from 'node:worker_threads';
import { FileReader } from './file-reader.js';
import type { PluginsThere } from './plugins-there.js';
import type { ScanContext } from './scan-context.js';
import { doTask, type TaskReport } from './do-task.js';
import type { ScanIndex } from './scan-index.js';
import type { ScanSetup, ScanTask } from './scan-task.js';
import { TaskCursor } from './task-cursor.js';

/** What is to be done; sent to every thread. */
export interface ThreadOrder {
  readonly tasks: readonly ScanTask[];
  readonly index: ScanIndex | undefined;
  /** Which plugins the instances have, in their order. */
  readonly there: readonly PluginsThere[];
  /** Memory of the cursor that hands out the tasks. */
  readonly cursor: SharedArrayBuffer;
}

/** Young generations are kept small: most objects of a scan die at once, and memory is bounded by the largest file. */
const LIMITS = { maxYoungGenerationSizeMb: 16 };

/**
 * The threads of one scan. They load the program while this thread looks for instances, and the deviations while it plans. With one
 * thread everything happens in this one.
 */
export class ScanPool {
  private readonly workers: readonly Worker[];
  private readonly ended: Promise<unknown>;
  private done: (report: TaskReport) => void = () => undefined;

  constructor(threads: number) {
    const script = new URL('./scan.worker.js', import.meta.url);
    const options = { resourceLimits: LIMITS };
    this.workers = Array.from({ length: threads > 1 ? threads : 0 }, () => new Worker(script, options));
    this.ended = Promise.all(this.workers.map((worker) => this.endOf(worker)));
    // a failure is seen when it is awaited; until then it must not count as unhandled
    this.ended.catch(() => undefined);
  }

  /** Has every thread compile the setup. To be called once, before `runScanTasks`. */
  prepare(setup: ScanSetup): void {
    for (const worker of this.workers) worker.postMessage(setup);
  }

  /**
   * Does all tasks. `done` is called on this thread, in no particular order.
   * @throws what a thread threw
   */
  async runScanTasks(
    tasks: readonly ScanTask[],
    context: ScanContext,
    index: ScanIndex | undefined,
    done: (report: TaskReport) => void,
  ): Promise<void> {
    this.done = done;
    const there = context.instances.map((one) => one.there);
    const order: ThreadOrder = { tasks, index, there, cursor: TaskCursor.memory() };
    if (this.workers.length === 0) return this.runHere(order, context);
    for (const worker of this.workers) worker.postMessage(order);
    await this.ended;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private async runHere({ tasks, index, cursor }: ThreadOrder, context: ScanContext): Promise<void> {
    const reader = new FileReader();
    for (const [taskIndex, task] of new TaskCursor(cursor, tasks)) {
      this.done(doTask({ taskIndex, task, context, reader, index }));
      // lets the progress line through
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private endOf(worker: Worker): Promise<void> {
    worker.on('message', (report: TaskReport) => this.done(report));
    return new Promise((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`a scan thread ended with code ${code}`)),
      );
    });
  }
}
