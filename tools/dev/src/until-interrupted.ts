import { setTimeout as wait } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As shells report an end by Ctrl-C. */
const INTERRUPTED = 130;
/** What is being started when the signal comes needs a moment to notice that it failed. */
const SETTLE_MS = 15_000;

/**
 * Runs work that starts processes which outlive us. On Ctrl-C it is told so, and `cleanUp` runs twice: at once, and again
 * after the work has ended, for what it started in between. The exit code.
 */
export async function untilInterrupted(
  work: (signal: AbortSignal) => Promise<void>,
  cleanUp: () => Promise<unknown>,
): Promise<number> {
  const stopping = new AbortController();
  const interrupted = new Promise<'interrupted'>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  const onSignal = (): void => stopping.abort(new Error('interrupted'));
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    const working = work(stopping.signal);
    const first = await Promise.race([working.then(() => 'done' as const), interrupted]).catch(
      (error: unknown) => {
        // Work that was interrupted fails in many ways, none of which is news
        if (!stopping.signal.aborted) throw error;
        return 'interrupted' as const;
      },
    );
    if (first === 'done') return 0;
    process.stdout.write('\nInterrupted; stopping everything.\n');
    await cleanUp();
    await Promise.race([working.catch(() => undefined), wait(SETTLE_MS, undefined, { ref: false })]);
    await cleanUp();
    return INTERRUPTED;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
