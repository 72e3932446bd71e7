import { steadyNow } from '@archivesmp/contracts/steady-clock';

/** Milliseconds: of the day, which may be set, and since some moment, which only grow. */
export interface Clocks {
  wall(): number;
  steady(): number;
}

export const HOST_CLOCKS: Clocks = { wall: () => Date.now(), steady: steadyNow };

/** A smaller difference is slewing, or the time between two readings. */
const STEP_MS = 500;
/** A host whose time is set more often than this is beyond help; the oldest steps are forgotten. */
const MOST_STEPS = 100;

/** A time in which the time of day went on with the steady clock. */
interface Stretch {
  /** Steady time from which on this may have been so. */
  readonly from: number;
  /** Steady time until which it may have been so. */
  until: number;
  /** Time of day less steady time. */
  readonly offset: number;
}

/**
 * What the time of day of this host was: file times and log lines carry it, and it may have been set since. Steps are noticed by
 * comparing it with the steady clock now and then.
 */
export class HostClock {
  private readonly stretches: Stretch[] = [];

  constructor(private readonly clocks: Clocks = HOST_CLOCKS) {
    const steady = clocks.steady();
    this.stretches.push({ from: -Infinity, until: steady, offset: clocks.wall() - steady });
  }

  /** Looks whether the time of day was set. Call it every few seconds. */
  noticeClockStep(): void {
    const steady = this.clocks.steady();
    const offset = this.clocks.wall() - steady;
    const last = this.stretches.at(-1)!;
    // It was set at some moment since the last look, and until then it may have been as before
    if (Math.abs(offset - last.offset) > STEP_MS)
      this.stretches.push({ from: last.until, until: steady, offset });
    if (this.stretches.length > MOST_STEPS) this.stretches.shift();
    last.until = steady;
  }

  now(): Date {
    return new Date(this.clocks.wall());
  }

  /** The earliest time of day that anything can carry which this host wrote within the last `agoMs` milliseconds. */
  earliest(agoMs: number): Date {
    this.noticeClockStep();
    const then = this.clocks.steady() - agoMs;
    const shown = this.stretches
      .filter(({ until }) => until >= then)
      .map(({ from, offset }) => Math.max(from, then) + offset);
    return new Date(Math.min(...shown));
  }
}
