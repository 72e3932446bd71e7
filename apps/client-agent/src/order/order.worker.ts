import type { JobHandlers } from '@archivesmp/bus';
import { ApplyOrderJob } from '@archivesmp/contracts/deployment-jobs';
import { withLogContext } from '@archivesmp/service-kit';
import type { ApplyAgentOrder } from './apply-agent-order.js';

/** Edge: the job becomes a call of the use case. */
export function handleApplyOrder<Others extends string>(
  handlers: JobHandlers<Others>,
  applyOrder: ApplyAgentOrder,
): JobHandlers<Others | 'agent.apply-order'> {
  return handlers.handle(ApplyOrderJob, (data, attempt) =>
    withLogContext({ orderId: data.orderId, instance: data.instanceId }, async () => {
      await applyOrder.applyAgentOrder(data, attempt.last);
      return {};
    }),
  );
}
