import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { callsOf, outputHolding, type SystemCall } from '@archivesmp/instance-files/testing';
import { processRecord } from '@archivesmp/private-services';
import type { TestProduct } from './test-product.js';

/** One thread does all the work of an agent on files, so that its calls can be counted. */
export const COUNTABLE = { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0', NODE_OPTIONS: '' } as const;

const DETACH = 'SIGINT';
/** Lines of the agent's own log and words to Redis: no part of an apply. */
const ASIDE = /\.log>|socket:|TCP/;

/** Follows the system calls of one running agent, or kills it at one of them. */
export class AgentTracer {
  readonly pid: number;

  constructor(
    private readonly product: TestProduct,
    private readonly host: string,
  ) {
    this.pid = processRecord(product.dir, `agent-${host}`)!.pid;
  }

  /** The calls that change something on the disk while `work` goes on, counted from its beginning. */
  async record(work: () => Promise<unknown>): Promise<SystemCall[]> {
    const trace = path.join(this.product.dir, `trace-${this.host}`);
    const tracer = await this.attach(['-f', '-y', '-o', trace, '-p', String(this.pid)]);
    await work();
    await this.detach(tracer);
    const calls = callsOf(readFileSync(trace, 'utf8'), this.pid, false, ASIDE);
    // What the main thread writes and opens are sockets and modules; its part of an apply is the swap
    return calls.filter(({ main, name }) => !main || !/write|openat/.test(name));
  }

  /**
   * From now on the agent dies by SIGKILL at this call.
   * @returns whether it did, to be asked when `work` is over or the agent is dead
   */
  async killAt({ name, nth, main }: SystemCall): Promise<{ dead: Promise<boolean>; leave(): Promise<void> }> {
    const thread = main ? this.pid : this.workingThread();
    const inject = ['-e', `trace=${name}`, '-e', `inject=${name}:signal=KILL:when=${nth}`];
    const trace = path.join(this.product.dir, `kill-${this.host}`);
    const tracer = await this.attach(['-o', trace, ...inject, '-p', String(thread)]);
    const ended = once(tracer, 'exit') as Promise<unknown>;
    const dead = ended.then(() => readFileSync(trace, 'utf8').includes('killed by SIGKILL'));
    return { dead, leave: () => this.detach(tracer) };
  }

  private workingThread(): number {
    const tasks = `/proc/${this.pid}/task`;
    const found = readdirSync(tasks).find(
      (id) => readFileSync(path.join(tasks, id, 'comm'), 'utf8').trim() === 'libuv-worker',
    );
    if (found === undefined) throw new Error(`the agent of ${this.host} has no thread for files`);
    return Number(found);
  }

  private async attach(options: readonly string[]): Promise<ChildProcess> {
    const tracer = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] });
    await outputHolding(tracer, 'stderr', 'attached');
    return tracer;
  }

  private async detach(tracer: ChildProcess): Promise<void> {
    if (tracer.exitCode !== null || tracer.signalCode !== null) return;
    const ended = once(tracer, 'exit');
    tracer.kill(DETACH);
    await ended;
  }
}
