import type { History } from '@archivesmp/history';
import { coveredLines } from '@archivesmp/rollout';
import { readPlannedChanges } from '../ledger/planned-changes.js';
import { changedPlugins } from './evidence.js';

/** Plugins that other changes of an instance touched which wait for their verdict after the same restart. */
export async function othersPlugins(
  history: Pick<History, 'sharedRestarts' | 'deploymentReads' | 'plans'>,
  deploymentId: string,
  instanceId: string,
): Promise<string[]> {
  const plugins: string[] = [];
  const waiting = await history.sharedRestarts.listWaitingDeployments(instanceId, deploymentId);
  for (const other of coveredLines({ waiting })) {
    const deployment = await history.deploymentReads.findDeploymentStatus(other.deploymentId);
    const planned = deployment && (await readPlannedChanges(history.plans, deployment));
    plugins.push(...changedPlugins(planned?.changes.get(instanceId)?.files ?? []));
  }
  return plugins;
}
