import { JobHandlers } from '@archivesmp/bus';
import {
  AdvanceDeploymentJob,
  JudgeInstanceJob,
  MakePlanJob,
  RestartInstanceJob,
  StartInstanceJob,
  StopInstanceJob,
  type InstanceStepData,
} from '@archivesmp/contracts/deployment-jobs';
import type { JobsOf } from '@archivesmp/contracts/job-services';
import type { History } from '@archivesmp/history';
import type { ServiceCalls } from '@archivesmp/hub-wiring';
import { withLogContext } from '@archivesmp/service-kit';
import type { AdvanceDeployment } from './reconcile/advance-deployment.js';
import type { MakePlan } from './plan/make-plan.js';
import type { ChangePower } from './restart/change-power.js';
import type { JudgeInstance } from './verdict/judge-instance.js';

/** What the jobs of the queue call. */
export interface DeploymentUseCases {
  readonly makePlan: MakePlan;
  readonly advance: AdvanceDeployment;
  readonly power: ChangePower;
  readonly judge: JudgeInstance;
}

/** Edge: the jobs of changing a fleet become calls of the use cases. What was committed wakes the relay. */
export function handleDeploymentJobs(
  { makePlan, advance, power, judge }: DeploymentUseCases,
  history: Pick<History, 'outbox'>,
  { wake, stopping }: ServiceCalls,
): JobHandlers<JobsOf<'deployment-orchestrator'>> {
  const settled = async (jobId: string): Promise<object> => {
    await history.outbox.markJobsDone([jobId], new Date());
    wake();
    return {};
  };
  const changePower = (data: InstanceStepData, jobId: string): Promise<object> =>
    withLogContext({ operationId: data.deploymentId, instance: data.instanceId }, async () => {
      await power.changePower(data, stopping);
      return settled(jobId);
    });
  return new JobHandlers()
    .handle(MakePlanJob, ({ planId }) =>
      withLogContext({ operationId: planId }, async () => {
        await makePlan.makePlan(planId);
        wake();
        return {};
      }),
    )
    .handle(AdvanceDeploymentJob, (data) =>
      withLogContext({ operationId: data.deploymentId }, async () => {
        await advance.advanceDeployment(data);
        wake();
        return {};
      }),
    )
    .handle(RestartInstanceJob, (data, { jobId }) => changePower(data, jobId))
    .handle(StopInstanceJob, (data, { jobId }) => changePower(data, jobId))
    .handle(StartInstanceJob, (data, { jobId }) => changePower(data, jobId))
    .handle(JudgeInstanceJob, (data, { jobId }) =>
      withLogContext({ operationId: data.deploymentId, instance: data.instanceId }, async () => {
        await judge.judgeInstance(data, stopping);
        return settled(jobId);
      }),
    );
}
