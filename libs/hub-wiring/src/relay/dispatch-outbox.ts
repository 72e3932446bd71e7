import type { JobBus } from '@archivesmp/bus';
import { ALL_JOBS } from '@archivesmp/contracts/job-services';
import type { JobDefinition } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import type { Outbox, OutboxEntry } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';

const PER_ROUND = 200;
/** A job whose effect is still missing after this long is handed to the queue again (it keeps its id). */
export const REDISPATCH_AFTER_MS = 10_000;

const DEFINITIONS: ReadonlyMap<string, JobDefinition> = new Map(
  (ALL_JOBS as unknown as readonly JobDefinition[]).map((definition) => [definition.name, definition]),
);

/**
 * Hands what was committed to the queue. Whatever dies in between, and whatever Redis loses: the row stays open until
 * its effect is committed, so the next round hands it over again under the same id. Any number of processes may do it.
 */
export class DispatchOutbox {
  constructor(
    private readonly outbox: Outbox,
    private readonly bus: JobBus,
    private readonly log: Log,
  ) {}

  /** One round. Returns how many jobs the queue took. @throws Problem when Redis or MariaDB is unavailable */
  async dispatchPendingJobs(now: Date): Promise<number> {
    const [before, after] = [-REDISPATCH_AFTER_MS, REDISPATCH_AFTER_MS].map(
      (ms) => new Date(now.getTime() + ms),
    );
    const entries = await this.outbox.listPendingJobs(PER_ROUND, before!, after!);
    const dispatched: string[] = [];
    try {
      for (const entry of entries) if (await this.dispatchJob(entry)) dispatched.push(entry.jobId);
    } finally {
      await this.outbox.markJobsDispatched(dispatched, now);
    }
    return dispatched.length;
  }

  private async dispatchJob(entry: OutboxEntry): Promise<boolean> {
    const definition = DEFINITIONS.get(entry.name);
    if (definition === undefined) {
      this.log.error({ job: entry.name, jobId: entry.jobId }, 'outbox holds a job of another version');
      return false;
    }
    try {
      const { outcome } = await this.bus.enqueueJob(definition, entry.data, {
        ...(entry.host !== undefined && { host: entry.host }),
        revive: entry.dispatches > 0,
      });
      if (outcome === 'revived')
        this.log.info({ jobId: entry.jobId, dispatches: entry.dispatches }, 'job revived');
      return true;
    } catch (error) {
      if (error instanceof Problem && error.code === 'request.invalid') {
        this.log.error({ jobId: entry.jobId, err: error }, 'outbox holds a job that breaks its contract');
        return false;
      }
      throw error;
    }
  }
}
