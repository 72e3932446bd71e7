import { JobHandlers } from '@archivesmp/bus';
import type { JobsOf } from '@archivesmp/contracts/job-services';
import {
  ConfigContents,
  DesiredStates,
  secretHandling,
  ServiceWork,
  type ServiceCalls,
  type ServiceStores,
} from '@archivesmp/hub-wiring';
import type { HostSettings, Kit, Log } from '@archivesmp/service-kit';
import { DiscoveryPanels } from './discovery/ask-panels.js';
import { DiscoverFleet } from './discovery/discover-fleet.js';
import { ReportRefusedObjects } from './desired/report-refused-objects.js';
import { handleDiscovery } from './discovery/discovery.worker.js';
import { DRIFT_QUEUE, driftTasks } from './drift-tasks.js';
import { observeDrift, type DriftFacts } from './metrics.js';
import { AnalyseInstance } from './scan/analyse-instance.js';
import { CompleteScan } from './scan/complete-scan.js';
import { handleScanJobs } from './scan/scan.worker.js';
import { StartScan } from './scan/start-scan.js';
import { handleScheduleTick } from './schedule/schedule-tick.worker.js';
import { ScheduledScan } from './schedule/scheduled-scan.js';

/** A little more than the time between two heartbeats. */
const SILENCE_MS = 12_000;

/** The service at work. */
export interface DriftWork {
  /** Lets running jobs finish, then closes every connection. */
  close(): Promise<void>;
}

/** Opens the service. @throws Problem `database.unavailable`; Redis and S3 may come later */
export async function openDriftWork(settings: HostSettings, kit: Kit): Promise<DriftWork> {
  const { log } = kit;
  const facts = observeDrift(kit.metrics);
  return ServiceWork.open(settings, kit, {
    service: 'drift-analysis',
    // One more than analyses, so that starting and completing other scans never waits behind them.
    concurrency: { [DRIFT_QUEUE]: settings.drift.concurrency + 1 },
    handlers: (stores, calls) => handlersOf(settings, stores, calls, facts, log),
    tasks: (stores) => driftTasks(settings.drift, stores, facts, log),
    jobEnded: (outcome) => facts.jobEnded(outcome),
  });
}

function handlersOf(
  settings: HostSettings,
  { history, artifacts, events }: ServiceStores,
  { wake, stopping }: ServiceCalls,
  facts: DriftFacts,
  log: Log,
): JobHandlers<JobsOf<'drift-analysis'>> {
  const secrets = secretHandling(settings);
  const desired = new DesiredStates(artifacts, history);
  const stores = { history, artifacts, desired, contents: new ConfigContents(artifacts), events };
  const startOptions = {
    answerWithinSeconds: settings.drift.answer_within_seconds,
    maxFileBytes: settings.drift.max_file_bytes,
    unmanaged: settings.drift.unmanaged,
    silenceMs: SILENCE_MS,
    canSign: settings.deployment.order_key !== undefined,
    stopping,
  };
  const panels = new DiscoveryPanels(settings.amp_servers, log, facts);
  const discoverFleet = new DiscoverFleet(history, panels, events, facts, log);
  const scans = handleScanJobs(new JobHandlers(), {
    startScan: new StartScan(
      history,
      desired,
      discoverFleet,
      events,
      new ReportRefusedObjects(history, facts.objectsRefused, log),
      startOptions,
      log,
    ),
    analyseInstance: new AnalyseInstance(stores, secrets, log),
    completeScan: new CompleteScan(stores, log, facts.scanCompleted),
    wake,
  });
  const handlers = handleDiscovery(scans, discoverFleet);
  const scheduledScan = new ScheduledScan(history, discoverFleet, events, log);
  return handleScheduleTick(handlers, discoverFleet, scheduledScan, wake);
}
