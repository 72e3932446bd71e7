import type { Artifacts } from '@archivesmp/artifacts';
import { FleetEventStream, JobBus, startWorkers, type JobHandlers, type JobOutcome } from '@archivesmp/bus';
import { jobsOf, type JobName, type JobService, type JobsOf } from '@archivesmp/contracts/job-services';
import { migrate, openHistory, type History } from '@archivesmp/history';
import type { HostSettings, Kit, Log } from '@archivesmp/service-kit';
import { committedJobs } from './relay/committed-jobs.js';
import { DispatchOutbox } from './relay/dispatch-outbox.js';
import { QueueWorkers } from './relay/queue-workers.js';
import { RefusedJobAudit } from './relay/refused-jobs.js';
import { Repeat } from './relay/repeat.js';
import { ConnectionFailureLog } from './relay/connection-failure-log.js';
import { artifactsOf, historyOf, redisOf } from './settings-of-stores.js';

/** The stores that every service of the hub holds open. */
export interface ServiceStores {
  readonly history: History;
  readonly artifacts: Artifacts;
  readonly bus: JobBus<JobName>;
  readonly events: FleetEventStream;
}

/** What a service may ask of its surroundings while it works. */
export interface ServiceCalls {
  /** Something was committed that asks for a job. */
  readonly wake: () => void;
  /** Fires when the service stops. */
  readonly stopping: AbortSignal;
}

/** What makes a service this one and no other. */
export interface ServicePlan<Service extends JobService> {
  readonly service: Service;
  /** Jobs run at the same time, per queue. */
  readonly concurrency: Readonly<Record<string, number>>;
  /** Of every job of the service: one that is missing does not compile, and the boot fails for one too many. */
  readonly handlers: (stores: ServiceStores, calls: ServiceCalls) => JobHandlers<JobsOf<Service>>;
  readonly tasks: (stores: ServiceStores, log: Log) => readonly Repeat[];
  readonly jobEnded: (outcome: JobOutcome) => void;
}

const DISPATCH_EVERY_MS = 150;
const COUNT_EVERY_MS = 1_000;

/** A service at work: workers of its queues, its relay, and the tasks that repeat. Opened once, closed once. */
export class ServiceWork {
  private constructor(
    private readonly stores: ServiceStores,
    private readonly repeats: readonly Repeat[],
    private readonly workers: QueueWorkers,
    private readonly stopping: AbortController,
  ) {}

  /** Brings the schema up to date first. @throws Problem `database.unavailable`; Redis and S3 may come later */
  static async open<Service extends JobService>(
    settings: HostSettings,
    kit: Kit,
    plan: ServicePlan<Service>,
  ): Promise<ServiceWork> {
    const { log } = kit;
    const redis = redisOf(settings);
    await migrate(historyOf(settings), { onWait: (reason) => log.warn({ reason }, 'the start waits') });
    const failureLog = new ConnectionFailureLog(log);
    const report = (error: Error, where: string): void => failureLog.logConnectionFailure(error, where);
    const history = await openHistory(historyOf(settings));
    const stores: ServiceStores = {
      history,
      artifacts: artifactsOf(settings, history),
      bus: new JobBus(redis, { report, idsOnly: true }),
      events: new FleetEventStream(redis, { report }),
    };
    kit.health.addCheck(`${plan.service} mariadb`, () => stores.history.ping());
    kit.health.addCheck(`${plan.service} redis`, () => stores.bus.ping());
    kit.health.addCheck(`${plan.service} s3`, () => stores.artifacts.ping());
    const outbox = new DispatchOutbox(stores.history.outbox, stores.bus, log);
    const dispatch = new Repeat(
      'dispatch outbox',
      DISPATCH_EVERY_MS,
      () => outbox.dispatchPendingJobs(new Date()),
      log,
    );
    const stopping = new AbortController();
    const handlers = plan.handlers(stores, { wake: () => dispatch.wake(), stopping: stopping.signal });
    const { service, concurrency } = plan;
    const promised = jobsOf(service);
    handlers.assertComplete(service, promised);
    const refusals = new RefusedJobAudit(history.audit, service, log);
    const onOutcome = (outcome: JobOutcome): void => {
      reportOutcome(log, plan, outcome);
      if (outcome.refused !== undefined) refusals.noteRefusedJob(outcome.jobId, outcome.refused);
    };
    const source = committedJobs(history.outbox);
    const options = { service, promised, concurrency, report, onOutcome, source };
    const start = (signal: AbortSignal) => startWorkers(redis, handlers, { ...options, stopping: signal });
    const workers = new QueueWorkers(start, log);
    const counting = new Repeat('count working time', COUNT_EVERY_MS, () => countWorkingTime(stores), log);
    const repeats = [dispatch, counting, ...plan.tasks(stores, log)];
    for (const repeat of repeats) repeat.startRepeating();
    return new ServiceWork(stores, repeats, workers, stopping);
  }

  /** Lets running jobs finish, then closes every connection. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.repeats.map((repeat) => repeat.stopRepeating()));
    await this.workers.close();
    const { history, artifacts, bus, events } = this.stores;
    await Promise.allSettled([bus.close(), events.close()]);
    artifacts.close();
    await history.close();
  }
}

/** Without Redis no agent can be asked, so no deadline comes nearer. */
async function countWorkingTime({ bus, history }: ServiceStores): Promise<void> {
  await bus.ping();
  await history.workClock.advanceWorkClock(new Date());
}

function reportOutcome(log: Log, plan: Pick<ServicePlan<JobService>, 'jobEnded'>, outcome: JobOutcome): void {
  plan.jobEnded(outcome);
  const { error, ...known } = outcome;
  if (outcome.outcome === 'failed') log.error({ ...known, err: error }, 'job failed');
  else if (outcome.outcome === 'retrying') log.warn({ ...known, err: error }, 'job failed, trying again');
  else log.debug(known, 'job done');
}
