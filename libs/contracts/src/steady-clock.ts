/**
 * Milliseconds since some moment of this process that only grow, even when the time of day is set. What lasts (a duration, a timeout, a
 * deadline of this process) is counted with it; the time of day only names moments for people and for other machines.
 */
export type SteadyClock = () => number;

/** The steady clock of this process. */
export const steadyNow: SteadyClock = () => performance.now();
