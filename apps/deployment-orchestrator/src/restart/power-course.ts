import type { AmpInstance } from '@archivesmp/amp';

/** What can be done to the power of a game server. */
export type PowerAction = 'restart' | 'stop' | 'start';

/** Whether the panel was asked already, kept in the database: at most one effect per approved action. */
export interface PowerIntent {
  /** When the panel was asked; undefined = not yet. */
  readonly askedAt: Date | undefined;
  /** Writes down that the panel is asked now. Gives false when somebody else took over. */
  claim(askedAt: Date): Promise<boolean>;
}

/** How long an action waits for what. */
export interface PowerPatience {
  /** Milliseconds that players may go on playing; then the countdown begins whoever is there. */
  readonly emptyWithinMs: number;
  readonly countdownSeconds: number;
  /** Seconds from asking until the server must be where it is wanted. */
  readonly withinSeconds: number;
}

/** How an action ended. */
export type PowerOutcome =
  /** `startedAt`: when the new life of the server began, where it has one. */
  | { readonly outcome: 'done'; readonly startedAt?: Date }
  /** It was so before anybody asked (stopped already, or running already), and nobody was asked. */
  | { readonly outcome: 'as-it-was' }
  | { readonly outcome: 'failed'; readonly reason: string };

/** What the drivers ask of a panel. */
export type GameServer = Pick<AmpInstance, 'status' | 'restart' | 'start' | 'stop' | 'sendConsole'>;

export const LOOK_EVERY_MS = 500;
/** After asking, a server that still shows its old life this long was never asked: whoever asked died in between. */
export const UNHEARD_MS = 8_000;
/** AMP counts uptime in whole seconds. */
export const UPTIME_STEP_MS = 1_500;

/** Somebody else holds the instance by now: nothing was asked. */
export const TAKEN_OVER: PowerOutcome = { outcome: 'failed', reason: 'somebody else took over' };

/**
 * Milliseconds since the panel was asked. What this process asked is counted by a clock that nobody can set; only what another
 * process asked, before a crash, is told by the time of day.
 */
export function sinceAsked(askedAt: Date, askedHere: boolean): () => number {
  const before = askedHere ? 0 : Math.max(0, Date.now() - askedAt.getTime());
  const begun = performance.now() - before;
  return () => performance.now() - begun;
}
