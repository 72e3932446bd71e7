import { TakeInventoryJob } from '@archivesmp/contracts/jobs';
import { Repeat, ServiceWork } from '@archivesmp/hub-wiring';
import type { Kit } from '@archivesmp/service-kit';
import { observePluginUpdater } from './metrics.js';
import { handlePluginUpdaterJobs } from './plugin-updater.worker.js';
import { TakeInventory } from './plugins/take-inventory.js';
import type { PluginUpdaterHostSettings } from './settings/plugin-updater-settings.js';

/** Jobs run at the same time, per queue. */
const CONCURRENCY = { plugins: 4 };

/** Seconds between two runs. */
const EVERY_SECONDS = 600;
/** A schedule that is there stays as it is; after a wiped Redis it comes back. */
const SCHEDULE_EVERY_MS = 30_000;

/** Opens the service. @throws Problem `database.unavailable`; Redis and S3 may come later */
export function openPluginUpdaterWork(settings: PluginUpdaterHostSettings, kit: Kit): Promise<ServiceWork> {
  const facts = observePluginUpdater(kit.metrics);
  return ServiceWork.open(settings, kit, {
    service: 'plugin-updater',
    concurrency: CONCURRENCY,
    handlers: ({ history }) =>
      handlePluginUpdaterJobs({ takeInventory: new TakeInventory(history, kit.log) }),
    tasks: ({ bus }, log) => {
      const asked = (): Promise<void> =>
        bus.upsertSchedule('plugins.take-inventory', { everySeconds: EVERY_SECONDS }, TakeInventoryJob, {});
      return [new Repeat('write the schedule of plugins.take-inventory', SCHEDULE_EVERY_MS, asked, log)];
    },
    jobEnded: (outcome) => facts.jobEnded(outcome),
  });
}
