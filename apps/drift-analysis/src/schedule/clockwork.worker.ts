import type { JobHandlers } from '@archivesmp/bus';
import { ClockworkJob } from '@archivesmp/contracts/jobs';
import type { History } from '@archivesmp/history';
import type { DiscoverFleet } from '../discovery/discover-fleet.js';

/** Who a scan by the clock is asked by. */
export const BY_SCHEDULE = 'schedule';

/** Edge: what the schedules fire. A scheduled scan is asked for like any other; an equal running one is joined. */
export function handleClockwork(
  handlers: JobHandlers,
  history: History,
  discoverFleet: DiscoverFleet,
  wake: () => void,
): JobHandlers {
  return handlers.handle(ClockworkJob, async ({ what }) => {
    if (what === 'discovery') await discoverFleet.run();
    else await history.scanRequests.requestScan({}, BY_SCHEDULE, new Date());
    wake();
    return {};
  });
}
