import type { AmpInstance } from '@archivesmp/amp';
import type { Sql } from '@archivesmp/history';

/** What is known of a question that another process asked, before a crash. */
export interface AskedBefore {
  /** Milliseconds of working time since then: at most as much as has really passed. */
  readonly workedMs: number;
  /** How long the server had been up. */
  readonly uptimeSeconds?: number;
}

/** Whether the panel was asked already, kept in the database: at most one effect per approved action. */
export interface PowerIntent {
  /** When the panel was asked; undefined = not yet. */
  readonly askedAt: Date | undefined;
  /** What else was written down then. */
  readonly asked?: AskedBefore;
  /**
   * Writes down that the panel is asked now, of a server that is up this long, in one transaction with `also`, which is what asks
   * otherwise. Gives false when another process took over.
   */
  claim(askedAt: Date, uptimeSeconds?: number, also?: (sql: Sql) => Promise<void>): Promise<boolean>;
  /**
   * Whether the action still waits for its end and the instance is still held for it. A process that stood still may find that
   * another one has done its work since.
   */
  isOpen(): Promise<boolean>;
}

/** How long an action waits for what. */
export interface PowerTimeouts {
  /** Milliseconds that players may go on playing; then the countdown begins even with players online. */
  readonly emptyWithinMs: number;
  readonly countdownSeconds: number;
  /** Seconds from asking until the server must be where it is wanted. */
  readonly withinSeconds: number;
}

/** How an action ended. */
export type PowerOutcome =
  /** `startedAt`: when the new life of the server began, where it has one. */
  | { readonly outcome: 'done'; readonly startedAt?: Date }
  /** It was stopped, or running, already; no request was sent. */
  | { readonly outcome: 'as-it-was' }
  | { readonly outcome: 'failed'; readonly reason: string };

/** What the drivers ask of a panel. */
export type GameServer = Pick<
  AmpInstance,
  'readPanelServerState' | 'restartServer' | 'startServer' | 'stopServer' | 'sendConsole'
>;

export const CHECK_EVERY_MS = 500;
/** After asking, a server that still shows its old life this long was never asked: the process that asked died before sending. */
export const IGNORED_MS = 8_000;
/** An answer that took longer than this may be outdated: the process may have stood still while it waited. */
export const FRESH_MS = 2_000;
/** AMP counts uptime in whole seconds. */
export const UPTIME_STEP_MS = 1_500;

/** Another process holds the instance by now: nothing was asked. */
export const CLAIMED_ELSEWHERE: PowerOutcome = {
  outcome: 'failed',
  reason: 'another process took over the instance',
};

/** How long ago the panel was asked, and whether a server has a life that began since. */
export interface SinceAsked {
  /** Milliseconds, for deadlines: time in which the hub could not ask does not count. */
  elapsed(): number;
  /** Whether a server that is up this long was started since. */
  isNewLife(uptimeMs: number): boolean;
}

/** Since this very moment, by a clock that cannot be set. */
export function sinceNow(): SinceAsked {
  const begun = performance.now();
  const elapsed = (): number => performance.now() - begun;
  return { elapsed, isNewLife: (uptimeMs) => uptimeMs < elapsed() + UPTIME_STEP_MS };
}

/**
 * Since another process asked, before a crash. A server that is up for less than it was then, and than has passed since, has a new life
 * whatever the clocks say; only for one that was young then, and a hub that was unavailable for longer, the time of day has to tell.
 */
export function sinceBefore(askedAt: Date, asked: AskedBefore | undefined): SinceAsked {
  const byDay = Math.max(0, Date.now() - askedAt.getTime());
  const byWork = asked?.workedMs ?? byDay;
  const begun = performance.now();
  const here = (): number => performance.now() - begun;
  const upThen = (asked?.uptimeSeconds ?? 0) * 1_000;
  return {
    elapsed: () => byWork + here(),
    isNewLife: (uptimeMs) =>
      uptimeMs < upThen + byWork + here() - UPTIME_STEP_MS ||
      uptimeMs < (upThen > 0 ? byDay : Math.max(byDay, byWork)) + here() + UPTIME_STEP_MS,
  };
}
