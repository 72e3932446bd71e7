import { setTimeout as wait } from 'node:timers/promises';
import type { AmpStatus } from '@archivesmp/amp';
import {
  CHECK_EVERY_MS,
  sinceBefore,
  sinceNow,
  type GameServer,
  type PowerIntent,
  type PowerOutcome,
} from './power-attempt.js';
import { issueToPanel } from './issue-to-panel.js';
import { waitUntilReady } from './wait-until-ready.js';

/** Not running, and not on its way anywhere: only a request changes that. */
const DOWN: ReadonlySet<AmpStatus['state']> = new Set(['stopped', 'failed', 'sleeping', 'suspended']);

/**
 * Starts a game server once and waits until it is ready. One that runs already, or is about to, is left as it is. Called again
 * after a crash it goes on where it was.
 * @throws Problem of the panel when it does not answer; the same call may be made again
 */
export async function startInstance(
  server: GameServer,
  intent: PowerIntent,
  { withinSeconds }: { readonly withinSeconds: number },
  signal: AbortSignal,
): Promise<PowerOutcome> {
  const waiting = { intent, withinSeconds, askAgain: () => server.restartServer(), anyLife: true };
  if (intent.askedAt !== undefined)
    return waitUntilReady(server, { since: sinceBefore(intent.askedAt, intent.asked), ...waiting }, signal);
  const settled = await settledState(server, withinSeconds, signal);
  if (settled === 'ready') return { outcome: 'as-it-was' };
  if (!DOWN.has(settled))
    return {
      outcome: 'failed',
      reason: `the server is ${settled} and was not ready within ${withinSeconds} s`,
    };
  const since = sinceNow();
  const end = await issueToPanel({ intent, issue: () => server.startServer() });
  return end ?? waitUntilReady(server, { since, ...waiting }, signal);
}

/** Where a server comes to rest that is between two states: ready, down, or nowhere in time. */
async function settledState(
  server: GameServer,
  withinSeconds: number,
  signal: AbortSignal,
): Promise<AmpStatus['state']> {
  const since = sinceNow();
  for (;;) {
    const { state } = await server.readPanelServerState();
    if (state === 'ready' || DOWN.has(state) || since.elapsed() >= withinSeconds * 1_000) return state;
    await wait(CHECK_EVERY_MS, undefined, { signal });
  }
}
