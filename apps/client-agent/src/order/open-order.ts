import type { SignedOrder } from '@archivesmp/contracts/order';
import { ApplyError } from '@archivesmp/instance-files';
import { validateDto } from '@archivesmp/service-kit';
import { describeSkew } from '../hub/clock-skew.js';
import { HOST_CLOCKS, type Clocks } from '../hub/host-clock.js';
import type { OrderKeys } from '../hub/order-keys.js';

/** What an order must say to be meant for this agent. */
export interface OrderExpectation {
  readonly orderId: string;
  readonly instanceId: string;
  readonly host: string;
}

/** What every kind of order says of its target. */
interface Addressed {
  readonly orderId: string;
  readonly instanceId: string;
  readonly host: string;
}

/**
 * Reads a signed order. Nothing in it is looked at before the signature fits.
 * @param kind of order that the job names: one of another kind is not understood
 * @throws {ApplyError} bad_signature, invalid_order, wrong_target
 */
export async function openOrder<Order extends Addressed>(
  kind: new () => Order,
  signed: SignedOrder,
  keys: OrderKeys,
  expected: OrderExpectation,
): Promise<Order> {
  if (!keys.any)
    throw new ApplyError(
      'bad_signature',
      'this agent carries out no orders: read_only is set in agent.yaml, or order_keys is empty',
    );
  if (typeof signed.text !== 'string' || typeof signed.signature !== 'string')
    throw new ApplyError('bad_signature', 'the order carries no signature');
  if (!keys.signed(signed.text, signed.signature))
    throw new ApplyError('bad_signature', 'no key in order_keys of agent.yaml signed this order');
  const order = await parse(kind, signed.text);
  if (order.orderId !== expected.orderId || order.instanceId !== expected.instanceId)
    throw new ApplyError('wrong_target', 'the order is another one than the job names');
  if (order.host !== expected.host)
    throw new ApplyError('wrong_target', `the order is for the host ${order.host}, this is ${expected.host}`);
  return order;
}

async function parse<Order extends object>(kind: new () => Order, text: string): Promise<Order> {
  try {
    return await validateDto(kind, JSON.parse(text) as object, 'body');
  } catch {
    // The place of the mistake is of no use on this side
    throw new ApplyError('invalid_order', 'the order is signed, but not in a form this version understands');
  }
}

/**
 * What the hub says of its own clock comes unsigned, so an attacker in between could make an old order look young: by no more than
 * this. An order that was carried out before, or that a later one followed, stays refused whatever the clocks say.
 */
const MOST_CORRECTION_SECONDS = 2 * 3_600;

/**
 * Time until an order expires, on a clock that cannot be set back: the time of day is read once and corrected by how far it is off the
 * hub's, then the steady clock counts.
 * @param skewSeconds seconds that this host is ahead of the hub
 * @returns throws {ApplyError} expired when called too late
 */
export function expiry(
  expiresAt: string,
  skewSeconds = 0,
  { wall, steady }: Clocks = HOST_CLOCKS,
): () => void {
  const correction = Math.abs(skewSeconds) > MOST_CORRECTION_SECONDS ? 0 : skewSeconds * 1_000;
  const left = Date.parse(expiresAt) - (wall() - correction);
  const until = steady() + left;
  return () => {
    if (steady() < until) return;
    const why = describeSkew(skewSeconds) ?? 'if it was just made, compare the clocks of hub and host';
    throw new ApplyError('expired', `the order is too old; ${why}`);
  };
}
