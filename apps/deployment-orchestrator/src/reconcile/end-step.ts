import type { DeploymentStores, StepKey, Transactions } from '@archivesmp/history';
import type { StepDetail } from '../ledger/ledger-steps.js';

/** Writes down how a step ended and wakes its deployment, in one transaction. Doing it again changes nothing. */
export async function endStep(
  history: DeploymentStores & Transactions,
  key: StepKey,
  state: 'done' | 'failed',
  detail: StepDetail,
): Promise<void> {
  const now = new Date();
  await history.transaction(async (sql) => {
    const step = await history.deploymentSteps.findStep(key, sql);
    if (step?.state === 'begun') await history.deploymentSteps.endStep(key, state, detail, now, sql);
    await history.deployments.wakeDeployment(key.deploymentId, now, sql);
  });
}
