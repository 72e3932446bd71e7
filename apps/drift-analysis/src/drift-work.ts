import type { Artifacts } from '@archivesmp/artifacts';
import {
  FleetEventStream,
  Heartbeats,
  JobBus,
  JobHandlers,
  startWorkers,
  type JobOutcome,
} from '@archivesmp/bus';
import {
  AnalyseInstanceJob,
  ClockworkJob,
  CompleteScanJob,
  DiscoverFleetJob,
  StartScanJob,
} from '@archivesmp/contracts/jobs';
import { migrate, openHistory, type History } from '@archivesmp/history';
import type { HostSettings, Kit, Log } from '@archivesmp/service-kit';
import {
  artifactsOf,
  ConfigContents,
  DesiredStates,
  DispatchOutbox,
  historyOf,
  QueueWorkers,
  redisOf,
  Repeat,
  secretHandling,
  TroubleReport,
} from '@archivesmp/hub-wiring';
import { Panels } from './discovery/ask-panels.js';
import { DiscoverFleet } from './discovery/discover-fleet.js';
import { handleDiscovery } from './discovery/discovery.worker.js';
import { WatchHosts } from './discovery/watch-hosts.js';
import { observeDrift, type DriftFacts } from './metrics.js';
import { Sweep, tidyHistory } from './relay/sweep.js';
import { AnalyseInstance } from './scan/analyse-instance.js';
import { CompleteScan } from './scan/complete-scan.js';
import { handleScanJobs } from './scan/scan.worker.js';
import { StartScan } from './scan/start-scan.js';
import { handleClockwork } from './schedule/clockwork.worker.js';
import { ScheduledScan } from './schedule/scheduled-scan.js';
import { Schedules } from './schedule/schedules.js';

/** Every job this service handles; the boot fails unless each has exactly one handler. */
export const DRIFT_JOBS = [
  DiscoverFleetJob,
  ClockworkJob,
  StartScanJob,
  AnalyseInstanceJob,
  CompleteScanJob,
] as const;

const QUEUE = 'drift';
const DISPATCH_EVERY_MS = 150;
const SWEEP_EVERY_MS = 3_000;
const WATCH_EVERY_MS = 5_000;
const SCHEDULE_EVERY_MS = 30_000;
const TIDY_EVERY_MS = 3_600_000;
/** A little more than the time between two heartbeats. */
const SILENCE_MS = 12_000;

/** Everything the service holds open. */
interface Parts {
  readonly history: History;
  readonly artifacts: Artifacts;
  readonly bus: JobBus;
  readonly events: FleetEventStream;
  readonly heartbeats: Heartbeats;
}

/** The service at work: workers of its queue, and the tasks that repeat. Opened once, closed once. */
export class DriftWork {
  private constructor(
    private readonly parts: Parts,
    private readonly repeats: readonly Repeat[],
    private readonly workers: QueueWorkers,
    private readonly stopping: AbortController,
  ) {}

  /** Brings the schema up to date first. @throws Problem `database.unavailable`; Redis and S3 may come later */
  static async open(settings: HostSettings, { log, metrics, health }: Kit): Promise<DriftWork> {
    const facts = observeDrift(metrics);
    const redis = redisOf(settings);
    await migrate(historyOf(settings));
    const trouble = new TroubleReport(log);
    const report = (error: Error, where: string): void => trouble.note(error, where);
    const parts: Parts = {
      history: await openHistory(historyOf(settings)),
      artifacts: artifactsOf(settings),
      bus: new JobBus(redis, { report }),
      events: new FleetEventStream(redis, { report }),
      heartbeats: new Heartbeats(redis, report),
    };
    health.add('drift-analysis mariadb', () => parts.history.ping());
    health.add('drift-analysis redis', () => parts.bus.ping());
    health.add('drift-analysis s3', () => parts.artifacts.ping());
    const outbox = new DispatchOutbox(parts.history.outbox, parts.bus, log);
    const dispatch = new Repeat('dispatch outbox', DISPATCH_EVERY_MS, () => outbox.run(new Date()), log);
    const stopping = new AbortController();
    const calls = { wake: () => dispatch.wake(), stopping: stopping.signal };
    const handlers = handlersOf(settings, parts, facts, log, calls);
    const start = () =>
      startWorkers(redis, handlers, {
        service: 'drift-analysis',
        promised: DRIFT_JOBS,
        // One more than analyses, so that starting and completing other scans never waits behind them.
        concurrency: { [QUEUE]: settings.drift.concurrency + 1 },
        report,
        onOutcome: (outcome) => tell(log, facts, outcome),
      });
    handlers.assertComplete('drift-analysis', DRIFT_JOBS);
    const workers = new QueueWorkers(start, log);
    const repeats = [dispatch, ...tasksOf(settings, parts, facts, log)];
    for (const repeat of repeats) repeat.start();
    return new DriftWork(parts, repeats, workers, stopping);
  }

  /** Lets running jobs finish, then closes every connection. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.repeats.map((repeat) => repeat.stop()));
    const { history, artifacts, bus, events, heartbeats } = this.parts;
    await this.workers.close();
    await Promise.allSettled([bus.close(), events.close(), heartbeats.close()]);
    artifacts.close();
    await history.close();
  }
}

function handlersOf(
  settings: HostSettings,
  parts: Parts,
  facts: DriftFacts,
  log: Log,
  { wake, stopping }: { readonly wake: () => void; readonly stopping: AbortSignal },
): JobHandlers {
  const { history, artifacts, events, heartbeats } = parts;
  const secrets = secretHandling(settings);
  const desired = new DesiredStates(artifacts);
  const stores = { history, artifacts, desired, contents: new ConfigContents(artifacts), events };
  const startOptions = {
    answerWithinSeconds: settings.drift.answer_within_seconds,
    maxFileBytes: settings.drift.max_file_bytes,
    unmanaged: settings.drift.unmanaged,
    silenceMs: SILENCE_MS,
    stopping,
  };
  const panels = new Panels(settings.amp_servers, log, facts);
  const discoverFleet = new DiscoverFleet(history, panels, heartbeats, events, log);
  const handlers = handleScanJobs(new JobHandlers(), {
    startScan: new StartScan(history, desired, heartbeats, discoverFleet, events, startOptions, log),
    analyseInstance: new AnalyseInstance(stores, secrets, log),
    completeScan: new CompleteScan(stores, secrets, log, facts.scanCompleted),
    wake,
  });
  handleDiscovery(handlers, discoverFleet);
  const scheduledScan = new ScheduledScan(history, discoverFleet, events, log);
  return handleClockwork(handlers, discoverFleet, scheduledScan, wake);
}

function tasksOf(settings: HostSettings, parts: Parts, facts: DriftFacts, log: Log): Repeat[] {
  const { history, artifacts, bus, events, heartbeats } = parts;
  const sweep = new Sweep(history, artifacts, events, log);
  const watch = new WatchHosts(heartbeats, events, log);
  const { scan_every_seconds: scanEverySeconds, discover_every_seconds: discoverEverySeconds } =
    settings.drift;
  const schedules = new Schedules(bus, { scanEverySeconds, discoverEverySeconds });
  const count = async (): Promise<void> => {
    const { open, oldest } = await history.outbox.backlog();
    facts.outboxSeen(open, oldest, new Date());
    facts.queueSeen(await bus.counts(QUEUE));
  };
  let hasBuckets = false;
  const makeBuckets = async (): Promise<void> => {
    // Once only: a bucket that somebody removed later must not come back empty and look like "no baselines".
    if (!hasBuckets) await artifacts.ensureBuckets();
    hasBuckets = true;
  };
  return [
    new Repeat('make buckets', WATCH_EVERY_MS, makeBuckets, log),
    new Repeat('sweep', SWEEP_EVERY_MS, () => sweep.run(new Date()), log),
    new Repeat('watch hosts', WATCH_EVERY_MS, () => watch.run(new Date()), log),
    new Repeat('write schedules', SCHEDULE_EVERY_MS, () => schedules.write(), log),
    new Repeat('count backlog', WATCH_EVERY_MS, count, log),
    new Repeat('tidy history', TIDY_EVERY_MS, () => tidyHistory(history, new Date()), log),
  ];
}

function tell(log: Log, facts: DriftFacts, outcome: JobOutcome): void {
  facts.jobEnded(outcome);
  const { error, ...known } = outcome;
  if (outcome.outcome === 'failed') log.error({ ...known, err: error }, 'job failed');
  else if (outcome.outcome === 'retrying') log.warn({ ...known, err: error }, 'job failed, trying again');
  else log.debug(known, 'job done');
}
