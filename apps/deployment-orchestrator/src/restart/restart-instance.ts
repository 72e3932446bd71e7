import {
  sinceBefore,
  sinceNow,
  type GameServer,
  type PowerIntent,
  type PowerOutcome,
  type PowerTimeouts,
} from './power-attempt.js';
import { issueToPanel } from './issue-to-panel.js';
import { waitUntilReady } from './wait-until-ready.js';
import { warnPlayers } from './warn-players.js';

/** What a restart may do to a server that is stopped. */
export interface RestartOptions extends PowerTimeouts {
  /** Whether a stopped server is to be started. */
  readonly startStopped: boolean;
}

/**
 * Restarts a game server once: waits for players to leave, counts down, asks the panel, waits until it is ready. Called again
 * after a crash it goes on where it was: whether the panel heard the question is told by the uptime of the server.
 * @throws Problem of the panel when it does not answer; the same call may be made again
 */
export async function restartInstance(
  server: GameServer,
  intent: PowerIntent,
  timeouts: RestartOptions,
  signal: AbortSignal,
): Promise<PowerOutcome> {
  const { withinSeconds, startStopped } = timeouts;
  // restart: starts it when it is down
  const issueRestart = (): Promise<void> => server.restartServer();
  const waiting = { intent, withinSeconds, askAgain: issueRestart, anyLife: false };
  if (intent.askedAt !== undefined)
    return waitUntilReady(server, { since: sinceBefore(intent.askedAt, intent.asked), ...waiting }, signal);
  if (!startStopped && (await server.readPanelServerState()).state === 'stopped')
    return { outcome: 'as-it-was' };
  await warnPlayers(server, 'restarts', timeouts, signal);
  const { uptimeSeconds } = await server.readPanelServerState();
  const since = sinceNow();
  const end = await issueToPanel({ intent, uptimeSeconds, issue: issueRestart });
  return end ?? waitUntilReady(server, { since, ...waiting }, signal);
}
