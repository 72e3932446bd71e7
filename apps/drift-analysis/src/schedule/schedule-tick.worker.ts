import type { JobHandlers } from '@archivesmp/bus';
import { ScheduleTickJob } from '@archivesmp/contracts/jobs';
import type { DiscoverFleet } from '../discovery/discover-fleet.js';
import type { ScheduledScan } from './scheduled-scan.js';

/** Edge: what the schedules fire. */
export function handleScheduleTick<Others extends string>(
  handlers: JobHandlers<Others>,
  discoverFleet: DiscoverFleet,
  scheduledScan: ScheduledScan,
  wake: () => void,
): JobHandlers<Others | 'drift.clockwork'> {
  return handlers.handle(ScheduleTickJob, async ({ what }) => {
    if (what === 'discovery') await discoverFleet.discoverFleet();
    else await scheduledScan.requestScheduledScan();
    wake();
    return {};
  });
}
