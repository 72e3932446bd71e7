import { randomUUID } from 'node:crypto';
import { InspectInstanceJob, type InspectInstanceData } from '@archivesmp/contracts/deployment-jobs';
import type { InspectionReport } from '@archivesmp/contracts/order';
import type { InspectionPurpose } from '@archivesmp/contracts/order-facts';
import { Problem } from '@archivesmp/contracts/problem';
import { present } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { InspectionRow } from './deployment.entity.js';
import { wakeDeployment } from './deployments.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { outboxJob, putJobs, settleJobs } from '../outbox/outbox.js';
import { inWorkingTime } from '../clock/work-clock.js';
import { IsNull } from 'typeorm';

/** For which deployment is asked, what for, and under which lease. */
export interface InspectionSubject {
  readonly deploymentId: string;
  readonly purpose: InspectionPurpose;
  readonly fence: number;
  /**
   * Seconds of working time after which the answer is given up: the deployment is woken by the answer. Left out: the caller counts
   * for itself and waits with `findInspection`.
   */
  readonly giveUpSeconds?: number;
}

/** A question to an agent about one instance, and its answer. */
export interface Inspection {
  readonly inspectionId: string;
  /** Left out when no deployment asked. */
  readonly deploymentId?: string;
  readonly purpose?: InspectionPurpose;
  readonly fence?: number;
  readonly instanceId: string;
  readonly host: string;
  readonly requestedAt: Date;
  /** When the answer is given up, by the work clock. */
  readonly giveUpAt?: Date;
  /** Left out until the agent has answered. File contents are not part of it: they are snapshots, by their sha256. */
  readonly report?: InspectionReport;
  readonly reportedAt?: Date;
}

/** What agents are asked to look at. */
export class Inspections {
  constructor(private readonly database: Database) {}

  /**
   * Writes the question and the job that asks it (`agent.inspect-instance`), in one transaction. Returns its id.
   * @param subject the deployment that asks; left out: the caller waits for the answer with `findInspection`
   */
  async requestInspection(
    question: Omit<InspectInstanceData, 'inspectionId'>,
    subject: InspectionSubject | undefined,
    now: Date,
    sql?: Sql,
  ): Promise<string> {
    const inspectionId = randomUUID();
    const { deploymentId = null, purpose = null, fence = null, giveUpSeconds } = subject ?? {};
    await this.database.inTransaction(sql, async (inside) => {
      const giveUpAt =
        giveUpSeconds === undefined
          ? null
          : await inWorkingTime(inside, new Date(now.getTime() + giveUpSeconds * 1_000), now);
      await inside.repositoryOf(InspectionRow).insert({
        ...{
          id: inspectionId,
          deployment_id: deploymentId,
          instance_id: question.instanceId,
          host: question.host,
        },
        ...{ purpose, fence: fence?.toString() ?? null, requested_at: now, give_up_at: giveUpAt },
      });
      const job = outboxJob(InspectInstanceJob, { ...question, inspectionId }, question.host);
      await putJobs(inside, deploymentId ?? inspectionId, [job], now);
    });
    return inspectionId;
  }

  /**
   * Keeps the answer of the agent of `host`, settles the job and wakes the deployment that waits, in one transaction. The first answer
   * counts; false for a later one. Contents of files are no part of it, because they may hold secrets: store them as snapshots.
   * @throws Problem `resource.not-found` for a question to another host or none.
   */
  async recordInspectionReport(
    report: InspectionReport,
    host: string,
    now: Date,
    sql?: Sql,
  ): Promise<boolean> {
    return this.database.inTransaction(sql, async (inside) => {
      const { inspectionId } = report;
      const row = isUuid(inspectionId)
        ? await inside
            .repositoryOf(InspectionRow)
            .findOne({ where: { id: inspectionId, host }, lock: { mode: 'pessimistic_write' } })
        : null;
      if (row === null || row.instance_id !== report.instanceId)
        throw new Problem('resource.not-found', `There is no inspection ${inspectionId} for host ${host}.`);
      await settleJobs(inside, [jobIdOf(inspectionId)], now);
      if (row.report !== null) return false;
      await inside
        .repositoryOf(InspectionRow)
        .update({ id: inspectionId }, { report: { ...report }, reported_at: now });
      // A deployment that does not wait may be held by a hub that stands still, and a waiting caller would not be told
      if (row.deployment_id !== null && row.give_up_at !== null)
        await wakeDeployment(inside, row.deployment_id, now);
      return true;
    });
  }

  /** The answer is not waited for any more: an agent that comes back later is told so. Changes nothing once it is answered. */
  async withdrawInspection(inspectionId: string, now: Date, sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, async (inside) => {
      await settleJobs(inside, [jobIdOf(inspectionId)], now);
      await inside.repositoryOf(InspectionRow).delete({ id: inspectionId, report: IsNull() });
    });
  }

  /** One question with its answer, if there is one; undefined when there is no such question (any more). */
  async findInspection(inspectionId: string, sql: Sql = this.database): Promise<Inspection | undefined> {
    if (!isUuid(inspectionId)) return undefined;
    const row = await sql.repositoryOf(InspectionRow).findOneBy({ id: inspectionId });
    return row === null ? undefined : inspectionOf(row);
  }

  /** Questions of a deployment about its instances, or about one of them, newest first. */
  async listInspections(
    deploymentId: string,
    instanceId?: string,
    sql: Sql = this.database,
  ): Promise<Inspection[]> {
    const rows = await sql.repositoryOf(InspectionRow).find({
      where: { deployment_id: deploymentId, ...(instanceId !== undefined && { instance_id: instanceId }) },
      order: { requested_at: 'DESC', id: 'ASC' },
    });
    return rows.map(inspectionOf);
  }
}

const inspectionOf = (row: InspectionRow): Inspection =>
  present({
    inspectionId: row.id,
    deploymentId: row.deployment_id ?? undefined,
    purpose: row.purpose ?? undefined,
    fence: row.fence === null ? undefined : Number(row.fence),
    instanceId: row.instance_id,
    host: row.host,
    requestedAt: row.requested_at,
    giveUpAt: row.give_up_at ?? undefined,
    report: row.report ?? undefined,
    reportedAt: row.reported_at ?? undefined,
  }) as Inspection;

/** The id of the job depends on the inspection's id only. */
const jobIdOf = (inspectionId: string) => InspectInstanceJob.jobId({ inspectionId } as InspectInstanceData);
