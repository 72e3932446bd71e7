import { JobHandlers } from '@archivesmp/bus';
import { TakeInventoryJob } from '@archivesmp/contracts/jobs';
import type { JobsOf } from '@archivesmp/contracts/job-services';
import type { TakeInventory } from './plugins/take-inventory.js';

/** Edge: the jobs of plugin-updater become calls of its use cases. */
export const handlePluginUpdaterJobs = (cases: {
  readonly takeInventory: TakeInventory;
}): JobHandlers<JobsOf<'plugin-updater'>> =>
  new JobHandlers().handle(TakeInventoryJob, async () => {
    await cases.takeInventory.takeInventory(new Date());
    return {};
  });
