import { ReadInstanceJob } from '@archivesmp/contracts/jobs';
import type { JobHandlers } from '@archivesmp/bus';
import { withLogContext } from '@archivesmp/service-kit';
import type { ReadInstance } from './read-instance.js';

/** Edge: the job of this host's queue becomes a call of the use case. */
export function handleReadInstance<Others extends string>(
  handlers: JobHandlers<Others>,
  readInstance: ReadInstance,
): JobHandlers<Others | 'agent.read-instance'> {
  return handlers.handle(ReadInstanceJob, (data) =>
    withLogContext({ scanId: data.scanId, instance: data.folder }, () => readInstance.readInstance(data)),
  );
}
