import type { DeploymentKind } from '@archivesmp/contracts/deployment-states';

/**
 * Whether a deployment starts nothing while no change window is open. What takes something back does not wait: a rollback, or the
 * start of what was stopped. It is needed at once, also at night.
 * @param undoes whether it takes another deployment back
 */
export const waitsForWindow = (kind: DeploymentKind, undoes: boolean): boolean =>
  kind !== 'rollback' && !undoes;
