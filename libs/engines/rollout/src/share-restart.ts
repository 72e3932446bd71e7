import { changesFiles } from '@archivesmp/contracts/deployment-states';
import type { RolloutInstance, WaitingOther } from './rollout.js';

const restartsOnItsOwn = ({ kind, restarts }: WaitingOther): boolean =>
  kind === 'restart' || (changesFiles(kind) && restarts);

/**
 * Whether a change that is written leaves its restart to a later one: another change that restarts the instance, or
 * a restart that was asked for. The last one restarts, once for all.
 */
export const leavesRestart = ({ others = [] }: Pick<RolloutInstance, 'others'>): boolean =>
  others.some(restartsOnItsOwn);

/** Whether a restart that was asked for lets changes go first that would ask for one more. */
export const letsChangesFirst = ({ others = [] }: Pick<RolloutInstance, 'others'>): boolean =>
  others.some(({ kind }) => changesFiles(kind));
