import type { HostLiveness } from '@archivesmp/contracts/agent';
import { HEARTBEAT_STALE_SECONDS } from '@archivesmp/contracts/vocabulary';

/** A heartbeat as it is recorded. */
export interface RecordedHeartbeat {
  /** How many there were of this host; distinguishes one from the next. */
  readonly number: number;
  /** When the hub received it, by the time of day of that hub. */
  readonly receivedAt: Date;
}

/** What a reader remembers of the newest heartbeat of one host between two readings. Times are of the steady clock, in ms. */
export interface HeartbeatMemory {
  /** The heartbeat that was newest at the last reading. */
  readonly number: number;
  /** When that one was first read, and how old it was then. */
  readonly firstReadMs: number;
  readonly ageMsThen: number;
  /** The last reading. */
  readonly lastReadMs: number;
}

/**
 * How old the newest heartbeat of a host is. Its age when it is first read comes from the time of day; from then on it grows by the
 * steady clock, so that setting the time of day makes no agent alive or stale.
 * @param memory of the reading before; undefined for the first one
 */
export function readHeartbeat(
  memory: HeartbeatMemory | undefined,
  { number, receivedAt }: RecordedHeartbeat,
  clocks: { readonly steadyMs: number; readonly now: Date },
): { readonly ageMs: number; readonly memory: HeartbeatMemory } {
  const { steadyMs, now } = clocks;
  if (memory?.number === number)
    return {
      ageMs: memory.ageMsThen + (steadyMs - memory.firstReadMs),
      memory: { ...memory, lastReadMs: steadyMs },
    };
  const byTimeOfDayMs = Math.max(0, now.getTime() - receivedAt.getTime());
  // what was not there at the last reading came since then, whatever the time of day says
  const mostMs = memory === undefined ? Infinity : steadyMs - memory.lastReadMs;
  const ageMs = Math.min(byTimeOfDayMs, mostMs);
  return { ageMs, memory: { number, firstReadMs: steadyMs, ageMsThen: ageMs, lastReadMs: steadyMs } };
}

/** Whether the agent of a host counts as alive, by the age of its newest heartbeat. */
export const livenessOf = (ageSeconds: number): Exclude<HostLiveness['state'], 'silent'> =>
  ageSeconds > HEARTBEAT_STALE_SECONDS ? 'stale' : 'alive';
