import type { OrderOutcome } from '@archivesmp/contracts/order';
import { expect, it } from 'vitest';
import type { Caller } from '../http/caller.js';
import { ReceiveOutcome } from './receive-outcome.js';

const ORDER_ID = '11111111-0000-4000-8000-000000000001';
const INSTANCE_ID = '22222222-0000-4000-8000-000000000002';
const CALLER: Caller = { name: 'token:ovh', via: 'token', agentHosts: ['ovh'], id: 't' };

type Parts = ConstructorParameters<typeof ReceiveOutcome>;

/** What the hub keeps of an outcome of an order whose fence is 7. */
async function stored(outcome: Partial<OrderOutcome>): Promise<OrderOutcome> {
  const order = { orderId: ORDER_ID, host: 'ovh', fence: 7, deploymentId: 'd', direction: 'forward' };
  const recorded: OrderOutcome[] = [];
  const orders = {
    getOrder: async () => order,
    recordOrderOutcome: async (received: OrderOutcome) => {
      recorded.push(received);
      return { recorded: true, order };
    },
  };
  const history = { transaction: (work: (sql: object) => Promise<unknown>) => work({}) };
  const audit = { recordAudit: async () => undefined };
  const log = { error: () => undefined };
  const receive = new ReceiveOutcome(...([history, orders, audit, log] as unknown as Parts));
  const received = { orderId: ORDER_ID, instanceId: INSTANCE_ID, fence: 0, state: 'refused', ...outcome };
  await receive.receiveOutcome(ORDER_ID, received as OrderOutcome, CALLER);
  return recorded[0]!;
}

it('takes an order that was not believed, or of which nothing can be read any more, for the one that was given', async () => {
  for (const state of ['refused', 'stuck'] as const)
    expect(await stored({ state, code: 'damaged_state' })).toMatchObject({ state, fence: 7 });
});

it('leaves the fence of every other outcome as the agent says it', async () => {
  for (const state of ['applied', 'undone'] as const)
    expect(await stored({ state })).toMatchObject({ fence: 0 });
  expect(await stored({ state: 'stuck', fence: 6 })).toMatchObject({ fence: 6 });
});
