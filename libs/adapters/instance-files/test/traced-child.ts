import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** One system call of a run: the n-th of its name in its thread. */
export interface SystemCall {
  readonly name: string;
  readonly nth: number;
  /** In the main thread, which does the last step of a swap itself; else in the thread that does the work on files. */
  readonly main: boolean;
}

/** Whether this machine lets a program be traced, which containers often forbid. */
export function tracingAllowed(): boolean {
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
}

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
  await says(child, 'stdout', 'ready');
  const tracer = spawn('strace', ['-p', String(child.pid), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const traced = once(tracer, 'exit');
  await says(tracer, 'stderr', 'attached');
  child.stdin!.write('go\n');
  const [code, signal] = await exited;
  await traced;
  return { code, signal, pid: child.pid! };
}

/** Resolves when a stream has said it; the stream goes on flowing, or its writer would be killed by a broken pipe. */
function says(child: ChildProcess, stream: 'stdout' | 'stderr', text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child[stream]!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(text)) resolve();
    }).on('end', () => reject(new Error(`ended before it said "${text}": ${said}`)));
  });
}

/** Calls that change something on a disk, told from a trace made with `-y`. */
const CHANGES =
  /^(?:fsync|fdatasync|rename\w*|unlink\w*|link\w*|symlink\w*|mkdir\w*|rmdir|chmod|fchmod\w*|\w*chown\w*|ftruncate|openat\(.*O_(?:CREAT|TRUNC)|p?write(?:v|64)?\(\d+<\/)/;

/** The calls of a trace that matter, in order; with `every` all of the threads that do the work. */
export function callsOf(trace: string, pid: number, every: boolean): SystemCall[] {
  const calls: (SystemCall & { thread: string })[] = [];
  const counts = new Map<string, number>();
  for (const line of trace.split('\n')) {
    const [, thread, call] = /^(\d+) +(\S.*)$/.exec(line) ?? [];
    const name = /^(\w+)\(/.exec(call ?? '')?.[1];
    if (thread === undefined || call === undefined || name === undefined) continue;
    const nth = (counts.get(`${thread} ${name}`) ?? 0) + 1;
    counts.set(`${thread} ${name}`, nth);
    const main = Number(thread) === pid;
    // because: what the main thread does besides swapping is waiting for the other
    if (CHANGES.test(call) || (every && !main)) calls.push({ name, nth, main, thread });
  }
  const working = mostFrequent(calls.filter(({ main }) => !main).map(({ thread }) => thread));
  return calls.filter(({ main, thread }) => main || thread === working);
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
