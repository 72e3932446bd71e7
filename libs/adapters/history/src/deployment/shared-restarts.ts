import {
  changeStatesOf,
  LIVE_DEPLOYMENT_STATES,
  type DeploymentKind,
  type InstanceChangeState,
  type RestartReference,
} from '@archivesmp/contracts/deployment-states';
import type { OrderFile } from '@archivesmp/contracts/order';
import type { Database, Sql } from '../database/database.js';
import { wakeDeployment } from './deployments.js';
import type { AgentOrderRow, DeploymentStepRow } from './deployment.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A deployment that has something to do on an instance and does not hold it. */
export interface WaitingLine {
  readonly deploymentId: string;
  readonly kind: DeploymentKind;
  readonly state: Extract<InstanceChangeState, 'queued' | 'flagged'>;
  /** Under which it wrote; undefined while it has not. */
  readonly fence?: number;
  /** Whether a restart was asked for after it wrote. */
  readonly isCovered: boolean;
}

/** An instance in one of these has something to come, and its deployment does not hold it. */
const WAITING = changeStatesOf(({ progress, held }) => progress !== 'ended' && !held);
/** An instance in one of these holds what its deployment wrote, or may. */
const WRITTEN = changeStatesOf(({ files }) => files === 'changed' || files === 'either');

/** What deployments that meet on one instance know of each other: several changes and a restart that wait share one restart. */
export class SharedRestarts {
  constructor(private readonly database: Database) {}

  /**
   * A restart of the instance is asked for now: it is the one after which the own change and every flagged one get their verdict.
   * Call it inside the transaction that claims the question; the holder of the lease then has no other writer beside it.
   */
  async coverByRestart(instanceId: string, by: RestartReference, sql: Sql): Promise<void> {
    await sql.execute(
      `UPDATE deployment_instances SET restarted_by = ?, restarted_at_fence = ?
        WHERE instance_id = ? AND (state = 'flagged' OR deployment_id = ?)`,
      [by.deploymentId, by.attempt, instanceId, by.deploymentId],
    );
  }

  /** One deployment takes the restart of another for its own. */
  async adoptRestart(
    deploymentId: string,
    instanceId: string,
    by: RestartReference,
    sql: Sql,
  ): Promise<void> {
    await sql.execute(
      `UPDATE deployment_instances SET restarted_by = ?, restarted_at_fence = ?
        WHERE deployment_id = ? AND instance_id = ?`,
      [by.deploymentId, by.attempt, deploymentId, instanceId],
    );
  }

  /** Deployments other than this one that wait for the instance. */
  async listWaitingDeployments(
    instanceId: string,
    exceptId: string,
    sql: Sql = this.database,
  ): Promise<WaitingLine[]> {
    return (await this.groupWaitingDeployments([instanceId], exceptId, sql)).get(instanceId) ?? [];
  }

  /** The same for each of these instances, by instance. */
  async groupWaitingDeployments(
    instanceIds: readonly string[],
    exceptId: string,
    sql: Sql = this.database,
  ): Promise<ReadonlyMap<string, WaitingLine[]>> {
    if (instanceIds.length === 0) return new Map();
    const rows = await sql.selectRows<{
      instance_id: string;
      deployment_id: string;
      kind: DeploymentKind;
      state: WaitingLine['state'];
      fence: string | null;
      restarted_by: string | null;
    }>(
      `SELECT line.instance_id, line.deployment_id, deployments.kind, line.state, line.fence, line.restarted_by FROM deployment_instances line
         JOIN deployments ON deployments.id = line.deployment_id
        WHERE line.instance_id IN (?) AND line.deployment_id <> ? AND line.state IN (?)
          AND deployments.state IN (?) ORDER BY line.deployment_id`,
      [instanceIds, exceptId, WAITING, LIVE_DEPLOYMENT_STATES],
    );
    const lines = new Map<string, WaitingLine[]>(instanceIds.map((id) => [id, []]));
    for (const row of rows)
      lines.get(row.instance_id)!.push({
        deploymentId: row.deployment_id,
        kind: row.kind,
        state: row.state,
        ...(row.fence !== null && { fence: Number(row.fence) }),
        isCovered: row.restarted_by !== null,
      });
    return lines;
  }

  /** The instance is free, or was restarted: deployments that wait for that check again. */
  async wakeWaitingDeployments(instanceId: string, exceptId: string, now: Date): Promise<void> {
    for (const { deploymentId } of await this.listWaitingDeployments(instanceId, exceptId))
      await this.database.transaction((sql) => wakeDeployment(sql, deploymentId, now));
  }

  /** By instance, of these: the newest restart or start that was begun after this deployment was asked for, and ended well. */
  async findRestartsSince(
    deploymentId: string,
    instanceIds: readonly string[],
    sql: Sql = this.database,
  ): Promise<ReadonlyMap<string, RestartReference>> {
    if (instanceIds.length === 0) return new Map();
    const rows = await sql.selectRows<
      StoredRow<DeploymentStepRow, 'instance_id' | 'deployment_id' | 'attempt'>
    >(
      `SELECT ask.instance_id, ask.deployment_id, ask.attempt FROM deployments mine
         JOIN deployment_steps ask ON ask.number > mine.steps_before AND ask.deployment_id <> mine.id
         JOIN deployment_steps done ON done.deployment_id = ask.deployment_id AND done.instance_id = ask.instance_id
          AND done.attempt = ask.attempt AND done.state = 'done' AND ask.step = CONCAT('ask-', done.step)
        WHERE mine.id = ? AND ask.instance_id IN (?) AND ask.step IN ('ask-restart', 'ask-start')
        ORDER BY ask.number`,
      [deploymentId, instanceIds],
    );
    return new Map(
      rows.map((row) => [row.instance_id, { deploymentId: row.deployment_id, attempt: row.attempt }]),
    );
  }

  /** Files of the instance that other deployments wrote after this one did: what they hold is no longer its business. */
  async listFilesWrittenSince(
    deploymentId: string,
    instanceId: string,
    sql: Sql = this.database,
  ): Promise<ReadonlySet<string>> {
    const rows = await sql.selectRows<StoredRow<AgentOrderRow, 'text'>>(
      `SELECT later.text FROM agent_orders mine
         JOIN agent_orders later ON later.instance_id = mine.instance_id AND later.fence > mine.fence
          AND later.direction = 'forward' AND later.deployment_id <> mine.deployment_id
         JOIN deployment_instances line ON line.deployment_id = later.deployment_id
          AND line.instance_id = later.instance_id
        WHERE mine.deployment_id = ? AND mine.instance_id = ? AND mine.direction = 'forward' AND line.state IN (?)`,
      [deploymentId, instanceId, WRITTEN],
    );
    const files = rows.flatMap(({ text }) => (JSON.parse(text) as { files: OrderFile[] }).files);
    return new Set(files.map(({ path }) => path));
  }
}
