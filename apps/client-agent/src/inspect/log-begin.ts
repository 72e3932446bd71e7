import type { InspectInstanceData } from '@archivesmp/contracts/deployment-jobs';
import type { HostClock } from '../hub/host-clock.js';

/** A question that waited longer than this is no longer wanted by the hub. */
const LONGEST_DELAY_MS = 20_000;

/**
 * From which time of day on, by the clock of this host, its logs speak of what the hub means; undefined when no log is wanted. How long
 * ago that was needs no clock that agrees with the hub's; only how long the question was on its way is told by the times of day.
 * @param skewSeconds seconds that this host is ahead of the hub, as far as is known
 */
export function logBegin(
  { since, sinceSeconds, askedAt }: Pick<InspectInstanceData, 'since' | 'sinceSeconds' | 'askedAt'>,
  clock: Pick<HostClock, 'earliest' | 'now'>,
  skewSeconds = 0,
): Date | undefined {
  if (since === undefined) return undefined;
  const here = (hub: string): number => Date.parse(hub) + skewSeconds * 1_000;
  if (sinceSeconds === undefined || askedAt === undefined) return new Date(here(since));
  const delayMs = Math.min(LONGEST_DELAY_MS, Math.max(0, clock.now().getTime() - here(askedAt)));
  return clock.earliest(sinceSeconds * 1_000 + delayMs);
}
