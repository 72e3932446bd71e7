import { setTimeout as wait } from 'node:timers/promises';
import type { RunningWorkers } from '@archivesmp/bus';
import type { Log } from '@archivesmp/service-kit';

const RETRY_START_MS = 15_000;

/** Workers that start when Redis can be used, now or later, and stop with the service. */
export class QueueWorkers {
  private readonly stopping = new AbortController();
  private running: RunningWorkers | undefined;

  constructor(
    private readonly start: (stopping: AbortSignal) => Promise<RunningWorkers>,
    private readonly log: Log,
  ) {
    void this.startUntilStopped();
  }

  /** Lets running jobs finish. Workers that still wait for Redis wait no longer. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.running?.close();
  }

  private async startUntilStopped(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const workers = await this.start(signal);
        this.running = workers;
        if (signal.aborted) await workers.close();
        else this.log.info({ queues: workers.queues }, 'waiting for jobs');
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.log.error({ err: error }, 'queue cannot be used');
        // The wait is cut short only when the service stops, and then the loop ends
        await wait(RETRY_START_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
