import { OPEN_DRIFT } from '@archivesmp/history';
import { Repeat, type ServiceStores } from '@archivesmp/hub-wiring';
import type { DriftSettings, Log } from '@archivesmp/service-kit';
import { WatchHosts } from './discovery/watch-hosts.js';
import type { DriftFacts } from './metrics.js';
import { MaintainAccounts } from './relay/maintain-accounts.js';
import { Sweep } from './relay/sweep.js';
import { RescanUnsettled } from './scan/rescan-unsettled.js';
import { ScanSchedules } from './schedule/schedules.js';

/** The one queue of this service. */
export const DRIFT_QUEUE = 'drift';

const SWEEP_EVERY_MS = 3_000;
const WATCH_EVERY_MS = 5_000;
const SCHEDULE_EVERY_MS = 30_000;
const COUNT_EVERY_MS = 15_000;
const ACCOUNTS_EVERY_MS = 10_000;

/** What the service does again and again beside its jobs. Any number of processes may do it. */
export function driftTasks(
  settings: DriftSettings,
  { history, artifacts, bus, events }: ServiceStores,
  facts: DriftFacts,
  log: Log,
): Repeat[] {
  const sweep = new Sweep(history, artifacts, events, log);
  const watch = new WatchHosts(history.heartbeats, events, log);
  const accounts = new MaintainAccounts(history.hostAccess, bus.accounts, log);
  const again = new RescanUnsettled(history, events, log);
  const { scan_every_seconds: scanEverySeconds, discover_every_seconds: discoverEverySeconds } = settings;
  const schedules = new ScanSchedules(bus, { scanEverySeconds, discoverEverySeconds });
  const countQueued = async (): Promise<void> => {
    const { open, oldest } = await history.outbox.countBacklog();
    facts.outboxSeen(open, oldest, new Date());
    facts.queueSeen(await bus.countJobs(DRIFT_QUEUE));
  };
  const countFindings = async (): Promise<void> =>
    facts.findingsSeen(await history.findings.countFindings(OPEN_DRIFT, 'severity'));
  let hasBuckets = false;
  const makeBuckets = async (): Promise<void> => {
    // Once only: a bucket that was removed later must not come back empty and look like "no baselines".
    if (!hasBuckets) await artifacts.ensureBuckets();
    hasBuckets = true;
  };
  return [
    new Repeat('make buckets', WATCH_EVERY_MS, makeBuckets, log),
    new Repeat('sweep', SWEEP_EVERY_MS, () => sweep.endOverdueScans(new Date()), log),
    new Repeat('watch hosts', WATCH_EVERY_MS, () => watch.watchHosts(new Date()), log),
    new Repeat('write schedules', SCHEDULE_EVERY_MS, () => schedules.writeSchedules(), log),
    new Repeat('make accounts of hosts', ACCOUNTS_EVERY_MS, () => accounts.alignBusAccounts(), log),
    new Repeat('look again', WATCH_EVERY_MS, () => again.rescanUnsettledFiles(new Date()), log),
    new Repeat('count findings', COUNT_EVERY_MS, countFindings, log),
    new Repeat('count backlog', WATCH_EVERY_MS, countQueued, log),
  ];
}
