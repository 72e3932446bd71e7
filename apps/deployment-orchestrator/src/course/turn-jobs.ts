import {
  JudgeInstanceJob,
  RestartInstanceJob,
  StartInstanceJob,
  StopInstanceJob,
  type InstanceStepData,
} from '@archivesmp/contracts/deployment-jobs';
import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';
import { outboxJob, type OutboxJob } from '@archivesmp/history';
import { powerOf } from '@archivesmp/rollout';

const POWER_JOBS = {
  restart: RestartInstanceJob,
  stop: StopInstanceJob,
  start: StartInstanceJob,
} as const satisfies Record<PowerAction, typeof RestartInstanceJob>;

/** The jobs that a state of an instance sets off. */
export function jobsOf(state: InstanceChangeState, step: InstanceStepData): OutboxJob[] {
  const power = powerOf(state);
  if (power !== undefined) return [outboxJob(POWER_JOBS[power.action], step)];
  return state === 'judging' ? [outboxJob(JudgeInstanceJob, step)] : [];
}
