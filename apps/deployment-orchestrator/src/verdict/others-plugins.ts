import type { History } from '@archivesmp/history';
import { coveredOthers } from '../course/others-on-instance.js';
import { readParts } from '../ledger/planned-part.js';
import { changedPlugins } from './evidence.js';

/** Plugins that other changes of an instance touched which wait for their verdict after the same restart. */
export async function othersPlugins(
  history: Pick<History, 'sharedRestarts' | 'deploymentReads' | 'plans'>,
  deploymentId: string,
  instanceId: string,
): Promise<string[]> {
  const plugins: string[] = [];
  for (const other of await coveredOthers({ instanceId }, { history, standing: { id: deploymentId } })) {
    const standing = await history.deploymentReads.standingOf(other.deploymentId);
    const planned = standing && (await readParts(history.plans, standing));
    plugins.push(...changedPlugins(planned?.parts.get(instanceId)?.files ?? []));
  }
  return plugins;
}
