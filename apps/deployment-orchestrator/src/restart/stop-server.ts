import { setTimeout as wait } from 'node:timers/promises';
import type { InstanceStatus } from '@archivesmp/amp';
import {
  LOOK_EVERY_MS,
  sinceBefore,
  sinceNow,
  TAKEN_OVER,
  UNHEARD_MS,
  UPTIME_STEP_MS,
  type GameServer,
  type PowerIntent,
  type PowerOutcome,
  type PowerPatience,
  type SinceAsked,
} from './power-course.js';
import { warnPlayers } from './warn-players.js';

const isDown = (state: InstanceStatus['state']): boolean => state === 'stopped' || state === 'failed';

/**
 * Stops a game server once: waits for players to leave, counts down, asks the panel, waits until it is down. Called again after a
 * crash it goes on where it was. A server that was started again meanwhile is not stopped a second time: that is a failure.
 * @throws Problem of the panel when it does not answer; the same call may be made again
 */
export async function stopServer(
  server: GameServer,
  intent: PowerIntent,
  patience: PowerPatience,
  signal: AbortSignal,
): Promise<PowerOutcome> {
  const { withinSeconds } = patience;
  if (intent.askedAt !== undefined)
    return waitUntilDown(server, sinceBefore(intent.askedAt, intent.asked), withinSeconds, signal);
  if (isDown((await server.status()).state)) return { outcome: 'as-it-was' };
  await warnPlayers(server, 'stops', patience, signal);
  const { uptimeSeconds } = await server.status();
  const since = sinceNow();
  if (!(await intent.claim(new Date(), uptimeSeconds))) return TAKEN_OVER;
  await server.stop();
  return waitUntilDown(server, since, withinSeconds, signal);
}

async function waitUntilDown(
  server: GameServer,
  since: SinceAsked,
  withinSeconds: number,
  signal: AbortSignal,
): Promise<PowerOutcome> {
  let state: InstanceStatus['state'] | undefined;
  let unheardFrom: number | undefined;
  let wasLeaving = false;
  while (since.elapsed() < withinSeconds * 1_000) {
    const status = await server.status();
    ({ state } = status);
    if (isDown(state)) return { outcome: 'done' };
    // because: one that may still be the old life is asked to stop, not taken for one that somebody started
    const isNew = since.isNewLife(status.uptimeSeconds * 1_000 + 2 * UPTIME_STEP_MS);
    if (state === 'ready' && (isNew || wasLeaving))
      return {
        outcome: 'failed',
        reason: 'the server was stopped, and somebody or something started it again',
      };
    if (state !== 'ready') wasLeaving = true;
    else if (since.elapsed() - (unheardFrom ??= since.elapsed()) > UNHEARD_MS) {
      await server.stop();
      unheardFrom = undefined;
    }
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
  return {
    outcome: 'failed',
    reason: `the server is ${state ?? 'silent'} and was not down within ${withinSeconds} s`,
  };
}
