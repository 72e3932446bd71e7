import type { JobDefinition } from '@archivesmp/contracts/jobs';
import { steadyNow } from '@archivesmp/contracts/steady-clock';
import { isDeepStrictEqual } from 'node:util';
import { Queue, type Job, type JobSchedulerJson, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { refuseEvictingRedis } from './eviction.js';
import { sealJob } from './job-envelope.js';
import { HostAccounts } from './host-accounts.js';
import { queueOf } from './job-handlers.js';
import { QUEUE_PREFIX } from './queue-prefix.js';
import {
  closeConnection,
  openProducerConnection,
  talkTo,
  type RedisConnectionSettings,
  type ReportFailure,
} from './redis-connection.js';

/** Finished jobs stay this long for people who inspect a queue; the history is the record. */
const RETAIN_COMPLETED = { age: 3_600, count: 1_000 };
const RETAIN_FAILED = { age: 7 * 24 * 3_600, count: 1_000 };

/** The eviction policy may be changed while we run: it is checked again after this long. */
const CHECKED_FOR_MS = 5_000;
const PROBE_LIFETIME_SECONDS = 60;

/** How a bus differs from the ordinary one. */
export interface JobBusOptions {
  readonly prefix?: string;
  readonly report?: ReportFailure;
  /** Jobs carry their id and nothing else, because their data was committed elsewhere. */
  readonly idsOnly?: boolean;
}

/** How one job is added. */
export interface EnqueueOptions {
  /** For jobs that wait in a queue of their host. */
  readonly host?: string;
  /**
   * The sweeper's way: when a job of this id already ended without its effect being recorded, run it again.
   * Without it an ended job of the same id is left alone.
   */
  readonly revive?: boolean;
}

/** `existing`: a job of this id already waits or runs (or has ended and `revive` was not asked for). */
export interface Enqueued {
  readonly jobId: string;
  readonly outcome: 'added' | 'existing' | 'revived';
}

/** When a schedule fires: every so many seconds, or at a cron pattern in a time zone (UTC unless named). */
export type Schedule = { readonly everySeconds: number } | { readonly pattern: string; readonly tz?: string };

/** How many jobs of a queue are in which state. */
export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly completed: number;
  readonly failed: number;
}

/** Puts jobs into queues. Fails fast: when Redis is unavailable the caller gets `queue.unavailable` within about a second. */
export class JobBus<Names extends string = string> {
  /** The accounts of agents. */
  readonly accounts: HostAccounts;
  private readonly redis: Redis;
  private readonly queues = new Map<string, Queue>();
  private readonly prefix: string;
  private readonly report: ReportFailure;
  private readonly idsOnly: boolean;
  private checkedAt: number | undefined;

  constructor(settings: RedisConnectionSettings, options: JobBusOptions = {}) {
    this.report = options.report ?? (() => undefined);
    this.prefix = options.prefix ?? QUEUE_PREFIX;
    this.idsOnly = options.idsOnly ?? false;
    this.redis = openProducerConnection(settings, this.report);
    this.accounts = new HostAccounts(this.redis, (command) => this.talk(command));
    // A Redis that came back may be another one: look at its eviction policy again.
    this.redis.on('close', () => (this.checkedAt = undefined));
  }

  /**
   * Adds one job under its deterministic id; adding it twice leaves one job.
   * @throws Problem `request.invalid` (data breaks its contract), `queue.unavailable`, `queue.evicting`.
   */
  async enqueueJob<Data extends object>(
    definition: JobDefinition<Data, object>,
    data: Data,
    options: EnqueueOptions = {},
  ): Promise<Enqueued> {
    const envelope = sealJob(definition, data);
    const jobId = definition.jobId(data);
    const queueName = queueOf(definition, options.host);
    return this.talk(async () => {
      const queue = await this.queue(queueName);
      const twin: Job | undefined = await queue.getJob(jobId);
      if (twin !== undefined && !(await mayRunAgain(twin, options.revive === true))) {
        if (options.revive === true) await bringForward(this.redis, queue, twin, definition);
        return { jobId, outcome: 'existing' };
      }
      const carried = this.idsOnly ? { v: envelope.v } : envelope;
      await queue.add(definition.name, carried, { jobId, ...optionsOf(definition) });
      return { jobId, outcome: twin === undefined ? 'added' : 'revived' };
    });
  }

  /**
   * Creates or changes a schedule that fires once for the whole fleet, however many processes run. Calling it again with
   * the same arguments changes nothing; call it at boot and from the sweeper, so that a wiped Redis gets it back.
   */
  async upsertSchedule<Data extends object>(
    scheduleId: string,
    schedule: Schedule,
    definition: JobDefinition<Data, object, Names>,
    data: Data,
    options: { readonly host?: string } = {},
  ): Promise<void> {
    const envelope = sealJob(definition, data);
    const repeat =
      'everySeconds' in schedule
        ? { every: schedule.everySeconds * 1_000 }
        : { pattern: schedule.pattern, tz: schedule.tz ?? 'UTC' };
    const template = { name: definition.name, data: envelope, opts: optionsOf(definition) };
    await this.talk(async () => {
      const queue = await this.queue(queueOf(definition, options.host));
      const known = await queue.getJobScheduler(scheduleId);
      // Writing it again would move the next run: a sweeper that comes often would put it off for ever.
      const wanted = { ...repeat, name: definition.name, data: envelope };
      const putOff = known !== undefined && isPutOff(known, wanted);
      if (known !== undefined && isSameSchedule(known, wanted) && !putOff) return;
      if (putOff) await queue.removeJobScheduler(scheduleId);
      await queue.upsertJobScheduler(scheduleId, repeat, template);
    });
  }

  /** true when there was such a schedule. */
  async removeSchedule(queueName: string, scheduleId: string): Promise<boolean> {
    return this.talk(async () => (await this.queue(queueName)).removeJobScheduler(scheduleId));
  }

  /** How many jobs stand where, for metrics. */
  async countJobs(queueName: string): Promise<QueueCounts> {
    return this.talk(async () => {
      const queue = await this.queue(queueName);
      const found = await queue.getJobCounts(
        'waiting',
        'prioritized',
        'active',
        'delayed',
        'completed',
        'failed',
      );
      return {
        waiting: (found['waiting'] ?? 0) + (found['prioritized'] ?? 0),
        active: found['active'] ?? 0,
        delayed: found['delayed'] ?? 0,
        completed: found['completed'] ?? 0,
        failed: found['failed'] ?? 0,
      };
    });
  }

  /**
   * Writes something, because a Redis that only reads is of no use to us; for /health/ready.
   * @throws Problem `queue.unavailable`, `queue.not-writable` or `queue.evicting`
   */
  async ping(): Promise<void> {
    this.checkedAt = undefined;
    await this.talk(() => this.redis.set(`${this.prefix}:write-probe`, '1', 'EX', PROBE_LIFETIME_SECONDS));
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    await closeConnection(this.redis);
  }

  private async queue(name: string): Promise<Queue> {
    const queue = this.queues.get(name) ?? this.newQueue(name);
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      // A queue whose first words were cut off never recovers; the next caller gets a new one.
      if (this.queues.get(name) === queue) this.queues.delete(name);
      throw error;
    }
  }

  private newQueue(name: string): Queue {
    const queue = new Queue(name, { connection: this.redis, prefix: this.prefix });
    queue.on('error', (error) => this.report(error, `queue ${name}`));
    this.queues.set(name, queue);
    return queue;
  }

  private async talk<T>(command: () => Promise<T>): Promise<T> {
    return talkTo(this.redis, async () => {
      const now = steadyNow();
      if (this.checkedAt === undefined || now - this.checkedAt > CHECKED_FOR_MS) {
        await refuseEvictingRedis(this.redis);
        this.checkedAt = now;
      }
      return command();
    });
  }
}

/** An ended job makes room for a new one of its id when the sweeper asks for it; one that waits or runs never does. */
async function mayRunAgain(twin: Job, revive: boolean): Promise<boolean> {
  const ended = (await twin.isCompleted()) || (await twin.isFailed());
  if (!ended || !revive) return false;
  await twin.remove();
  return true;
}

/**
 * A job that waits for its next attempt longer than any back-off was sent there by a clock that has been set back since: it waits no
 * longer.
 */
async function bringForward(
  redis: Redis,
  queue: Queue,
  job: Job,
  { attempts, backoffMs }: Pick<JobDefinition, 'attempts' | 'backoffMs'>,
): Promise<void> {
  const score = await redis.zscore(queue.toKey('delayed'), job.id!);
  if (score === null) return;
  const dueAt = Math.floor(Number(score) / SCORE_OF_A_MILLISECOND);
  const now = Date.now(); // BullMQ reckons with it
  if (dueAt - now > backoffMs * 2 ** attempts) await job.promote();
}

/** BullMQ puts the time into the upper bits of a score, so that equal times keep their order. */
const SCORE_OF_A_MILLISECOND = 0x1000;

const optionsOf = (definition: Pick<JobDefinition, 'attempts' | 'backoffMs'>) =>
  ({
    attempts: definition.attempts,
    backoff: { type: 'exponential', delay: definition.backoffMs },
    removeOnComplete: RETAIN_COMPLETED,
    removeOnFail: RETAIN_FAILED,
  }) satisfies JobsOptions;

interface WantedSchedule {
  readonly name: string;
  readonly data: object;
  readonly every?: number;
  readonly pattern?: string;
  readonly tz?: string;
}

/** Its next run is further away than its whole round: the clock was set back since it was planned. */
function isPutOff({ next }: JobSchedulerJson, { every }: WantedSchedule): boolean {
  const now = Date.now(); // BullMQ reckons with it
  return every !== undefined && next !== undefined && next - now > every + PUT_OFF_SLACK_MS;
}

const PUT_OFF_SLACK_MS = 5_000;

const isSameSchedule = (known: JobSchedulerJson, wanted: WantedSchedule): boolean =>
  known.name === wanted.name &&
  known.every === wanted.every &&
  known.pattern === wanted.pattern &&
  known.tz === wanted.tz &&
  isDeepStrictEqual(known.template?.data, wanted.data);
