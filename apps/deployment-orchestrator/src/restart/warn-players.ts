import { setTimeout as wait } from 'node:timers/promises';
import { countdown, type AnnouncedAction } from '@archivesmp/rollout';
import { CHECK_EVERY_MS, type GameServer, type PowerTimeouts } from './power-attempt.js';

/**
 * Waits for players to leave, then tells those who stayed what comes. An empty server gets no message.
 * @throws Problem of the panel; AbortError
 */
export async function warnPlayers(
  server: GameServer,
  what: AnnouncedAction,
  { emptyWithinMs, countdownSeconds }: PowerTimeouts,
  signal: AbortSignal,
): Promise<void> {
  await waitForEmpty(server, emptyWithinMs, signal);
  if (await isEmpty(server)) return;
  const begin = performance.now();
  const until = (ms: number): Promise<void> =>
    wait(Math.max(0, begin + ms - performance.now()), undefined, { signal });
  for (const { secondsBefore, text } of countdown(countdownSeconds, what)) {
    await until((countdownSeconds - secondsBefore) * 1_000);
    await server.sendConsole(`say ${text}`);
  }
  await until(countdownSeconds * 1_000);
}

async function waitForEmpty(server: GameServer, withinMs: number, signal: AbortSignal): Promise<void> {
  const begin = performance.now();
  while (performance.now() - begin < withinMs) {
    if (await isEmpty(server)) return;
    await wait(CHECK_EVERY_MS, undefined, { signal });
  }
}

async function isEmpty(server: GameServer): Promise<boolean> {
  const { state, metrics } = await server.readPanelServerState();
  return state !== 'ready' || metrics.players === 0;
}
