import type { JobHandlers } from '@archivesmp/bus';
import { InspectInstanceJob } from '@archivesmp/contracts/deployment-jobs';
import { withLogContext } from '@archivesmp/service-kit';
import type { InspectInstance } from './inspect-instance.js';

/** Edge: the job becomes a call of the use case. */
export function handleInspectInstance<Others extends string>(
  handlers: JobHandlers<Others>,
  inspect: InspectInstance,
): JobHandlers<Others | 'agent.inspect-instance'> {
  return handlers.handle(InspectInstanceJob, (data) =>
    withLogContext({ inspectionId: data.inspectionId, instance: data.folder }, async () => {
      await inspect.inspectInstance(data);
      return {};
    }),
  );
}
