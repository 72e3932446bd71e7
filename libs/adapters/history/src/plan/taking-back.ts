import type { DeploymentKind } from '@archivesmp/contracts/deployment-states';
import { hasTakenBack, takenBackBy, type Run } from '@archivesmp/contracts/taking-back';
import type { Sql } from '../database/database.js';
import type { DeploymentInstanceRow, DeploymentRow } from '../deployment/deployment.entity.js';
import type { Filled, StoredRow } from '../database/stored-row.js';

/** What takes deployments back, directly or through others: as much as the rule in the contracts needs. */
export async function runsThatUndo(sql: Sql, deploymentIds: readonly string[]): Promise<Run[]> {
  if (deploymentIds.length === 0) return [];
  const rows = await sql.selectRows<
    Filled<StoredRow<DeploymentRow, 'id' | 'kind' | 'undoes_id' | 'state'>, 'undoes_id'>
  >(
    `WITH RECURSIVE chain AS (
       SELECT id, kind, undoes_id, state, requested_at FROM deployments WHERE undoes_id IN (?)
       UNION
       SELECT next.id, next.kind, next.undoes_id, next.state, next.requested_at
         FROM deployments next JOIN chain ON next.undoes_id = chain.id)
     SELECT id, kind, undoes_id, state FROM chain ORDER BY requested_at, id`,
    [deploymentIds],
  );
  if (rows.length === 0) return [];
  const lines = await sql.selectRows<StoredRow<DeploymentInstanceRow, 'deployment_id' | 'state'>>(
    'SELECT deployment_id, state FROM deployment_instances WHERE deployment_id IN (?)',
    [rows.map(({ id }) => id)],
  );
  const ofRun = Map.groupBy(lines, (line) => line.deployment_id);
  return rows.map(({ id, kind, undoes_id: undoes, state }) => ({
    id,
    kind,
    undoes,
    state,
    instances: ofRun.get(id) ?? [],
  }));
}

/** Whether a deployment is taken back for good: what is still under way neither takes it back nor gives it again. */
export const isTakenBackForGood = (id: string, runs: readonly Run[]): boolean =>
  takenBackBy(id, runs.filter(hasTakenBack)) !== undefined;

/** The kinds of deployments, by id. */
export async function kindsOf(
  sql: Sql,
  deploymentIds: readonly string[],
): Promise<ReadonlyMap<string, DeploymentKind>> {
  if (deploymentIds.length === 0) return new Map();
  const rows = await sql.selectRows<StoredRow<DeploymentRow, 'id' | 'kind'>>(
    'SELECT id, kind FROM deployments WHERE id IN (?)',
    [deploymentIds],
  );
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}
