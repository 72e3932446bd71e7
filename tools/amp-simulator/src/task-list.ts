import { randomUUID } from 'node:crypto';

/** RunningTask of the API. */
export interface RunningTask {
  Id: string;
  Name: string;
  Description: string;
  State: number;
  StateMessage: string;
  ProgressPercent: number;
  IsIndeterminate: boolean;
  IsCancellable: boolean;
  IsPrimaryTask: boolean;
  HideFromUI: boolean;
  FastDismiss: boolean;
  DontPropagate: boolean;
  Origin: string;
  Speed: string;
  StartTime: Date;
  LastUpdatePushed: Date;
}

const RUNNING = 0;
const FAILED = 3;

/** Tasks of one process: a finished one is gone at once, a failed one stays until it is dismissed. */
export class TaskList {
  private readonly tasks = new Map<string, RunningTask>();

  beginTask(name: string, description: string): RunningTask {
    const now = new Date();
    const task: RunningTask = {
      Id: randomUUID(),
      Name: name,
      Description: description,
      State: RUNNING,
      StateMessage: '',
      ProgressPercent: 0,
      IsIndeterminate: true,
      IsCancellable: false,
      IsPrimaryTask: true,
      HideFromUI: false,
      FastDismiss: false,
      DontPropagate: false,
      Origin: name,
      Speed: '',
      StartTime: now,
      LastUpdatePushed: now,
    };
    this.tasks.set(task.Id, task);
    return task;
  }

  finish(task: RunningTask): void {
    this.tasks.delete(task.Id);
  }

  fail(task: RunningTask, why: string): void {
    task.State = FAILED;
    task.StateMessage = why;
  }

  dismiss(id: string): boolean {
    const task = this.tasks.get(id);
    return task !== undefined && task.State === FAILED && this.tasks.delete(id);
  }

  dismissAll(): void {
    for (const id of [...this.tasks.keys()]) this.dismiss(id);
  }

  listTasks(): RunningTask[] {
    return [...this.tasks.values()];
  }

  clear(): void {
    this.tasks.clear();
  }
}
