import type { OrderOutcome } from '@archivesmp/contracts/order';
import { orderFailureFacts } from '@archivesmp/contracts/order-facts';
import { Problem } from '@archivesmp/contracts/problem';
import type { AgentOrders, Audit, History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import type { Caller } from '../http/caller.js';

/**
 * An agent that does not believe an order does not believe its fence either (`refused`), and one that cannot read any more what it kept
 * of an order does not know it (`stuck`); both say 0.
 */
const MAY_LACK_FENCE: ReadonlySet<OrderOutcome['state']> = new Set(['refused', 'stuck']);

/** Keeps what an agent says became of an order, with its line in the audit. The first answer counts. */
export class ReceiveOutcome {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly orders: AgentOrders,
    private readonly audit: Audit,
    private readonly log: Log,
  ) {}

  /** @throws Problem `resource.not-found`, `request.invalid` */
  async receiveOutcome(orderId: string, outcome: OrderOutcome, caller: Caller): Promise<void> {
    if (outcome.orderId !== orderId)
      throw new Problem('request.invalid', 'The outcome is for another order than the address says.');
    const known = await this.orders.getOrder(orderId);
    if (known === undefined || !caller.agentHosts.includes(known.host))
      throw new Problem('resource.not-found', 'There is no order with this id for your host.');
    const received =
      outcome.fence === 0 && MAY_LACK_FENCE.has(outcome.state) ? { ...outcome, fence: known.fence } : outcome;
    const now = new Date();
    await this.history.transaction(async (sql) => {
      const { recorded, order } = await this.orders.recordOrderOutcome(received, known.host, now, sql);
      if (!recorded) return;
      const { state, code, path, reason, instanceId } = received;
      const { deploymentId, direction, fence } = order;
      const detail = { deployment: deploymentId, order: orderId, direction, fence, code, path, reason };
      await this.audit.recordAudit(
        { actor: caller.name, action: `order.${state}`, subject: instanceId, detail },
        now,
        sql,
      );
    });
    if (orderFailureFacts(outcome.code)?.alarming === true)
      this.log.error(
        { order: orderId, host: known.host, code: outcome.code },
        'agent refused an order it does not trust',
      );
  }
}
