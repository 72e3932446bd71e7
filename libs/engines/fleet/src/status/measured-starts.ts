import type { HealthState } from '@archivesmp/contracts/vocabulary';

/** How an instance did at one moment. */
export interface HealthAtMoment {
  readonly at: Date;
  readonly health: HealthState;
}

/** A start of a server: it was down at `from` and up at `to`. */
export interface MeasuredStart {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Starts of a server that measurements prove, oldest first: between one that saw it down and the next one that saw it up. A server that
 * was down only between two measurements is not seen.
 * @param measurements oldest first
 */
export function startsBetween(measurements: readonly HealthAtMoment[]): MeasuredStart[] {
  const starts: MeasuredStart[] = [];
  let downAt: Date | undefined;
  for (const { at, health } of measurements) {
    if (health === 'stopped' || health === 'starting') downAt = at;
    else if (health === 'healthy' && downAt !== undefined) {
      starts.push({ from: downAt, to: at });
      downAt = undefined;
    }
  }
  return starts;
}
