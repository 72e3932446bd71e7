import type { JobHandlers } from '@archivesmp/bus';
import { DiscoverFleetJob } from '@archivesmp/contracts/jobs';
import { withLogContext } from '@archivesmp/service-kit';
import type { DiscoverFleet } from './discover-fleet.js';

/** Edge: an asked-for discovery becomes a call of the use case. */
export function handleDiscovery<Others extends string>(
  handlers: JobHandlers<Others>,
  discoverFleet: DiscoverFleet,
): JobHandlers<Others | 'fleet.discover'> {
  return handlers.handle(DiscoverFleetJob, ({ operationId }) =>
    withLogContext({ operationId }, async () => {
      await discoverFleet.runOperation(operationId);
      return {};
    }),
  );
}
