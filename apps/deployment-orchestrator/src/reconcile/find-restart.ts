import type { History, InstanceChangeStatus, Sql, Step } from '@archivesmp/history';
import type { RestartReference } from '@archivesmp/contracts/deployment-states';

/** Among steps of an instance the restart or start that is meant; undefined when it was not begun. */
export const restartAmong = (
  steps: readonly Step[],
  { deploymentId, attempt }: RestartReference,
): Step | undefined =>
  steps.find(
    (one) =>
      one.deploymentId === deploymentId &&
      one.attempt === attempt &&
      (one.step === 'restart' || one.step === 'start'),
  );

/** The restart or start after which an instance is judged: the one that it shares, or its own; undefined when there was none. */
export async function findRestart(
  history: Pick<History, 'deploymentSteps'>,
  deploymentId: string,
  { instanceId, restartedBy, fence }: Pick<InstanceChangeStatus, 'instanceId' | 'restartedBy' | 'fence'>,
  sql?: Sql,
): Promise<Step | undefined> {
  const which = restartedBy ?? (fence === undefined ? undefined : { deploymentId, attempt: fence });
  if (which === undefined) return undefined;
  return restartAmong(await history.deploymentSteps.listSteps(which.deploymentId, instanceId, sql), which);
}
