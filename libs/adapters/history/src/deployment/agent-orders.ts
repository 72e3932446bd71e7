import { ApplyOrderJob, ChangePowerJob } from '@archivesmp/contracts/deployment-jobs';
import type { AgentOrder, OrderFile, OrderOutcome, SignedOrder } from '@archivesmp/contracts/order';
import type { OrderDirection } from '@archivesmp/contracts/order-facts';
import { Problem } from '@archivesmp/contracts/problem';
import { present } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { AgentOrderRow, type PowerDirection } from './deployment.entity.js';
import { wakeDeployment } from './deployments.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { outboxJob, putJobs, settleJobs } from '../outbox/outbox.js';
import { inWorkingTime } from '../clock/work-clock.js';
import { In, MoreThan } from 'typeorm';

/** An order as it is given out: its facts, and the text over which it was signed. */
export interface NewOrder extends SignedOrder {
  readonly order: Pick<
    AgentOrder,
    'orderId' | 'deploymentId' | 'instanceId' | 'host' | 'fence' | 'expiresAt'
  >;
  readonly direction: OrderDirection | PowerDirection;
}

/** An agent that began just before its order expired needs this long to say how it ended. */
const LATE_ANSWER_MS = 60_000;

/** An order and how it ended. */
export interface AgentOrderStatus {
  readonly orderId: string;
  readonly deploymentId: string;
  readonly instanceId: string;
  readonly host: string;
  readonly direction: OrderDirection | PowerDirection;
  readonly fence: number;
  /** What it does to which files. */
  readonly files: readonly OrderFile[];
  readonly createdAt: Date;
  /** By the time of day, as the agent reads it. */
  readonly expiresAt: Date;
  /** By the work clock: when the order is over and its agent has had time to say so. */
  readonly giveUpAt: Date;
  /** Left out until the agent has answered. */
  readonly outcome?: OrderOutcome;
  readonly outcomeAt?: Date;
}

/** Orders to agents: what they are told, exactly as signed, and their first answer, which is final. */
export class AgentOrders {
  constructor(private readonly database: Database) {}

  /**
   * Gives out an order and the job that tells the agent of it, in one transaction. There is one per deployment, instance,
   * direction and fence: when it was given out before, that one is returned and nothing is written.
   */
  async issueOrder(given: NewOrder, now: Date, sql?: Sql): Promise<AgentOrderStatus> {
    return this.database.inTransaction(sql, async (inside) => {
      const { order, direction } = given;
      const late = new Date(Date.parse(order.expiresAt) + LATE_ANSWER_MS);
      const giveUpAt = await inWorkingTime(inside, late, now);
      try {
        await inside.repositoryOf(AgentOrderRow).insert({
          id: order.orderId,
          deployment_id: order.deploymentId,
          instance_id: order.instanceId,
          host: order.host,
          direction,
          fence: String(order.fence),
          text: given.text,
          signature: given.signature,
          created_at: now,
          expires_at: new Date(order.expiresAt),
          give_up_at: giveUpAt,
        });
        const { orderId, instanceId, host } = order;
        const what = isOfFiles(direction) ? ApplyOrderJob : ChangePowerJob;
        const job = outboxJob(what, { orderId, instanceId, host }, host);
        await putJobs(inside, order.deploymentId, [job], now);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      return (await this.findOrderInDirection(inside, order, direction))!;
    });
  }

  /** The text and its signature, for the agent of that host only; undefined when there is none for it. */
  async getOrderForAgent(orderId: string, host: string): Promise<SignedOrder | undefined> {
    if (!isUuid(orderId)) return undefined;
    const row = await this.database.repositoryOf(AgentOrderRow).findOneBy({ id: orderId, host });
    return row === null ? undefined : { text: row.text, signature: row.signature };
  }

  async getOrder(orderId: string, sql: Sql = this.database): Promise<AgentOrderStatus | undefined> {
    if (!isUuid(orderId)) return undefined;
    const row = await sql.repositoryOf(AgentOrderRow).findOneBy({ id: orderId });
    return row === null ? undefined : statusOf(row);
  }

  /** The newest order of a deployment to an instance in this direction; undefined when none was given out. */
  async findOrderByDirection(
    deploymentId: string,
    instanceId: string,
    direction: OrderDirection | PowerDirection,
  ): Promise<AgentOrderStatus | undefined> {
    const row = await this.database.repositoryOf(AgentOrderRow).findOne({
      where: { deployment_id: deploymentId, instance_id: instanceId, direction },
      order: { fence: 'DESC' },
    });
    return row === null ? undefined : statusOf(row);
  }

  /** All orders of a deployment, oldest first. */
  async listOrders(deploymentId: string, sql: Sql = this.database): Promise<AgentOrderStatus[]> {
    const rows = await sql.repositoryOf(AgentOrderRow).find({
      where: { deployment_id: deploymentId },
      order: { created_at: 'ASC', id: 'ASC' },
    });
    return rows.map(statusOf);
  }

  /** What deployments made of one file of an instance after that time, as its agent confirmed it, newest first. */
  async listFileVersionsAfter(
    { instanceId, path }: { readonly instanceId: string; readonly path: string },
    since: Date,
    sql: Sql = this.database,
  ): Promise<(Pick<OrderFile, 'before' | 'after'> & { readonly deploymentId: string })[]> {
    const rows = await sql.repositoryOf(AgentOrderRow).find({
      where: { instance_id: instanceId, direction: In(['forward', 'back']), outcome_at: MoreThan(since) },
      order: { fence: 'DESC' },
    });
    return rows.map(statusOf).flatMap(({ deploymentId, files, outcome }) => {
      const file = outcome?.state === 'applied' ? files.find((one) => one.path === path) : undefined;
      return file === undefined ? [] : [{ deploymentId, before: file.before, after: file.after }];
    });
  }

  /**
   * Keeps what the agent of `host` says became of an order, settles the order's job and wakes the deployment, in one
   * transaction. The first answer counts; `recorded` is false for a later one, which changes nothing.
   * @throws Problem `resource.not-found` for an order of another host or none; `request.invalid` when instance or fence are
   * not those of the order.
   */
  async recordOrderOutcome(
    outcome: OrderOutcome,
    host: string,
    now: Date,
    sql?: Sql,
  ): Promise<{ recorded: boolean; order: AgentOrderStatus }> {
    return this.database.inTransaction(sql, async (inside) => {
      const row = await lockOrder(inside, outcome.orderId, host);
      if (row.instance_id !== outcome.instanceId || Number(row.fence) !== outcome.fence)
        throw new Problem('request.invalid', `Order ${row.id} is for another instance or fence.`);
      await settleJobs(inside, [jobIdOf(row)], now);
      if (row.outcome !== null) return { recorded: false, order: statusOf(row) };
      await inside
        .repositoryOf(AgentOrderRow)
        .update({ id: row.id }, { outcome: { ...outcome }, outcome_at: now });
      await wakeDeployment(inside, row.deployment_id, now);
      return { recorded: true, order: { ...statusOf(row), outcome, outcomeAt: now } };
    });
  }

  private async findOrderInDirection(
    sql: Sql,
    { deploymentId, instanceId, fence }: NewOrder['order'],
    direction: OrderDirection | PowerDirection,
  ): Promise<AgentOrderStatus | undefined> {
    const row = await sql.repositoryOf(AgentOrderRow).findOneBy({
      ...{ deployment_id: deploymentId, instance_id: instanceId, direction, fence: String(fence) },
    });
    return row === null ? undefined : statusOf(row);
  }
}

async function lockOrder(sql: Sql, orderId: string, host: string): Promise<AgentOrderRow> {
  const row = isUuid(orderId)
    ? await sql
        .repositoryOf(AgentOrderRow)
        .findOne({ where: { id: orderId, host }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (row === null) throw new Problem('resource.not-found', `There is no order ${orderId} for host ${host}.`);
  return row;
}

const isOfFiles = (direction: OrderDirection | PowerDirection): boolean =>
  direction === 'forward' || direction === 'back';

const jobIdOf = (row: AgentOrderRow) =>
  (isOfFiles(row.direction) ? ApplyOrderJob : ChangePowerJob).jobId({
    orderId: row.id,
    instanceId: row.instance_id,
    host: row.host,
  });

const statusOf = (row: AgentOrderRow): AgentOrderStatus =>
  present({
    orderId: row.id,
    deploymentId: row.deployment_id,
    instanceId: row.instance_id,
    host: row.host,
    direction: row.direction,
    fence: Number(row.fence),
    files: (JSON.parse(row.text) as Partial<AgentOrder>).files ?? [],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    giveUpAt: row.give_up_at,
    outcome: row.outcome ?? undefined,
    outcomeAt: row.outcome_at ?? undefined,
  });
