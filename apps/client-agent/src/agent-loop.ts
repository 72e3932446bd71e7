import {
  JobHandlers,
  startWorkers,
  type JobOutcome,
  type RedisSettings,
  type RunningWorkers,
} from '@archivesmp/bus';
import type { Log } from '@archivesmp/service-kit';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { AGENT_JOBS, handleReadInstance } from './read/read-instance.worker.js';
import type { ReadInstance } from './read/read-instance.js';
import type { Heartbeat } from './status/heartbeat.js';

const RETRY_START_MS = 15_000;

export interface AgentLoopOptions {
  readonly host: string;
  readonly redis: RedisSettings;
  readonly concurrency: number;
  /** Fires when the agent stops: running deliveries give up and their jobs are put back. */
  readonly stopping: AbortController;
  readonly onOutcome: (outcome: JobOutcome) => void;
  /** Closes what heartbeats and deliveries use, after they stopped. */
  readonly afterwards: () => Promise<void>;
}

/**
 * The agent at work: beats and consumes the queue of its host, and nothing else. Redis may be away at the start; the
 * status API answers meanwhile.
 */
export class AgentLoop implements OnApplicationBootstrap, OnApplicationShutdown {
  private workers: RunningWorkers | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly heartbeat: Heartbeat,
    private readonly readInstance: ReadInstance,
    private readonly options: AgentLoopOptions,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.running = Promise.all([this.heartbeat.run(this.options.stopping.signal), this.consume()]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.options.stopping.abort();
    await this.workers?.close();
    await this.running;
    await this.options.afterwards();
  }

  private async consume(): Promise<void> {
    const { host, redis, concurrency, stopping, onOutcome } = this.options;
    const handlers = handleReadInstance(new JobHandlers(), this.readInstance);
    while (!stopping.signal.aborted) {
      try {
        const workers = await startWorkers(redis, handlers, {
          service: 'client-agent',
          promised: AGENT_JOBS,
          host,
          concurrency: { [`agent.${host}`]: concurrency },
          report: (error, where) => this.log.warn({ err: error, where }, 'queue trouble'),
          onOutcome: (outcome) => this.tell(outcome, onOutcome),
        });
        this.workers = workers;
        if (stopping.signal.aborted) await workers.close();
        else this.log.info({ queues: workers.queues }, 'waiting for jobs');
        return;
      } catch (error) {
        this.log.error({ err: error }, 'queue cannot be used');
        await wait(RETRY_START_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  private tell(outcome: JobOutcome, onOutcome: (outcome: JobOutcome) => void): void {
    const { error, ...facts } = outcome;
    if (outcome.outcome === 'completed') this.log.info(facts, 'job done');
    else this.log.warn({ ...facts, err: error }, 'job failed');
    onOutcome(outcome);
  }
}
