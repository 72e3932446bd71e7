import type { ApplyOrderData } from '@archivesmp/contracts/deployment-jobs';
import { AgentOrder } from '@archivesmp/contracts/order';
import { ORDER_FAILURES } from '@archivesmp/contracts/order-facts';
import {
  ApplyError,
  type ApplyOutcome,
  type ApplySources,
  type OrderApplier,
} from '@archivesmp/instance-files';
import type { Log } from '@archivesmp/service-kit';
import { setTimeout as wait } from 'node:timers/promises';
import type { AgentMetrics } from '../metrics.js';
import type { FileAccess } from '../access/host-access.js';
import { notHere } from '../access/not-here.js';
import { NotWanted } from '../hub/hub-connection.js';
import type { HubRetryPolicy } from '../hub/hub-retry-policy.js';
import { expiry, openOrder } from './open-order.js';
import type { OrderHub } from './order-hub.js';
import type { OrderKeys } from '../hub/order-keys.js';
import type { OutcomeDelivery, ReportedOrder } from './outcome-delivery.js';

const STATE_TRIES = 4;
const STATE_TRY_EVERY_MS = 1_000;

/** The order could not be carried out yet; the job is to be tried again. */
export class NotYet extends Error {}

/** What applying needs besides the job. */
export interface OrderDependencies {
  readonly host: string;
  readonly keys: OrderKeys;
  readonly access: FileAccess;
  readonly applier: OrderApplier;
  readonly hub: OrderHub;
  readonly delivery: OutcomeDelivery;
  readonly retryPolicy: HubRetryPolicy;
  readonly facts: Pick<AgentMetrics, 'orderEnded'>;
  readonly log: Log;
}

/**
 * Carries out one signed order: fetch → verify → apply → tell the hub. Safe to run again at any point: an order that has ended
 * is only told again, one that was interrupted is finished first.
 */
export class ApplyAgentOrder {
  constructor(private readonly parts: OrderDependencies) {}

  /**
   * @param last no further attempt follows, so a refusal that might pass is final
   * @returns undefined when the hub knows no such order
   * @throws {NotYet} {HubUnavailable} {Problem} when it is to be tried again
   */
  async applyAgentOrder(
    { orderId, instanceId }: ApplyOrderData,
    last: boolean,
  ): Promise<ApplyOutcome | undefined> {
    const { applier, delivery, log, facts } = this.parts;
    const job = { orderId, instanceId };
    const began = performance.now();
    const known = await applier.findOrderStatus(job.instanceId, job.orderId);
    if (known) {
      await delivery.reportOrRetain(known, known.outcome);
      return known.outcome;
    }
    try {
      const outcome = await this.carryOut(job, last);
      facts.orderEnded(outcome, (performance.now() - began) / 1_000);
      if (outcome.state === 'applied') log.info({ orderId: job.orderId }, 'order applied');
      else log.error({ orderId: job.orderId, ...outcome }, 'order not applied');
      return outcome;
    } catch (error) {
      if (!(error instanceof NotWanted)) throw error;
      log.warn({ orderId: job.orderId, reason: error.message }, 'order not known to the hub');
      return undefined;
    }
  }

  private async carryOut(job: Omit<ReportedOrder, 'fence'>, last: boolean): Promise<ApplyOutcome> {
    const { host, keys, applier, hub, retryPolicy, delivery } = this.parts;
    const signed = await retryPolicy.retryUntilDone((signal) => hub.fetchOrder(job.orderId, signal));
    let order: AgentOrder | undefined;
    let folder: string;
    let stillWanted: () => void;
    try {
      order = await openOrder(AgentOrder, signed, keys, { ...job, host });
      stillWanted = expiry(order.expiresAt, hub.clockSkewSeconds);
      stillWanted();
      folder = await this.folderOf(order);
      await this.assertStateWritable();
    } catch (error) {
      if (!(error instanceof ApplyError)) throw error;
      const { code, reason } = error;
      const outcome: ApplyOutcome = { state: 'refused', code, reason };
      // What was not believed is not kept either, or a forgery could keep the real order out; and what cannot be kept is
      // not begun: the hub, which waits for the order, learns at once why
      await retryPolicy.retryUntilDone((signal) =>
        delivery.reportOutcome({ ...job, fence: order?.fence ?? 0 }, outcome, signal),
      );
      return outcome;
    }
    const outcome = await applier.apply(folder, order, this.sources(order, stillWanted));
    if (outcome.state === 'refused' && ORDER_FAILURES[outcome.code].agentRetries && !last)
      throw new NotYet(`${outcome.code}: ${outcome.reason}`);
    if (outcome.state === 'refused') await applier.ended.recordEndedOrder(order, outcome);
    await delivery.reportOrRetain(order, outcome);
    return outcome;
  }

  /** A disk that is full for a moment is waited for. @throws {ApplyError} `disk` */
  private async assertStateWritable(): Promise<void> {
    const { applier } = this.parts;
    for (let tries = 1; ; tries += 1)
      try {
        return await applier.assertStateWritable();
      } catch (error) {
        if (tries >= STATE_TRIES) throw error;
        await wait(STATE_TRY_EVERY_MS);
      }
  }

  /** Where the order's instance lies. @throws {ApplyError} wrong_target */
  private async folderOf(order: AgentOrder): Promise<string> {
    const instance = await this.parts.access.findInstance(order.instanceId, order.folder);
    if (instance === undefined || instance.folder !== order.folder)
      throw new ApplyError('wrong_target', await notHere(this.parts.access, order.folder));
    return this.parts.access.serverFolder(instance);
  }

  private sources(order: AgentOrder, stillWanted: () => void): ApplySources {
    const { hub, retryPolicy } = this.parts;
    return {
      openContent: (sha256) =>
        retryPolicy.retryUntilDone((signal) => hub.fetchContent(order.orderId, sha256, signal)),
      backUp: (contents) =>
        retryPolicy.retryUntilDone((signal) => hub.backUp(order.orderId, contents, signal)),
      stillWanted,
    };
  }
}
