import { planOutcome, type PlanOutcome } from '@archivesmp/contracts/deployment-states';
import type { Sql } from '../database/database.js';
import { isTakenBackForGood, runsThatUndo } from './taking-back.js';
import type { DeploymentRow } from '../deployment/deployment.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** What became of the deployments of plans, by deployment. */
export async function outcomesOf(
  sql: Sql,
  plans: readonly { readonly deployment_id: string | null }[],
): Promise<Map<string, PlanOutcome>> {
  const ids = plans.flatMap(({ deployment_id: id }) => id ?? []);
  if (ids.length === 0) return new Map();
  const ran = await sql.selectRows<StoredRow<DeploymentRow, 'id' | 'state'>>(
    'SELECT id, state FROM deployments WHERE id IN (?)',
    [ids],
  );
  const undoing = await runsThatUndo(sql, ids);
  const outcomes = new Map<string, PlanOutcome>();
  for (const { id, state } of ran) {
    const outcome = planOutcome(state, isTakenBackForGood(id, undoing));
    if (outcome !== undefined) outcomes.set(id, outcome);
  }
  return outcomes;
}
