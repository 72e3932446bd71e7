import type { RefusedJobKind } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import { steadyNow } from '@archivesmp/contracts/steady-clock';
import { UnrecoverableError, Worker, type Job } from 'bullmq';
import { refuseEvictingRedis } from './eviction.js';
import { openJob, openTrustedJob, JobRefusal, type JobSource } from './job-envelope.js';
import type { HandledJob, JobHandlers } from './job-handlers.js';
import { QUEUE_PREFIX } from './queue-prefix.js';
import { closeWorkers } from './close-workers.js';
import {
  closeConnection,
  openWorkerConnection,
  type RedisConnectionSettings,
  type ReportFailure,
} from './redis-connection.js';

/** One attempt that ended, for logs and metrics. Carries no data of the job. */
export interface JobOutcome {
  /** `unknown` for a name that this program does not know: it may be anything. */
  readonly job: string;
  readonly jobId: string;
  readonly queue: string;
  readonly outcome: 'completed' | 'failed' | 'retrying';
  readonly seconds: number;
  readonly attempt: number;
  readonly error?: Error;
  /** Set when it does not come from the hub. */
  readonly refused?: RefusedJobKind;
}

/** What workers are started with. */
export interface JobWorkersOptions<Name extends string = string> {
  /** Name of the service, for messages. */
  readonly service: string;
  /** Every job this service promises to handle; boot fails unless exactly these have a handler. */
  readonly promised: readonly { readonly name: Name }[];
  /** The host whose queue is consumed, for jobs with one queue per host. */
  readonly host?: string;
  /** Jobs run at the same time per queue; 1 unless named. */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** How soon a job of a worker that died is given to another; `later` unless named. */
  readonly lost?: LostJobs;
  /** Where the data of jobs is read; left out: the jobs carry it, and every writer into Redis is believed. */
  readonly source?: JobSource;
  readonly prefix?: string;
  /** Aborted: Redis is waited for no longer. */
  readonly stopping?: AbortSignal;
  readonly report?: ReportFailure;
  readonly onOutcome?: (outcome: JobOutcome) => void;
}

/**
 * A worker that died no longer renews the lock on its job; another may have it after at most the two times together. `soon` is
 * for queues with one consumer, with a caller that waits: what it began is taken up again within ten seconds.
 */
export type LostJobs = 'soon' | 'later';
const LOST: Readonly<Record<LostJobs, { readonly lockMs: number; readonly checkEveryMs: number }>> = {
  soon: { lockMs: 8_000, checkEveryMs: 2_000 },
  later: { lockMs: 15_000, checkEveryMs: 5_000 },
};
/** Killed processes must not use a job up: what fails for good is decided by its attempts and by the history. */
const MAX_STALLED = 5;

/** Started workers; `close` lets running jobs finish and takes no new ones. */
export interface RunningWorkers {
  readonly queues: readonly string[];
  /** Whether Redis is connected now. */
  readonly connected: boolean;
  close(): Promise<void>;
}

function giveUpUnlessRetryHelps(error: unknown): never {
  if (error instanceof Problem && !error.retry) {
    const final = new UnrecoverableError(error.message);
    final.cause = error;
    throw final;
  }
  throw error;
}

async function runJob(
  jobs: ReadonlyMap<string, HandledJob>,
  job: Job,
  source: JobSource | undefined,
): Promise<object> {
  const handled = jobs.get(job.name);
  try {
    if (handled === undefined)
      throw new Problem('queue.unknown-version', `This program does not know the job ${job.name}.`);
    const { definition } = handled;
    const data =
      source === undefined || definition.fromSchedule === true
        ? openJob(definition, job.data)
        : await openTrustedJob(definition, { id: job.id ?? '', data: job.data as unknown }, source);
    if (data === undefined) return {};
    const attempt = job.attemptsMade + 1;
    return await handled.handler(data, {
      jobId: job.id ?? '',
      attempt,
      last: attempt >= (job.opts.attempts ?? 1),
    });
  } catch (error) {
    return giveUpUnlessRetryHelps(error);
  }
}

/**
 * Starts one worker per queue of `handlers`. Waits for Redis as long as it takes, now and after every outage: an app that
 * must answer health checks meanwhile listens first.
 * @throws Error when a promised job has no handler, or when `stopping` is aborted before Redis answered; Problem `queue.evicting`.
 */
export async function startWorkers<Name extends string>(
  settings: RedisConnectionSettings,
  handlers: JobHandlers<NoInfer<Name>>,
  options: JobWorkersOptions<Name>,
): Promise<RunningWorkers> {
  handlers.assertComplete(options.service, options.promised);
  const report = options.report ?? (() => undefined);
  const connection = openWorkerConnection(settings, `workers of ${options.service}`, report);
  const giveUp = (): void => connection.disconnect();
  options.stopping?.addEventListener('abort', giveUp);
  try {
    options.stopping?.throwIfAborted();
    await refuseEvictingRedis(connection);
  } catch (error) {
    await closeConnection(connection);
    throw error;
  } finally {
    options.stopping?.removeEventListener('abort', giveUp);
  }
  const running = new Set<Promise<object>>();
  const { lockMs, checkEveryMs } = LOST[options.lost ?? 'later'];
  const workers = [...handlers.byQueue(options.host)].map(([queue, jobs]) => {
    const begun = new WeakMap<Job, number>();
    const timed = (job: Job): Promise<object> => {
      begun.set(job, steadyNow());
      const work = runJob(jobs, job, options.source).finally(() => running.delete(work));
      running.add(work);
      return work;
    };
    const worker = new Worker(queue, timed, {
      connection,
      prefix: options.prefix ?? QUEUE_PREFIX,
      concurrency: options.concurrency?.[queue] ?? 1,
      lockDuration: lockMs,
      stalledInterval: checkEveryMs,
      maxStalledCount: MAX_STALLED,
    });
    worker.on('error', (error) => report(error, `worker of ${queue}`));
    listenForOutcomes(worker, { queue, jobs, begun }, options.onOutcome ?? (() => undefined));
    return worker;
  });
  return {
    queues: workers.map((worker) => worker.name),
    get connected() {
      return connection.status === 'ready';
    },
    close: () => closeWorkers({ workers, connection, running }),
  };
}

/** Ids of ours are shorter; what others put there is not reported at length. */
const LONGEST_ID = 191;

function listenForOutcomes(
  worker: Worker,
  {
    queue,
    jobs,
    begun,
  }: { queue: string; jobs: ReadonlyMap<string, HandledJob>; begun: WeakMap<Job, number> },
  report: (outcome: JobOutcome) => void,
): void {
  const facts = (job: Job) => ({
    job: jobs.has(job.name) ? job.name : 'unknown',
    jobId: (job.id ?? '').slice(0, LONGEST_ID),
    queue,
    seconds: (steadyNow() - (begun.get(job) ?? steadyNow())) / 1_000,
    attempt: job.attemptsMade,
  });
  worker.on('completed', (job) => report({ ...facts(job), outcome: 'completed' }));
  worker.on('failed', (job, error) => {
    // BullMQ passes no job when a stalled one was already removed; there is nothing to tell then.
    if (job === undefined) return;
    const over = job.finishedOn !== undefined || error instanceof UnrecoverableError;
    const refused = error.cause instanceof JobRefusal ? { refused: error.cause.kind } : {};
    report({ ...facts(job), outcome: over ? 'failed' : 'retrying', error, ...refused });
  });
}
