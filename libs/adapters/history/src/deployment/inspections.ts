import { randomUUID } from 'node:crypto';
import { InspectInstanceJob, type InspectInstanceData } from '@archivesmp/contracts/deployment-jobs';
import type { InspectionReport } from '@archivesmp/contracts/order';
import type { InspectionPurpose } from '@archivesmp/contracts/order-facts';
import { Problem } from '@archivesmp/contracts/problem';
import { fromJson, present } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import type { InspectionRow } from './deployment.entity.js';
import { wakeDeployment } from './deployments.js';
import type { StoredRow } from '../database/stored-row.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { outboxJob, putJobs, settleJobs } from '../outbox/outbox.js';
import { inWorkingTime } from '../clock/work-clock.js';

/** For which deployment is asked, what for, and under which lease. */
export interface InspectionSubject {
  readonly deploymentId: string;
  readonly purpose: InspectionPurpose;
  readonly fence: number;
  /**
   * Seconds of working time after which the answer is given up: the deployment is woken by the answer. Left out: whoever asked counts
   * for himself and waits with `find`.
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

type Row = StoredRow<InspectionRow>;

/** What agents are asked to look at. */
export class Inspections {
  constructor(private readonly database: Database) {}

  /**
   * Writes the question and the job that asks it (`agent.inspect-instance`), in one transaction. Returns its id.
   * @param subject the deployment that asks; left out: somebody waits for the answer with `find`
   */
  async request(
    question: Omit<InspectInstanceData, 'inspectionId'>,
    subject: InspectionSubject | undefined,
    now: Date,
    sql?: Sql,
  ): Promise<string> {
    const inspectionId = randomUUID();
    const { deploymentId = null, purpose = null, fence = null, giveUpSeconds } = subject ?? {};
    await this.database.within(sql, async (inside) => {
      const giveUpAt =
        giveUpSeconds === undefined
          ? null
          : await inWorkingTime(inside, new Date(now.getTime() + giveUpSeconds * 1_000), now);
      await inside.run(
        `INSERT INTO inspections (id, deployment_id, instance_id, host, purpose, fence, requested_at, give_up_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [inspectionId, deploymentId, question.instanceId, question.host, purpose, fence, now, giveUpAt],
      );
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
  async recordReport(report: InspectionReport, host: string, now: Date, sql?: Sql): Promise<boolean> {
    return this.database.within(sql, async (inside) => {
      const { inspectionId } = report;
      const [row] = isUuid(inspectionId)
        ? await inside.rows<Row>('SELECT * FROM inspections WHERE id = ? AND host = ? FOR UPDATE', [
            inspectionId,
            host,
          ])
        : [];
      if (row === undefined || row.instance_id !== report.instanceId)
        throw new Problem('resource.not-found', `There is no inspection ${inspectionId} for host ${host}.`);
      await settleJobs(inside, [jobIdOf(inspectionId)], now);
      if (row.report !== null) return false;
      await inside.run('UPDATE inspections SET report = ?, reported_at = ? WHERE id = ?', [
        JSON.stringify(report),
        now,
        inspectionId,
      ]);
      // because: a deployment that does not wait may be held by a hub that stands still, and whoever waits would not be told
      if (row.deployment_id !== null && row.give_up_at !== null)
        await wakeDeployment(inside, row.deployment_id, now);
      return true;
    });
  }

  /** Nobody waits for the answer any more: an agent that comes back later is told so. Changes nothing once it is answered. */
  async withdraw(inspectionId: string, now: Date, sql?: Sql): Promise<void> {
    await this.database.within(sql, async (inside) => {
      await settleJobs(inside, [jobIdOf(inspectionId)], now);
      await inside.run('DELETE FROM inspections WHERE id = ? AND report IS NULL', [inspectionId]);
    });
  }

  /** One question with its answer, if there is one; undefined when there is no such question (any more). */
  async find(inspectionId: string, sql: Sql = this.database): Promise<Inspection | undefined> {
    if (!isUuid(inspectionId)) return undefined;
    const [row] = await sql.rows<Row>('SELECT * FROM inspections WHERE id = ?', [inspectionId]);
    return row && inspectionOf(row);
  }

  /** Questions of a deployment about its instances, or about one of them, newest first. */
  async list(deploymentId: string, instanceId?: string, sql: Sql = this.database): Promise<Inspection[]> {
    const rows = await sql.rows<Row>(
      `SELECT * FROM inspections WHERE deployment_id = ?${instanceId === undefined ? '' : ' AND instance_id = ?'}
        ORDER BY requested_at DESC, id`,
      instanceId === undefined ? [deploymentId] : [deploymentId, instanceId],
    );
    return rows.map(inspectionOf);
  }
}

const inspectionOf = (row: Row): Inspection =>
  present({
    inspectionId: row.id,
    deploymentId: row.deployment_id ?? undefined,
    purpose: row.purpose ?? undefined,
    fence: row.fence === null ? undefined : Number(row.fence),
    instanceId: row.instance_id,
    host: row.host,
    requestedAt: row.requested_at,
    giveUpAt: row.give_up_at ?? undefined,
    report: fromJson<InspectionReport>(row.report),
    reportedAt: row.reported_at ?? undefined,
  }) as Inspection;

/** The id of the job depends on the inspection's id only. */
const jobIdOf = (inspectionId: string) => InspectInstanceJob.jobId({ inspectionId } as InspectInstanceData);
