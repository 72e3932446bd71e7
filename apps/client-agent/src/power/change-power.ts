import type { ApplyOrderData } from '@archivesmp/contracts/deployment-jobs';
import { PowerOrder } from '@archivesmp/contracts/order';
import { ApplyError, unknownEnd, type ApplyOutcome, type EndedOrders } from '@archivesmp/instance-files';
import type { Log } from '@archivesmp/service-kit';
import type { FileAccess } from '../access/host-access.js';
import { notHere } from '../access/not-here.js';
import { NotWanted } from '../hub/hub-connection.js';
import type { HubRetryPolicy } from '../hub/hub-retry-policy.js';
import { expiry, openOrder } from '../order/open-order.js';
import type { OrderHub } from '../order/order-hub.js';
import type { OrderKeys } from '../hub/order-keys.js';
import type { OutcomeDelivery, ReportedOrder } from '../order/outcome-delivery.js';
import type { BegunOrders } from './begun-orders.js';
import type { InstanceManager, ManagerOutcome } from './instance-manager.js';

/** What changing power needs besides the job. */
export interface PowerDependencies {
  readonly host: string;
  readonly keys: OrderKeys;
  readonly access: FileAccess;
  readonly ended: EndedOrders;
  readonly begun: BegunOrders;
  readonly manager: InstanceManager | undefined;
  readonly hub: OrderHub;
  readonly delivery: OutcomeDelivery;
  readonly retryPolicy: HubRetryPolicy;
  readonly log: Log;
}

const INTERRUPTED =
  'the agent was stopped while ampinstmgr ran; whether the server was restarted is not known, so it is not done again';

/**
 * Restarts, stops or starts one instance by a signed order of the hub: fetch → verify → run AMP's program → tell the hub. Safe to run
 * again at any point: an order that has ended is only told again, and a restart that was interrupted is never done twice.
 */
export class ChangeServerPower {
  constructor(private readonly parts: PowerDependencies) {}

  /** @throws {HubUnavailable} {Problem} when it is to be tried again */
  async carryOutPowerOrder({ orderId, instanceId }: ApplyOrderData): Promise<void> {
    const { ended, delivery, log } = this.parts;
    const damage = await ended.damageOf(orderId);
    if (damage) return delivery.reportOrRetain({ orderId, instanceId, fence: 0 }, unknownEnd(damage));
    const known = await ended.findEndedOrder(orderId);
    if (known) return delivery.reportOrRetain(known, known.outcome);
    try {
      await this.carryOut({ orderId, instanceId });
    } catch (error) {
      if (!(error instanceof NotWanted)) throw error;
      log.warn({ orderId, reason: error.message }, 'power order not known to the hub');
    }
  }

  private async carryOut(job: Omit<ReportedOrder, 'fence'>): Promise<void> {
    const { host, keys, hub, retryPolicy, ended, begun, delivery, log } = this.parts;
    const signed = await retryPolicy.retryUntilDone((signal) => hub.fetchOrder(job.orderId, signal));
    let order: PowerOrder | undefined;
    let outcome: ApplyOutcome;
    try {
      order = await openOrder(PowerOrder, signed, keys, { ...job, host });
      expiry(order.expiresAt, hub.clockSkewSeconds)();
      outcome = await this.obey(order);
    } catch (error) {
      if (!(error instanceof ApplyError)) throw error;
      const { code, reason } = error;
      outcome = { state: 'refused', code, reason };
      if (order === undefined) {
        // What was not believed is not kept either, or a forgery could keep the real order out
        await retryPolicy.retryUntilDone((signal) =>
          delivery.reportOutcome({ ...job, fence: 0 }, outcome, signal),
        );
        return;
      }
    }
    log.warn({ ...job, power: order.power, ...outcome }, 'power order carried out');
    const { orderId, instanceId, fence } = order;
    await ended.recordEndedOrder({ orderId, instanceId, fence, files: [] }, outcome);
    await begun.removeBegunOrder(order.orderId);
    await delivery.reportOrRetain(order, outcome);
  }

  /** @throws {ApplyError} */
  private async obey(order: PowerOrder): Promise<ApplyOutcome> {
    const { access, ended, begun, manager } = this.parts;
    const highest = await ended.highestFence(order.instanceId);
    if (order.fence < highest)
      throw new ApplyError(
        'stale_fence',
        `this order has fence ${order.fence}, but ${highest} was seen already`,
      );
    const instance = await access.findInstance(order.instanceId, order.folder);
    if (instance === undefined || instance.folder !== order.folder)
      throw new ApplyError('wrong_target', await notHere(access, order.folder));
    if (manager === undefined)
      throw new ApplyError(
        'no_manager',
        'ampinstmgr is not set in agent.yaml, so nothing can be done without a panel',
      );
    if (order.fence > highest) await ended.raiseFence(order.instanceId, order.fence);
    if (!(await begun.recordBegunOrder(order.orderId)) && order.power === 'restart')
      return { state: 'stuck', code: 'manager_failed', reason: INTERRUPTED };
    return asOutcome(await manager[order.power](instance.name));
  }
}

/** What is not known is never told as done, nor as not done. */
const asOutcome = (outcome: ManagerOutcome): ApplyOutcome =>
  outcome.ended === 'done'
    ? { state: 'applied' }
    : {
        state: outcome.ended === 'failed' ? 'refused' : 'stuck',
        code: 'manager_failed',
        reason: outcome.reason,
      };
