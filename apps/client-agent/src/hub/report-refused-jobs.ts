import type { RefusedJobKind } from '@archivesmp/contracts/jobs';
import {
  MOST_REFUSED_NAMED,
  REFUSED_JOBS_ROUTE,
  type RefusedJob,
  type RefusedJobs,
} from '@archivesmp/contracts/signed-job';
import type { Log } from '@archivesmp/service-kit';
import { sendableJson } from '@archivesmp/contracts/whole-text';
import { setTimeout as wait } from 'node:timers/promises';
import type { HubConnection } from './hub-connection.js';

const EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;

/** Tells the hub which jobs were refused because they are not its own, many at a time; what it does not take waits. */
export class ReportRefusedJobs {
  private named: RefusedJob[] = [];
  private more = 0;

  constructor(
    private readonly host: string,
    private readonly hub: Pick<HubConnection, 'callJson'>,
    private readonly log: Log,
  ) {}

  noteRefusedJob(jobId: string, kind: RefusedJobKind): void {
    if (this.named.length < MOST_REFUSED_NAMED) this.named.push({ jobId, kind });
    else this.more = Math.min(this.more + 1, 1_000_000);
  }

  /** Until the signal. */
  async reportRefusedJobs(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.reportWaiting(signal);
      await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One try for everything that waits; never throws. */
  async reportWaiting(signal: AbortSignal): Promise<void> {
    const { host, named, more } = this;
    if (named.length === 0) return;
    const report: RefusedJobs = { host, jobs: named, more };
    [this.named, this.more] = [[], 0];
    try {
      await this.hub.callJson({
        method: 'POST',
        path: REFUSED_JOBS_ROUTE,
        type: 'application/json',
        body: sendableJson(report),
        signal,
        withinMs: ANSWER_WITHIN_MS,
      });
    } catch (error) {
      const all = [...named, ...this.named];
      this.named = all.slice(0, MOST_REFUSED_NAMED);
      this.more = Math.min(this.more + more + all.length - this.named.length, 1_000_000);
      if (!signal.aborted) this.log.warn({ err: error }, 'refused jobs wait for the hub');
    }
  }
}
