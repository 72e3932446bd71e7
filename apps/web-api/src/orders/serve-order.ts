import { Readable } from 'node:stream';
import type { Snapshots } from '@archivesmp/artifacts';
import type { AgentOrder, SignedOrder } from '@archivesmp/contracts/order';
import { Problem } from '@archivesmp/contracts/problem';
import type { AgentOrders } from '@archivesmp/history';
import type { Caller } from '../http/caller.js';

/** An order as its own agent may see it. */
export interface OwnOrder extends SignedOrder {
  readonly order: AgentOrder;
}

/** Gives an agent its orders and their contents; the agent of another host gets the same answer as for one that is not there. */
export class ServeOrder {
  constructor(
    private readonly orders: AgentOrders,
    private readonly snapshots: Snapshots,
  ) {}

  /** @throws Problem `resource.not-found` */
  async serveOrder(orderId: string, caller: Caller): Promise<OwnOrder> {
    for (const host of caller.agentHosts) {
      const signed = await this.orders.getOrderForAgent(orderId, host);
      if (signed === undefined) continue;
      // An order whose agent said how it ended, and forgot it since, must not be carried out a second time
      if ((await this.orders.getOrder(orderId))?.outcome !== undefined) continue;
      const order = JSON.parse(signed.text) as Partial<AgentOrder>;
      // An order about the power of a server has no files
      return { ...signed, order: { files: [], ...order } as AgentOrder };
    }
    throw new Problem('resource.not-found', 'There is no order with this id for your host.');
  }

  /** One `after` of the order and nothing else. @throws Problem `resource.not-found`, `artifacts.corrupt` */
  async serveContent(orderId: string, sha256: string, caller: Caller): Promise<Readable> {
    const { order } = await this.serveOrder(orderId, caller);
    if (!order.files.some((file) => file.after === sha256))
      throw new Problem('resource.not-found', 'This order does not write that content.');
    return Readable.from([await this.snapshots.readSnapshot(sha256)], { objectMode: false });
  }
}
