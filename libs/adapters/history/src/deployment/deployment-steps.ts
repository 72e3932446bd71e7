import { fromJson, present, toJson } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { Problem } from '@archivesmp/contracts/problem';
import type { StoredRow } from '../database/stored-row.js';
import type { DeploymentStepRow, StepState } from './deployment.entity.js';
import { workingTime } from '../clock/work-clock.js';

/** One try of one effect on one instance within one deployment. */
export interface StepKey {
  readonly deploymentId: string;
  readonly instanceId: string;
  /** What is done: `restart`, `announce`, `backup`. */
  readonly step: string;
  /** 1 for the first try. Whoever tries again on purpose takes the next number. */
  readonly attempt: number;
}

export interface Step extends StepKey {
  readonly state: StepState;
  readonly fence?: number;
  readonly begunAt: Date;
  /** What the work clock showed when it was begun. */
  readonly workedAt: Date;
  readonly endedAt?: Date;
  readonly detail?: object;
}

type Row = StoredRow<DeploymentStepRow>;

const ONE = 'deployment_id = ? AND instance_id = ? AND step = ? AND attempt = ?';
const valuesOf = (key: StepKey) => [key.deploymentId, key.instanceId, key.step, key.attempt];

/**
 * The ledger of effects outside of the database, such as a restart. An effect is written here before it is begun, so a job
 * that is delivered twice, or a second process, sees that it was begun and looks at the world instead of doing it again.
 */
export class DeploymentSteps {
  constructor(private readonly database: Database) {}

  /** `begun` true: it is yours, do it; `detail` is what whoever goes on after a crash has to know. Otherwise somebody began it before, and `step` says how far they came. */
  async begin(
    key: StepKey,
    fence: number | undefined,
    now: Date,
    sql: Sql = this.database,
    detail?: object,
  ): Promise<{ begun: boolean; step: Step }> {
    let begun = true;
    try {
      await sql.run(
        `INSERT INTO deployment_steps (deployment_id, instance_id, step, attempt, fence, state, begun_at, worked_at, detail)
         VALUES (?, ?, ?, ?, ?, 'begun', ?, ?, ?)`,
        [...valuesOf(key), fence ?? null, now, await workingTime(sql, now), toJson(detail)],
      );
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      begun = false;
    }
    return { begun, step: (await this.find(key, sql))! };
  }

  /** begun → done or failed. @throws Problem `resource.conflict` when it ended already or was never begun. */
  async end(
    key: StepKey,
    state: 'done' | 'failed',
    detail: object | undefined,
    now: Date,
    sql: Sql = this.database,
  ): Promise<void> {
    const touched = await sql.run(
      `UPDATE deployment_steps SET state = ?, detail = ?, ended_at = ? WHERE ${ONE} AND state = 'begun'`,
      [state, toJson(detail), now, ...valuesOf(key)],
    );
    if (touched > 0) return;
    const known = (await this.find(key, sql))?.state ?? 'not begun';
    throw new Problem('resource.conflict', `Step ${key.step} of instance ${key.instanceId} is ${known}.`);
  }

  async find(key: StepKey, sql: Sql = this.database): Promise<Step | undefined> {
    const [row] = await sql.rows<Row>(`SELECT * FROM deployment_steps WHERE ${ONE}`, valuesOf(key));
    return row && stepOf(row);
  }

  /** All steps of a deployment, or of one of its instances, in the order in which they were begun. */
  async list(deploymentId: string, instanceId?: string, sql: Sql = this.database): Promise<Step[]> {
    const rows = await sql.rows<Row>(
      `SELECT * FROM deployment_steps WHERE deployment_id = ?${instanceId === undefined ? '' : ' AND instance_id = ?'}
        ORDER BY begun_at, instance_id, step, attempt`,
      instanceId === undefined ? [deploymentId] : [deploymentId, instanceId],
    );
    return rows.map(stepOf);
  }

  /** All steps of several deployments on these instances, in the order in which they were begun. */
  async listOf(
    deploymentIds: readonly string[],
    instanceIds: readonly string[],
    sql: Sql = this.database,
  ): Promise<Step[]> {
    if (deploymentIds.length === 0 || instanceIds.length === 0) return [];
    const rows = await sql.rows<Row>(
      `SELECT * FROM deployment_steps WHERE deployment_id IN (?) AND instance_id IN (?)
        ORDER BY begun_at, instance_id, step, attempt`,
      [deploymentIds, instanceIds],
    );
    return rows.map(stepOf);
  }
}

const stepOf = (row: Row): Step =>
  present({
    deploymentId: row.deployment_id,
    instanceId: row.instance_id,
    step: row.step,
    attempt: row.attempt,
    state: row.state,
    fence: row.fence === null ? undefined : Number(row.fence),
    begunAt: row.begun_at,
    workedAt: row.worked_at,
    endedAt: row.ended_at ?? undefined,
    detail: fromJson<object>(row.detail),
  });
