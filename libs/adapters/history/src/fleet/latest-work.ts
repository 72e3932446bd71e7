import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type { OperationState } from '@archivesmp/contracts/vocabulary';
import type { LatestWork, RecordedInstanceStatus } from '@archivesmp/fleet';
import type { Sql } from '../database/database.js';

interface Row<State> {
  instance_id: string;
  state: State;
  requested_at: Date;
}

const byInstance = <State>(rows: readonly Row<State>[]): Map<string, LatestWork<State>> =>
  new Map(rows.map(({ instance_id: id, state, requested_at: requestedAt }) => [id, { state, requestedAt }]));

/** The latest operation and the latest change of each instance; those that never had one are absent. */
export async function latestWork(sql: Sql): Promise<{
  readonly operations: ReadonlyMap<string, NonNullable<RecordedInstanceStatus['latestOperation']>>;
  readonly changes: ReadonlyMap<string, NonNullable<RecordedInstanceStatus['latestChange']>>;
}> {
  const operations = await sql.selectRows<Row<OperationState>>(
    `SELECT o.instance_id, o.state, o.requested_at FROM operations o
       JOIN (SELECT instance_id, MAX(requested_at) AS newest FROM operations
              WHERE instance_id IS NOT NULL GROUP BY instance_id) latest
         ON latest.instance_id = o.instance_id AND latest.newest = o.requested_at`,
  );
  const changes = await sql.selectRows<Row<InstanceChangeState>>(
    `SELECT line.instance_id, line.state, deployment.requested_at
       FROM deployment_instances line JOIN deployments deployment ON deployment.id = line.deployment_id
       JOIN (SELECT one.instance_id, MAX(parent.number) AS newest
               FROM deployment_instances one JOIN deployments parent ON parent.id = one.deployment_id
              GROUP BY one.instance_id) latest
         ON latest.instance_id = line.instance_id AND latest.newest = deployment.number`,
  );
  return { operations: byInstance(operations), changes: byInstance(changes) };
}
