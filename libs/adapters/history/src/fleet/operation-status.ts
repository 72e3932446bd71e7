import type { InstanceView } from '@archivesmp/contracts/fleet';
import {
  CHANGE_STATE_FACTS,
  isOver,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import type { OperationState } from '@archivesmp/contracts/vocabulary';
import type { Sql } from '../database/database.js';

/** What was done to an instance last, and whether its files are being changed at this moment. */
export interface OperationStatus {
  readonly operation: InstanceView['operation'];
  readonly rollingOut: boolean;
}

const OF_OPERATION: Record<OperationState, InstanceView['operation']> = {
  requested: 'running',
  running: 'running',
  succeeded: 'idle',
  failed: 'failed',
  cancelled: 'idle',
};

function ofChange(state: InstanceChangeState): InstanceView['operation'] {
  if (state === 'rolled-back') return state;
  // Everything is done that was asked for now; that it needs a restart is said beside it
  if (!isOver(state)) return state === 'flagged' ? 'idle' : 'running';
  return CHANGE_STATE_FACTS[state].failed ? 'failed' : 'idle';
}

interface Row<State> {
  instance_id: string;
  state: State;
  at: Date;
}

/** By instance; instances nothing was ever done to are absent. The newest operation or deployment speaks. */
export async function readOperationStatuses(sql: Sql): Promise<Map<string, OperationStatus>> {
  const operations = await sql.selectRows<Row<OperationState>>(
    `SELECT o.instance_id, o.state, o.requested_at AS at FROM operations o
       JOIN (SELECT instance_id, MAX(requested_at) AS newest FROM operations
              WHERE instance_id IS NOT NULL GROUP BY instance_id) latest
         ON latest.instance_id = o.instance_id AND latest.newest = o.requested_at`,
  );
  const changes = await sql.selectRows<Row<InstanceChangeState>>(
    `SELECT line.instance_id, line.state, deployment.requested_at AS at
       FROM deployment_instances line JOIN deployments deployment ON deployment.id = line.deployment_id
       JOIN (SELECT one.instance_id, MAX(parent.number) AS newest
               FROM deployment_instances one JOIN deployments parent ON parent.id = one.deployment_id
              GROUP BY one.instance_id) latest
         ON latest.instance_id = line.instance_id AND latest.newest = deployment.number`,
  );
  const newest = new Map<string, OperationStatus & { at: Date }>();
  for (const { instance_id, state, at } of operations)
    newest.set(instance_id, { operation: OF_OPERATION[state], rollingOut: false, at });
  for (const { instance_id, state, at } of changes) {
    const known = newest.get(instance_id);
    if (known !== undefined && known.at > at) continue;
    const operation = ofChange(state);
    newest.set(instance_id, { operation, rollingOut: operation === 'running' && state !== 'queued', at });
  }
  return newest;
}
