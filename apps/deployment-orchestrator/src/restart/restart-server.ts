import { setTimeout as wait } from 'node:timers/promises';
import type { AmpInstance, InstanceStatus } from '@archivesmp/amp';
import { countdown } from '@archivesmp/rollout';

/** Whether the panel was asked to restart already, kept in the database: at most one restart per approved restart. */
export interface RestartIntent {
  /** When the panel was asked; undefined = not yet. */
  readonly askedAt: Date | undefined;
  /** Writes down that the panel is asked now. Gives false when somebody else took over. */
  claim(askedAt: Date): Promise<boolean>;
}

/** How long a restart waits for what. */
export interface RestartPatience {
  /** Until when players may finish; then the countdown begins whoever is there. */
  readonly emptyBy: Date;
  readonly countdownSeconds: number;
  /** Seconds from asking until the server must be ready. */
  readonly withinSeconds: number;
  /** Whether a stopped server is to be started. */
  readonly startStopped: boolean;
}

/** How a restart ended. */
export type RestartOutcome =
  | { readonly outcome: 'done'; readonly startedAt: Date }
  /** It was stopped before anybody asked, and stays so: it reads its files when somebody starts it. */
  | { readonly outcome: 'left-stopped' }
  | { readonly outcome: 'failed'; readonly reason: string };

type Server = Pick<AmpInstance, 'status' | 'restart' | 'start' | 'sendConsole'>;

const LOOK_EVERY_MS = 500;
/** After asking, a server that still shows its old life this long was never asked: whoever asked died in between. */
const UNHEARD_MS = 8_000;
/** AMP counts uptime in whole seconds. */
const UPTIME_STEP_MS = 1_500;

/**
 * Restarts a game server once: waits for players to leave, counts down, asks the panel, waits until it is ready. Called again
 * after a crash it goes on where it was: whether the panel heard the question is told by the uptime of the server.
 * @throws Problem of the panel when it does not answer; the same call may be made again
 */
export async function restartServer(
  server: Server,
  intent: RestartIntent,
  patience: RestartPatience,
  signal: AbortSignal,
): Promise<RestartOutcome> {
  let { askedAt } = intent;
  if (askedAt === undefined) {
    if (!patience.startStopped && (await server.status()).state === 'stopped')
      return { outcome: 'left-stopped' };
    await waitForEmpty(server, patience, signal);
    await announce(server, patience.countdownSeconds, signal);
    askedAt = new Date();
    if (!(await intent.claim(askedAt))) return { outcome: 'failed', reason: 'somebody else took over' };
    await server.restart();
  }
  return waitUntilReady(server, askedAt, patience, signal);
}

async function waitForEmpty(
  server: Server,
  { emptyBy }: RestartPatience,
  signal: AbortSignal,
): Promise<void> {
  while (Date.now() < emptyBy.getTime()) {
    const { state, metrics } = await server.status();
    if (state !== 'ready' || metrics.players === 0) return;
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Nobody is told when nobody is there. */
async function announce(server: Server, seconds: number, signal: AbortSignal): Promise<void> {
  const { state, metrics } = await server.status();
  if (state !== 'ready' || metrics.players === 0) return;
  const begin = Date.now();
  for (const { secondsBefore, text } of countdown(seconds)) {
    await wait(Math.max(0, begin + (seconds - secondsBefore) * 1_000 - Date.now()), undefined, { signal });
    await server.sendConsole(`say ${text}`);
  }
  await wait(Math.max(0, begin + seconds * 1_000 - Date.now()), undefined, { signal });
}

async function waitUntilReady(
  server: Server,
  askedAt: Date,
  { withinSeconds }: RestartPatience,
  signal: AbortSignal,
): Promise<RestartOutcome> {
  const deadline = askedAt.getTime() + withinSeconds * 1_000;
  let state: InstanceStatus['state'] | undefined;
  let unheardSince: number | undefined;
  while (Date.now() < deadline) {
    const status = await server.status();
    ({ state } = status);
    const startedAt = Date.now() - status.uptimeSeconds * 1_000;
    const isNew = startedAt > askedAt.getTime() - UPTIME_STEP_MS;
    if (state === 'ready' && isNew) return { outcome: 'done', startedAt: new Date(startedAt) };
    if (state === 'failed' && isNew)
      return { outcome: 'failed', reason: 'AMP says that the server failed to start' };
    const isUnheard = state === 'stopped' || ((state === 'ready' || state === 'failed') && !isNew);
    if (!isUnheard) unheardSince = undefined;
    else if ((unheardSince ??= Date.now()) + UNHEARD_MS < Date.now()) {
      await server.restart(); // starts it when it is down
      unheardSince = undefined;
    }
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
  return {
    outcome: 'failed',
    reason: `the server is ${state ?? 'silent'} and was not ready within ${withinSeconds} s`,
  };
}
