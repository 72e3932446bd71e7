import type { Metrics } from './metrics.js';

/** One attempt of a job that ended. */
export interface EndedJob {
  readonly job: string;
  readonly outcome: 'completed' | 'failed' | 'retrying';
  readonly seconds: number;
  /** Why it was not run, when it does not come from the hub. */
  readonly refused?: string;
}

/** How a service names its jobs and how long they take. */
export interface JobMetricsOptions {
  /** Second word of the names: `drift` gives `archivesmp_drift_jobs_total`. */
  readonly context: string;
  /** Who runs them, for the help text. */
  readonly service: string;
  /** What else the duration includes, for the help text. */
  readonly includes?: string;
  /** Seconds; the usual ones unless named. */
  readonly buckets?: number[];
}

/**
 * Counts jobs by outcome and measures their attempts. The label is `queue_job`, because `job` is what Prometheus calls the scrape.
 * @returns to be told of every attempt that ended
 */
export function observeJobs(
  metrics: Metrics,
  { context, service, includes, buckets }: JobMetricsOptions,
): (ended: EndedJob) => void {
  const jobs = metrics.counter({
    name: `archivesmp_${context}_jobs_total`,
    help: `Jobs of ${service}, by outcome of the attempt`,
    labels: ['queue_job', 'outcome'],
  });
  const duration = metrics.histogram({
    name: `archivesmp_${context}_job_duration_seconds`,
    help: `How long one attempt of a job took${includes === undefined ? '' : `; ${includes}`}`,
    labels: ['queue_job'],
    ...(buckets !== undefined && { buckets }),
  });
  const refusals = metrics.counter({
    name: `archivesmp_${context}_refused_jobs_total`,
    help: `Jobs that ${service} did not run because they do not come from the hub; any deserves a look`,
    labels: ['kind'],
  });
  return ({ job, outcome, seconds, refused }) => {
    if (refused !== undefined) refusals.inc({ kind: refused });
    jobs.inc({ queue_job: job, outcome });
    duration.observe({ queue_job: job }, seconds);
  };
}

/**
 * Shows how many jobs of a service's queues stand where.
 * @returns to be told of the counts of a queue, by state
 */
export function observeQueues(
  metrics: Metrics,
  { context, service }: Pick<JobMetricsOptions, 'context' | 'service'>,
): (queue: string, counts: Readonly<Record<string, number>>) => void {
  const queues = metrics.gauge({
    name: `archivesmp_${context}_queue_jobs`,
    help: `Jobs in the queues of ${service}, by state`,
    labels: ['queue', 'state'],
  });
  return (queue, counts) => {
    for (const [state, count] of Object.entries(counts)) queues.set({ queue, state }, count);
  };
}
