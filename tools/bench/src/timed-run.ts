import { spawn } from 'node:child_process';

/** What one run of a program cost. */
export interface TimedRun {
  readonly seconds: number;
  /** Peak of the resident memory; undefined for programs that do not tell. */
  readonly peakMegabytes: number | undefined;
}

const REPORTER = new URL('./report-memory.js', import.meta.url);

/**
 * Runs a program to its end and throws its output away. A Node program tells its peak memory when it exits.
 * @throws when it ends with another code than those that are allowed
 */
export async function timedRun(
  program: string,
  args: readonly string[],
  allowed: readonly number[] = [0],
): Promise<TimedRun> {
  const start = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: `--import=${REPORTER.href}` },
  });
  const errors: Buffer[] = [];
  const figures: Buffer[] = [];
  child.stderr!.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdio[3]!.on('data', (chunk: Buffer) => figures.push(chunk));
  const ended = new Promise<number>((resolve) => child.once('exit', () => resolve(performance.now())));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const seconds = ((await ended) - start) / 1000;
  if (code === null || !allowed.includes(code))
    throw new Error(
      `${program} ${args[0] ?? ''} ended with ${code}: ${Buffer.concat(errors).toString().trim()}`,
    );
  const kilobytes = Buffer.concat(figures)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
  return {
    seconds,
    peakMegabytes: kilobytes.length > 0 ? Math.round(Math.max(...kilobytes) / 1024) : undefined,
  };
}
