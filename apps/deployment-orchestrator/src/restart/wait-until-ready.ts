import { setTimeout as wait } from 'node:timers/promises';
import {
  CHECK_EVERY_MS,
  CLAIMED_ELSEWHERE,
  type GameServer,
  type PowerIntent,
  type PowerOutcome,
  type SinceAsked,
} from './power-attempt.js';
import { freshStatus, IgnoredRequest } from './ignored-request.js';

/** For whom and how long ago the panel was asked, how long it may take, and what asks once more when the request was lost. */
export interface Asked {
  readonly intent: PowerIntent;
  readonly since: SinceAsked;
  readonly withinSeconds: number;
  readonly askAgain: () => Promise<void>;
  /** Whether a life that began before the question will do: a start wants a server that runs, not one that was born anew. */
  readonly anyLife: boolean;
}

/**
 * Waits until the server is ready, after a restart with a life that began after the question. Whether the panel heard the question is told by the
 * uptime of the server; one that was never heard is asked again.
 * @throws Problem of the panel when it does not answer
 */
export async function waitUntilReady(
  server: GameServer,
  { intent, since, withinSeconds, askAgain, anyLife }: Asked,
  signal: AbortSignal,
): Promise<PowerOutcome> {
  const ignoredRequest = new IgnoredRequest(intent, askAgain);
  for (;;) {
    const isLate = since.elapsed() >= withinSeconds * 1_000;
    const { state, uptimeSeconds } = await freshStatus(server);
    const uptimeMs = uptimeSeconds * 1_000;
    const isNew = anyLife || since.isNewLife(uptimeMs);
    if (state === 'ready' && isNew) return { outcome: 'done', startedAt: new Date(Date.now() - uptimeMs) };
    if (state === 'failed' && isNew)
      return { outcome: 'failed', reason: 'AMP says that the server failed to start' };
    // A process that stood still checks once more before it reports that the server is late
    if (isLate)
      return {
        outcome: 'failed',
        reason: `the server is ${state} and was not ready within ${withinSeconds} s`,
      };
    const isIgnored = state === 'stopped' || ((state === 'ready' || state === 'failed') && !isNew);
    if (!(await ignoredRequest.observe(isIgnored))) return CLAIMED_ELSEWHERE;
    await wait(CHECK_EVERY_MS, undefined, { signal });
  }
}
