import type { OrderOutcome } from '@archivesmp/contracts/order';
import type { ApplyOutcome, EndedOrder, OrderApplier } from '@archivesmp/instance-files';
import type { Log } from '@archivesmp/service-kit';
import { setTimeout as wait } from 'node:timers/promises';
import { HubUnavailable, NotWanted } from '../hub/hub-connection.js';
import type { HubRetryPolicy } from '../hub/hub-retry-policy.js';
import type { OrderHub } from './order-hub.js';

const EVERY_MS = 10_000;
const RETENTION_DAYS = 60;

/** What an outcome says about its order. */
export type ReportedOrder = Pick<EndedOrder, 'orderId' | 'instanceId' | 'fence'>;

/** Tells the hub how orders ended until it knows; what it has not taken yet lies in the state folder. */
export class OutcomeDelivery {
  /** Outcomes the hub has not taken yet, as of the last look. */
  waiting = 0;
  private dirty = true;
  private readonly stuck = new Map<string, string>();

  constructor(
    private readonly applier: OrderApplier,
    private readonly hub: OrderHub,
    private readonly retryPolicy: HubRetryPolicy,
    private readonly log: Log,
  ) {}

  /** Orders that are neither finished nor undone, with the reason. */
  get stuckOrders(): ReadonlyMap<string, string> {
    return this.stuck;
  }

  /** Delivers and finishes what is left, until the signal. Call `recover` of the applier before. */
  async deliverOutcomes(signal: AbortSignal): Promise<void> {
    await this.applier.ended
      .forgetOlderThan(RETENTION_DAYS)
      .catch((error: unknown) => this.logFailure(error));
    while (!signal.aborted) {
      await this.deliverWaiting(signal);
      await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Something ended: look at the state folder at the next round. */
  wakeDelivery(): void {
    this.dirty = true;
  }

  /** One try for everything that waits; never throws. */
  async deliverWaiting(signal: AbortSignal): Promise<void> {
    try {
      await this.finishStuck(signal);
      if (!this.dirty) return;
      this.dirty = false;
      const ended = await this.applier.ended.listUndelivered();
      this.waiting = ended.length;
      for (const one of ended) await this.deliver(one, signal);
    } catch (error) {
      this.dirty = true;
      if (!signal.aborted) this.logFailure(error);
    }
  }

  /**
   * Tells how an order ended; when the hub is unavailable the outcome waits in the state folder, and the order is done all the same.
   * @throws {Problem} when the hub did not take it
   */
  async reportOrRetain(order: ReportedOrder, outcome: ApplyOutcome): Promise<void> {
    this.wakeDelivery();
    try {
      const isUnknown = (await this.applier.ended.damageOf(order.orderId)) !== undefined;
      const ended = isUnknown ? undefined : await this.applier.ended.findEndedOrder(order.orderId);
      await this.retryPolicy.retryUntilDone((signal) =>
        ended ? this.deliver(ended, signal) : this.reportOutcome(order, outcome, signal),
      );
    } catch (error) {
      if (!(error instanceof HubUnavailable)) throw error;
      this.log.warn({ orderId: order.orderId, reason: error.message }, 'outcome waits for the hub');
    }
  }

  /** Tells one outcome that is kept. @throws {HubUnavailable} {Problem} when the hub did not take it; it is tried again later */
  async deliver(ended: EndedOrder, signal: AbortSignal): Promise<void> {
    this.dirty = true;
    await this.reportOutcome(ended, ended.outcome, signal);
    await this.applier.ended.markDelivered(ended);
    this.waiting = Math.max(0, this.waiting - 1);
    this.stuck.delete(ended.orderId);
  }

  /** Tells an outcome that is not kept, because it is no end (`stuck`) or nothing of the order was believed. */
  async reportOutcome(order: ReportedOrder, outcome: ApplyOutcome, signal: AbortSignal): Promise<void> {
    if (outcome.state === 'stuck') this.stuck.set(order.orderId, outcome.reason);
    try {
      await this.hub.reportOutcome(wire(order, outcome), signal);
    } catch (error) {
      if (!(error instanceof NotWanted)) throw error;
      this.log.warn({ orderId: order.orderId, reason: error.message }, 'outcome not wanted');
    }
  }

  private async finishStuck(signal: AbortSignal): Promise<void> {
    const still = await this.applier.finishPending();
    const before = new Set(this.stuck.keys());
    this.stuck.clear();
    for (const [order, outcome] of still)
      if (before.has(order.orderId)) this.stuck.set(order.orderId, reasonOf(outcome));
      else await this.reportOutcome(order, outcome, signal);
    if (still.size < before.size) this.dirty = true;
  }

  private logFailure(error: unknown): void {
    this.log.warn({ err: error, waiting: this.waiting }, 'outcomes of orders wait for the hub');
  }
}

const reasonOf = (outcome: ApplyOutcome): string => (outcome.state === 'applied' ? '' : outcome.reason);

function wire({ orderId, instanceId, fence }: ReportedOrder, outcome: ApplyOutcome): OrderOutcome {
  if (outcome.state === 'applied') return { orderId, instanceId, fence, state: outcome.state };
  const { state, code, path, reason } = outcome;
  const short = reason.slice(0, 1_000);
  return { orderId, instanceId, fence, state, code, reason: short, ...(path !== undefined && { path }) };
}
