import type { JobHandlers } from '@archivesmp/bus';
import { ChangePowerJob } from '@archivesmp/contracts/deployment-jobs';
import { withLogContext } from '@archivesmp/service-kit';
import type { ChangeServerPower } from './change-power.js';

/** Edge: the job becomes a call of the use case. */
export function handleChangePower<Others extends string>(
  handlers: JobHandlers<Others>,
  changePower: ChangeServerPower,
): JobHandlers<Others | 'agent.change-power'> {
  return handlers.handle(ChangePowerJob, (data) =>
    withLogContext({ orderId: data.orderId, instance: data.instanceId }, async () => {
      await changePower.carryOutPowerOrder(data);
      return {};
    }),
  );
}
