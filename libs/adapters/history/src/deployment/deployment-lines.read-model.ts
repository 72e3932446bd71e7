import type { DeploymentView, InstanceChangeView } from '@archivesmp/contracts/deployment';
import {
  asPlannedOf,
  type AsPlanned,
  type InstanceChangeState,
  type RestartReference,
  type Verdict,
} from '@archivesmp/contracts/deployment-states';
import { present, toIso } from '../database/column-text.js';
import type { Sql } from '../database/database.js';
import type { DeploymentInstanceRow } from './deployment.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** One instance of a deployment, as the orchestrator needs it. */
export interface InstanceChangeStatus {
  readonly instanceId: string;
  readonly host: string;
  readonly wave: number;
  readonly state: InstanceChangeState;
  readonly verdict?: Verdict;
  readonly reason?: string;
  readonly fence?: number;
  readonly changedAt: Date;
  /** Whose restart came after the change, and under which fence it was asked for; undefined = none yet. */
  readonly restartedBy?: RestartReference;
  /** Nothing had to be written there: its files were as they are to be already. */
  readonly asPlanned?: AsPlanned;
}

/** One row of them. */
export type InstanceLine = StoredRow<DeploymentInstanceRow> & {
  name: string | null;
  kind: DeploymentView['kind'];
  ordered: number;
};

/** The instances of these deployments, by wave, then host. */
export async function instancesOf(sql: Sql, deploymentIds: readonly string[]): Promise<InstanceLine[]> {
  if (deploymentIds.length === 0) return [];
  return sql.selectRows<InstanceLine>(
    `SELECT line.*, instances.name, deployments.kind, EXISTS (
        SELECT 1 FROM agent_orders WHERE agent_orders.deployment_id = line.deployment_id
           AND agent_orders.instance_id = line.instance_id AND agent_orders.direction = 'forward') AS ordered
       FROM deployment_instances line JOIN deployments ON deployments.id = line.deployment_id
       LEFT JOIN instances ON instances.id = line.instance_id
      WHERE line.deployment_id IN (?) ORDER BY line.wave, line.host, instances.name, line.instance_id`,
    [deploymentIds],
  );
}

const asPlanned = ({
  kind,
  state,
  verdict,
  ordered,
  restarted_by: by,
}: InstanceLine): AsPlanned | undefined =>
  asPlannedOf({
    ...{ kind, state, hasVerdict: verdict !== null },
    ...{ wasOrdered: Number(ordered) === 1, wasRestarted: by !== null },
  });

/** For the orchestrator. */
export const instanceChangeStatusOf = (row: InstanceLine): InstanceChangeStatus =>
  present({
    instanceId: row.instance_id,
    host: row.host,
    wave: row.wave,
    state: row.state,
    verdict: row.verdict ?? undefined,
    reason: row.reason ?? undefined,
    fence: row.fence === null ? undefined : Number(row.fence),
    changedAt: row.changed_at,
    asPlanned: asPlanned(row),
    restartedBy:
      row.restarted_by === null
        ? undefined
        : { deploymentId: row.restarted_by, attempt: Number(row.restarted_at_fence) },
  });

/** For a screen. */
export const instanceViewOf = (row: InstanceLine): InstanceChangeView =>
  present({
    instanceId: row.instance_id,
    instance: row.name ?? row.instance_id,
    host: row.host,
    wave: row.wave,
    state: row.state,
    verdict: row.verdict ?? undefined,
    reason: row.reason ?? undefined,
    asPlanned: asPlanned(row),
    changedAt: toIso(row.changed_at),
  });
