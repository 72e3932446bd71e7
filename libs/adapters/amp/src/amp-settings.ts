import type { TlsTrust } from '@archivesmp/contracts/tls-trust';
import { steadyNow } from '@archivesmp/contracts/steady-clock';

/** How one panel is reached and how gently it is treated. Times are milliseconds. */
export interface AmpPanelSettings {
  /** Address of the controller (ADS), `http://127.0.0.1:8080`; a trailing `/` or `/API` does not matter. */
  url: string;
  /** A service account without two-factor login. */
  username: string;
  password: string;
  /** Whom to believe at an https address; left out: the authorities of the system. */
  trust?: TlsTrust;
  /** For panels that do not know the Authorization header yet; 2.8 logs a warning for each such call. */
  sendSessionInBody?: boolean;
  /** Calls per second to this panel, with as many in one burst. */
  callsPerSecond?: number;
  /** Calls that may be under way at once. */
  concurrency?: number;
  readTimeoutMs?: number;
  writeTimeoutMs?: number;
  /** How often a read is tried in all. Writes are never repeated. */
  readAttempts?: number;
  /** Told of every call when it is over, for metrics. */
  onCall?: (call: AmpCallReport) => void;
  clock?: AmpClock;
}

export interface AmpCallReport {
  module: string;
  method: string;
  outcome: 'ok' | 'session-gone' | 'refused' | 'unreachable' | 'bad-answer';
  seconds: number;
}

/** Time and chance, so that tests decide them. */
export interface AmpClock {
  /** Milliseconds that only grow, even when the time of day is set. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** 0 <= x < 1 */
  random(): number;
}

export const SYSTEM_CLOCK: AmpClock = {
  now: steadyNow,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

export const AMP_DEFAULTS = {
  sendSessionInBody: false,
  callsPerSecond: 20,
  concurrency: 4,
  readTimeoutMs: 30_000,
  writeTimeoutMs: 120_000,
  readAttempts: 3,
  trust: {},
} as const;
