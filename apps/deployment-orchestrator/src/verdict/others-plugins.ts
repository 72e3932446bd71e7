import type { History } from '@archivesmp/history';
import { partsOfPlan } from '../course/planned-part.js';
import { changedPlugins } from './evidence.js';

/** Plugins that other changes of an instance touched which wait for their verdict after the same restart. */
export async function othersPlugins(
  history: Pick<History, 'sharedRestarts' | 'deploymentReads' | 'plans'>,
  deploymentId: string,
  instanceId: string,
): Promise<string[]> {
  const plugins: string[] = [];
  for (const other of await history.sharedRestarts.waiting(instanceId, deploymentId)) {
    if (other.state !== 'flagged' || !other.isCovered) continue;
    const standing = await history.deploymentReads.standingOf(other.deploymentId);
    const plan = standing?.planId === undefined ? undefined : await history.plans.readPlan(standing.planId);
    const part = plan && partsOfPlan(standing!, plan.text, plan.hash).parts.get(instanceId);
    plugins.push(...changedPlugins(part?.files ?? []));
  }
  return plugins;
}
