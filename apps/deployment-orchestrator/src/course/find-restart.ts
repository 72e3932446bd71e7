import type { History, InstanceStanding, Sql, Step } from '@archivesmp/history';

/** The restart or start after which an instance is judged: the one that it shares, or its own; undefined when there was none. */
export async function findRestart(
  history: Pick<History, 'deploymentSteps'>,
  deploymentId: string,
  { instanceId, restartedBy, fence }: Pick<InstanceStanding, 'instanceId' | 'restartedBy' | 'fence'>,
  sql?: Sql,
): Promise<Step | undefined> {
  const { deploymentId: whose, attempt } = restartedBy ?? { deploymentId, attempt: fence };
  const steps = await history.deploymentSteps.list(whose, instanceId, sql);
  return steps.find((one) => one.attempt === attempt && (one.step === 'restart' || one.step === 'start'));
}
