import { setTimeout as wait } from 'node:timers/promises';

/** Repeats work until it succeeds once or `signal` stops it. Each failure is reported; never throws. */
export async function untilDone(
  work: () => Promise<unknown>,
  everyMs: number,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted)
    try {
      await work();
      return;
    } catch (error) {
      if (signal.aborted) return;
      report(error);
      // Being stopped while waiting is no failure
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
}
