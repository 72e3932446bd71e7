import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { outputHolding } from '../src/testing/index.js';

/** Runs the apply of a scene under strace with these options; with `-f` all its threads are traced, else the main one. */
export async function runTraced(
  scene: string,
  options: readonly string[],
): Promise<{ code: number | null; signal: NodeJS.Signals | null; pid: number }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'apply-child.mjs'), scene], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // One thread does all the work on files, so that the n-th call is the same in every run.
    env: { ...process.env, UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0', NODE_OPTIONS: '' },
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await outputHolding(child, 'stdout', 'ready');
  const tracer = spawn('strace', ['-p', String(child.pid), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const traced = once(tracer, 'exit');
  await outputHolding(tracer, 'stderr', 'attached');
  child.stdin!.write('go\n');
  const [code, signal] = await exited;
  await traced;
  return { code, signal, pid: child.pid! };
}
