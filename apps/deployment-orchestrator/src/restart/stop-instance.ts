import { setTimeout as wait } from 'node:timers/promises';
import type { AmpStatus } from '@archivesmp/amp';
import {
  CHECK_EVERY_MS,
  sinceBefore,
  sinceNow,
  CLAIMED_ELSEWHERE,
  UPTIME_STEP_MS,
  type GameServer,
  type PowerIntent,
  type PowerOutcome,
  type PowerTimeouts,
  type SinceAsked,
} from './power-attempt.js';
import { issueToPanel } from './issue-to-panel.js';
import { freshStatus, IgnoredRequest } from './ignored-request.js';
import { warnPlayers } from './warn-players.js';

const isDown = (state: AmpStatus['state']): boolean => state === 'stopped' || state === 'failed';

/**
 * Stops a game server once: waits for players to leave, counts down, asks the panel, waits until it is down. Called again after a
 * crash it goes on where it was. A server that was started again meanwhile is not stopped a second time: that is a failure.
 * @throws Problem of the panel when it does not answer; the same call may be made again
 */
export async function stopInstance(
  server: GameServer,
  intent: PowerIntent,
  timeouts: PowerTimeouts,
  signal: AbortSignal,
): Promise<PowerOutcome> {
  const { withinSeconds } = timeouts;
  if (intent.askedAt !== undefined)
    return waitUntilDown(
      server,
      { intent, since: sinceBefore(intent.askedAt, intent.asked), withinSeconds },
      signal,
    );
  if (isDown((await server.readPanelServerState()).state)) return { outcome: 'as-it-was' };
  await warnPlayers(server, 'stops', timeouts, signal);
  const { uptimeSeconds } = await server.readPanelServerState();
  const since = sinceNow();
  const end = await issueToPanel({ intent, uptimeSeconds, issue: () => server.stopServer() });
  return end ?? waitUntilDown(server, { intent, since, withinSeconds }, signal);
}

interface AskedToStop {
  readonly intent: PowerIntent;
  readonly since: SinceAsked;
  readonly withinSeconds: number;
}

async function waitUntilDown(
  server: GameServer,
  { intent, since, withinSeconds }: AskedToStop,
  signal: AbortSignal,
): Promise<PowerOutcome> {
  const ignoredRequest = new IgnoredRequest(intent, () => server.stopServer());
  let wasLeaving = false;
  for (;;) {
    const isLate = since.elapsed() >= withinSeconds * 1_000;
    const { state, uptimeSeconds } = await freshStatus(server);
    if (isDown(state)) return { outcome: 'done' };
    // One that may still be the old life is asked to stop, not mistaken for one that was started since
    const isNew = since.isNewLife(uptimeSeconds * 1_000 + 2 * UPTIME_STEP_MS);
    if (state === 'ready' && (isNew || wasLeaving))
      return {
        outcome: 'failed',
        reason: 'the server was stopped, and something else started it again',
      };
    // A process that stood still checks once more before it reports that the server is late
    if (isLate)
      return {
        outcome: 'failed',
        reason: `the server is ${state} and was not down within ${withinSeconds} s`,
      };
    if (state !== 'ready') wasLeaving = true;
    if (!(await ignoredRequest.observe(state === 'ready'))) return CLAIMED_ELSEWHERE;
    await wait(CHECK_EVERY_MS, undefined, { signal });
  }
}
