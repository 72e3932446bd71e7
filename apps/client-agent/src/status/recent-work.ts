import type { JobOutcome } from '@archivesmp/bus';

/** What the agent did since it started, for its status page. Numbers and the newest failure only. */
export class RecentWork {
  completed = 0;
  failed = 0;
  lastAt: string | undefined;
  lastFailure: { at: string; jobId: string; reason: string } | undefined;

  recordOutcome(outcome: JobOutcome): void {
    this.lastAt = new Date().toISOString();
    if (outcome.outcome === 'completed') {
      this.completed += 1;
      return;
    }
    if (outcome.outcome === 'failed') this.failed += 1;
    this.lastFailure = { at: this.lastAt, jobId: outcome.jobId, reason: outcome.error?.message ?? 'unknown' };
  }
}
