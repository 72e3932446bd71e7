import {
  INSTANCE_CHANGE_TRANSITIONS,
  type InstanceChangeState,
  type Verdict,
} from '@archivesmp/contracts/deployment-states';
import { toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { writeConsequences, type Consequences } from './deployments.js';
import { lostLease } from '../hold/instance-leases.js';
import { moveState } from '../database/state-move.js';
import { DeploymentInstanceRow } from './deployment.entity.js';

export interface InstanceMove extends Consequences {
  readonly from: InstanceChangeState | readonly InstanceChangeState[];
  readonly to: InstanceChangeState;
  readonly verdict?: Verdict;
  readonly reason?: string;
  /** The fence of the lease that the caller holds. A lower one than was used before is refused. */
  readonly fence?: number;
}

/** Where each instance of a deployment stands. */
export class DeploymentInstances {
  constructor(private readonly database: Database) {}

  /**
   * Moves one instance from the state that the caller believes it is in, together with the jobs that follow from it. Of two
   * that try at the same moment one wins.
   * @throws Problem `lease.lost` when a higher fence was used on it already; `resource.conflict` naming its state;
   * `resource.not-found` when the deployment does not cover it.
   */
  async moveInstanceState(
    deploymentId: string,
    instanceId: string,
    move: InstanceMove,
    now: Date,
    sql?: Sql,
  ): Promise<void> {
    await this.database.inTransaction(sql, async (inside) => {
      // The deployment is locked before its instances, as `advanceDeployment` does it: otherwise the two would deadlock often.
      await writeConsequences(inside, deploymentId, move, now);
      if (move.fence !== undefined) await this.refuseZombies(inside, deploymentId, instanceId, move.fence);
      await moveState(inside, {
        entity: DeploymentInstanceRow,
        what: `Instance ${instanceId} of deployment ${deploymentId}`,
        transitions: INSTANCE_CHANGE_TRANSITIONS,
        key: { deployment_id: deploymentId, instance_id: instanceId },
        from: move.from,
        to: move.to,
        set: {
          verdict: move.verdict,
          reason: move.reason === undefined ? undefined : toReason(move.reason),
          fence: move.fence?.toString(),
          changed_at: now,
        },
      });
    });
  }

  /**
   * Writes down the fence under which the instance goes on, without moving it: undoing has a fence of its own.
   * @throws Problem `lease.lost` when a higher fence was used on it already.
   */
  async recordNewFence(deploymentId: string, instanceId: string, fence: number, sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, async (inside) => {
      await this.refuseZombies(inside, deploymentId, instanceId, fence);
      await inside
        .repositoryOf(DeploymentInstanceRow)
        .update({ deployment_id: deploymentId, instance_id: instanceId }, { fence: String(fence) });
    });
  }

  private async refuseZombies(
    sql: Sql,
    deploymentId: string,
    instanceId: string,
    fence: number,
  ): Promise<void> {
    const line = await sql.repositoryOf(DeploymentInstanceRow).findOne({
      where: { deployment_id: deploymentId, instance_id: instanceId },
      lock: { mode: 'pessimistic_write' },
    });
    if (line?.fence != null && Number(line.fence) > fence) throw lostLease(instanceId, fence);
  }
}
