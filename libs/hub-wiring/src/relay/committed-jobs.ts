import type { JobSource } from '@archivesmp/bus';
import type { Outbox } from '@archivesmp/history';

/**
 * What the jobs of hub services ask for, as it was committed. One that ended may run again: every handler is safe to repeat, and some
 * go on after their effect was committed.
 */
export function committedJobs(outbox: Pick<Outbox, 'findCommittedJob'>): JobSource {
  return async ({ name, jobId }) => {
    const committed = await outbox.findCommittedJob(jobId);
    return committed === undefined || committed.name !== name ? 'unknown' : { data: committed.data };
  };
}
