import { CHANGE_STATE_FACTS, type InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type { InspectionPurpose, OrderDirection } from '@archivesmp/contracts/order-facts';
import { awaitedIn } from '../awaited.js';

/** Whether an instance is being changed, or its change is being taken back. */
export const directionOf = (state: InstanceChangeState): OrderDirection => CHANGE_STATE_FACTS[state].way;

/**
 * What the files of an instance in this state are looked at for, before something is done to it; undefined where they are not. The look
 * before a stop is never taken for the one before the order: a stop writes files.
 */
export function purposeOf(state: InstanceChangeState): Exclude<InspectionPurpose, 'verdict'> | undefined {
  const awaited = awaitedIn(state);
  return awaited.from === 'agent' ? awaited.purpose : undefined;
}

/** The order of an instance that is given out already in this direction under this fence, whatever became of it. */
export const currentOrder = <Order extends { readonly direction: string; readonly fence: number }>(
  orders: readonly Order[],
  { state, fence }: { readonly state: InstanceChangeState; readonly fence?: number | undefined },
): Order | undefined => orders.findLast((one) => one.direction === directionOf(state) && one.fence === fence);

/** The look at the files of an instance before that order. */
export const currentInspection = <
  Inspection extends { readonly purpose?: InspectionPurpose; readonly fence?: number },
>(
  inspections: readonly Inspection[],
  { state, fence }: { readonly state: InstanceChangeState; readonly fence?: number | undefined },
): Inspection | undefined =>
  inspections.find((one) => one.purpose === purposeOf(state) && one.fence === fence);
