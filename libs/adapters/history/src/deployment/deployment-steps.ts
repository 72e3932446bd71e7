import { present } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { Problem } from '@archivesmp/contracts/problem';
import { DeploymentStepRow, type StepState } from './deployment.entity.js';
import { workingTime } from '../clock/work-clock.js';
import { In } from 'typeorm';

/** One try of one effect on one instance within one deployment. */
export interface StepKey {
  readonly deploymentId: string;
  readonly instanceId: string;
  /** What is done: `restart`, `announce`, `backup`. */
  readonly step: string;
  /** 1 for the first try. A deliberate retry takes the next number. */
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

const rowOf = ({ deploymentId, instanceId, step, attempt }: StepKey) => ({
  ...{ deployment_id: deploymentId, instance_id: instanceId, step, attempt },
});

/**
 * The ledger of effects outside of the database, such as a restart. An effect is written here before it is begun, so a job
 * that is delivered twice, or a second process, sees that it was begun and looks at the world instead of doing it again.
 */
export class DeploymentSteps {
  constructor(private readonly database: Database) {}

  /** `begun` true: it is yours, do it; `detail` is what a continuation after a crash has to know. Otherwise it was begun before, and `step` says how far it came. */
  async beginStep(
    key: StepKey,
    fence: number | undefined,
    now: Date,
    sql: Sql = this.database,
    detail?: object,
  ): Promise<{ begun: boolean; step: Step }> {
    let begun = true;
    try {
      await sql.repositoryOf(DeploymentStepRow).insert({
        ...rowOf(key),
        ...{ fence: fence?.toString() ?? null, state: 'begun', begun_at: now, detail },
        worked_at: await workingTime(sql, now),
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      begun = false;
    }
    return { begun, step: (await this.findStep(key, sql))! };
  }

  /** begun → done or failed. @throws Problem `resource.conflict` when it ended already or was never begun. */
  async endStep(
    key: StepKey,
    state: 'done' | 'failed',
    detail: object | undefined,
    now: Date,
    sql: Sql = this.database,
  ): Promise<void> {
    const { affected } = await sql
      .repositoryOf(DeploymentStepRow)
      .update({ ...rowOf(key), state: 'begun' }, { state, detail: detail ?? (() => 'NULL'), ended_at: now });
    if (affected !== 0) return;
    const known = (await this.findStep(key, sql))?.state ?? 'not begun';
    throw new Problem('resource.conflict', `Step ${key.step} of instance ${key.instanceId} is ${known}.`);
  }

  async findStep(key: StepKey, sql: Sql = this.database): Promise<Step | undefined> {
    const row = await sql.repositoryOf(DeploymentStepRow).findOneBy(rowOf(key));
    return row === null ? undefined : stepOf(row);
  }

  /** All steps of a deployment, or of one of its instances, in the order in which they were begun. */
  async listSteps(deploymentId: string, instanceId?: string, sql: Sql = this.database): Promise<Step[]> {
    const rows = await sql.repositoryOf(DeploymentStepRow).find({
      where: { deployment_id: deploymentId, ...(instanceId !== undefined && { instance_id: instanceId }) },
      order: { begun_at: 'ASC', instance_id: 'ASC', step: 'ASC', attempt: 'ASC' },
    });
    return rows.map(stepOf);
  }

  /** All steps of several deployments on these instances, in the order in which they were begun. */
  async listStepsOfInstances(
    deploymentIds: readonly string[],
    instanceIds: readonly string[],
    sql: Sql = this.database,
  ): Promise<Step[]> {
    if (deploymentIds.length === 0 || instanceIds.length === 0) return [];
    const rows = await sql.repositoryOf(DeploymentStepRow).find({
      where: { deployment_id: In([...deploymentIds]), instance_id: In([...instanceIds]) },
      order: { begun_at: 'ASC', instance_id: 'ASC', step: 'ASC', attempt: 'ASC' },
    });
    return rows.map(stepOf);
  }
}

const stepOf = (row: DeploymentStepRow): Step =>
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
    detail: row.detail ?? undefined,
  });
