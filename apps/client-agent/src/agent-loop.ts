import { jobsOf } from '@archivesmp/contracts/job-services';
import {
  readsMoreThanItsOwn,
  startWorkers,
  type JobOutcome,
  type JobSource,
  type RedisConnectionSettings,
  type RunningWorkers,
} from '@archivesmp/bus';
import { Problem } from '@archivesmp/contracts/problem';
import type { Log } from '@archivesmp/service-kit';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { agentHandlers, type AgentWork } from './agent-jobs.js';
import type { Heartbeat } from './heartbeat/heartbeat.js';

const RETRY_START_MS = 15_000;

/** What the loop needs besides its parts. */
export interface AgentLoopOptions {
  readonly host: string;
  readonly redis: RedisConnectionSettings;
  readonly concurrency: number;
  /** Whether an account is permitted that reaches more than the queue of this host. */
  readonly mayShare: boolean;
  /** Fires when the agent stops: running deliveries give up and their jobs are put back. */
  readonly stopping: AbortController;
  readonly onOutcome: (outcome: JobOutcome) => void;
  /** What its jobs ask for. */
  readonly source: JobSource;
  /** Ends what a kill interrupted, before the first job is taken. */
  readonly recover: () => Promise<void>;
}

/**
 * The agent at work: beats and consumes the queue of its host, and nothing else. Redis may be unavailable at the start; the
 * status API answers meanwhile.
 */
export class AgentLoop implements OnApplicationBootstrap, OnApplicationShutdown {
  private workers: RunningWorkers | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private startFailure = 'Redis has not answered yet';
  private lossReason: Error | undefined;

  constructor(
    private readonly heartbeat: Heartbeat,
    private readonly work: AgentWork,
    private readonly deliveries: readonly ((signal: AbortSignal) => Promise<void>)[],
    private readonly options: AgentLoopOptions,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const { signal } = this.options.stopping;
    const work = this.recovered().then(() =>
      Promise.all([...this.deliveries.map((deliver) => deliver(signal)), this.consume()]),
    );
    this.running = Promise.all([this.heartbeat.sendHeartbeats(signal), work]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.options.stopping.abort();
    await this.workers?.close();
    await this.running;
  }

  /** Why no job can come now; undefined while the queue is connected. */
  get queueFailure(): string | undefined {
    if (this.workers?.connected === true) return undefined;
    const isRefused = this.lossReason !== undefined && REFUSED.test(this.lossReason.message);
    return this.workers === undefined && !isRefused
      ? this.startFailure
      : whyRedisUnavailable(this.lossReason, this.options.host);
  }

  /** No job is taken before every interrupted order was looked at. */
  private async recovered(): Promise<void> {
    const { stopping, recover } = this.options;
    while (!stopping.signal.aborted) {
      try {
        return await recover();
      } catch (error) {
        this.log.error({ err: error }, 'state folder cannot be used');
        await wait(RETRY_START_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  private async consume(): Promise<void> {
    const { host, redis, mayShare, concurrency, stopping, onOutcome, source } = this.options;
    const handlers = agentHandlers(this.work);
    while (!stopping.signal.aborted) {
      try {
        if (!mayShare && (await readsMoreThanItsOwn(redis))) throw tooWide(redis.username, host);
        const workers = await startWorkers(redis, handlers, {
          service: 'client-agent',
          promised: jobsOf('client-agent'),
          host,
          concurrency: { [`agent.${host}`]: concurrency },
          lost: 'soon',
          source,
          stopping: stopping.signal,
          report: (error, where) => {
            this.lossReason = error;
            this.log.warn({ err: error, where }, 'queue connection failed');
          },
          onOutcome: (outcome) => this.logOutcome(outcome, onOutcome),
        });
        this.workers = workers;
        if (stopping.signal.aborted) await workers.close();
        else this.log.info({ queues: workers.queues }, 'waiting for jobs');
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        this.startFailure = (error as Error).message;
        this.log.error({ err: error }, 'queue cannot be used');
        await wait(RETRY_START_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  private logOutcome(outcome: JobOutcome, onOutcome: (outcome: JobOutcome) => void): void {
    const { error, ...facts } = outcome;
    if (outcome.outcome === 'completed') this.log.info(facts, 'job done');
    else this.log.warn({ ...facts, err: error }, 'job failed');
    onOutcome(outcome);
  }
}

const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM)\b/;

/** Why Redis is unavailable, and what puts it right where the agent's own account is the cause. */
export const whyRedisUnavailable = (error: Error | undefined, host: string): string =>
  error !== undefined && REFUSED.test(error.message)
    ? `Redis refuses the account of this agent: it was replaced or taken away. Put redis.username and redis.password of a new file in place (asmp host rotate ${host} --out FILE; asmp host add, where it was taken away), and restart`
    : 'Redis does not answer';

const tooWide = (account: string | undefined, host: string): Problem =>
  new Problem(
    'settings.invalid',
    `The account ${account ?? 'default'} of Redis reads more than the queue of ${host}: use the file that "asmp host add ${host}" prints, or set redis_shared: true where Redis has no accounts.`,
  );
