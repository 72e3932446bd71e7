import { execFile } from 'node:child_process';

/** How a program ended. */
export interface ProgramEnd {
  /** undefined when it was ended by us, or could not be started. */
  readonly code: number | undefined;
  readonly timedOut: boolean;
  /** What it printed, and why it could not be started. */
  readonly output: string;
}

const MOST_OUTPUT = 1024 * 1024;

/** Runs a program with its arguments, never through a shell. Ends it after so many milliseconds. Never throws. */
export function runProgram(file: string, args: readonly string[], withinMs: number): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const env = { ...process.env, TERM: 'dumb', NO_COLOR: '1', LANG: 'C.UTF-8' };
    const options = {
      env,
      timeout: withinMs,
      killSignal: 'SIGTERM',
      maxBuffer: MOST_OUTPUT,
      cwd: '/',
    } as const;
    execFile(file, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      const why = error !== null && code === undefined ? error.message : '';
      resolve({ code, timedOut: error?.killed === true, output: [stdout, stderr, why].join('\n').trim() });
    });
  });
}
