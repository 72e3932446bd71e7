import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Task } from './runner-process.js';
import type { SpecResult } from './spec-runner.js';

const PROGRAM = fileURLToPath(new URL('./runner-process.js', import.meta.url));

/** One process that runs tests, begun again whenever it had to be ended. */
export class RunnerWorker {
  private child: ChildProcess | undefined;

  constructor(
    private readonly root: string,
    private readonly seed: number,
  ) {}

  /** 'timeout' when the tests did not end within so many milliseconds. */
  async runTask(task: Task, limitMs: number): Promise<SpecResult | 'timeout' | 'died'> {
    const child = (this.child ??= await this.beginProcess());
    const answer = answerOf(child, limitMs);
    child.send(task);
    const result = await answer;
    if (typeof result === 'string') this.close();
    return result;
  }

  close(): void {
    const child = this.child;
    this.child = undefined;
    // The tests run in a process that this one began, and only the group ends both
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  }

  private async beginProcess(): Promise<ChildProcess> {
    const child = fork(PROGRAM, [this.root], {
      cwd: this.root,
      detached: true,
      env: { ...process.env, ASMP_MUTANTS_SEED: String(this.seed) },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    if (typeof (await answerOf(child, 120_000)) === 'string')
      throw new Error(
        'The process that runs the tests did not start; is everything built (`npm run build`)?',
      );
    return child;
  }
}

function answerOf(child: ChildProcess, limitMs: number): Promise<SpecResult | 'timeout' | 'died'> {
  return new Promise((resolve) => {
    const end = (result: SpecResult | 'timeout' | 'died'): void => {
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
      resolve(result);
    };
    const timer = setTimeout(() => end('timeout'), limitMs);
    child.once('message', (message) => end(message as SpecResult));
    child.once('exit', () => end('died'));
  });
}
