import { setTimeout as wait } from 'node:timers/promises';
import type { InstanceStatus } from '@archivesmp/amp';
import {
  LOOK_EVERY_MS,
  UNHEARD_MS,
  type GameServer,
  type PowerOutcome,
  type SinceAsked,
} from './power-course.js';

/** How long ago the panel was asked, how long it may take, and what asks once more when nobody had heard it. */
export interface Asked {
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
  { since, withinSeconds, askAgain, anyLife }: Asked,
  signal: AbortSignal,
): Promise<PowerOutcome> {
  let state: InstanceStatus['state'] | undefined;
  let unheardFrom: number | undefined;
  while (since.elapsed() < withinSeconds * 1_000) {
    const status = await server.status();
    ({ state } = status);
    const uptimeMs = status.uptimeSeconds * 1_000;
    const isNew = anyLife || since.isNewLife(uptimeMs);
    if (state === 'ready' && isNew) return { outcome: 'done', startedAt: new Date(Date.now() - uptimeMs) };
    if (state === 'failed' && isNew)
      return { outcome: 'failed', reason: 'AMP says that the server failed to start' };
    const isUnheard = state === 'stopped' || ((state === 'ready' || state === 'failed') && !isNew);
    if (!isUnheard) unheardFrom = undefined;
    else if (since.elapsed() - (unheardFrom ??= since.elapsed()) > UNHEARD_MS) {
      await askAgain();
      unheardFrom = undefined;
    }
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
  return {
    outcome: 'failed',
    reason: `the server is ${state ?? 'silent'} and was not ready within ${withinSeconds} s`,
  };
}
