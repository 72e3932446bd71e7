import { JobHandlers } from '@archivesmp/bus';
import type { JobsOf } from '@archivesmp/contracts/job-services';
import { handleInspectInstance } from './inspect/inspect.worker.js';
import type { InspectInstance } from './inspect/inspect-instance.js';
import { handleApplyOrder } from './order/order.worker.js';
import type { ApplyAgentOrder } from './order/apply-agent-order.js';
import type { ChangeServerPower } from './power/change-power.js';
import { handleChangePower } from './power/power.worker.js';
import { handleReadInstance } from './read/read-instance.worker.js';
import type { ReadInstance } from './read/read-instance.js';

/** The use cases behind the jobs. */
export interface AgentWork {
  readonly readInstance: ReadInstance;
  readonly applyOrder: ApplyAgentOrder;
  readonly changePower: ChangeServerPower;
  readonly inspect: InspectInstance;
}

/** Every job of an agent with the use case that carries it out. */
export function agentHandlers({
  readInstance,
  applyOrder,
  changePower,
  inspect,
}: AgentWork): JobHandlers<JobsOf<'client-agent'>> {
  const handlers = handleReadInstance(new JobHandlers(), readInstance);
  return handleInspectInstance(
    handleChangePower(handleApplyOrder(handlers, applyOrder), changePower),
    inspect,
  );
}
