import { ApplyJournal } from './apply-journal.js';
import { copyAside } from './damaged-state.js';
import type { EndedOrders } from './ended-orders.js';

/** A fence that can be read again. */
export interface RepairedFence {
  readonly fence: number;
  /** Where the damaged file lies now, for a person who examines the damage. */
  readonly kept: string;
}

/**
 * Writes a damaged fence anew: the newest that the hub has given out, or a higher one that an order of this instance left in the
 * state folder (a hub that was restored from an older dump knows less). The damaged file is copied aside first and is in place
 * until the new one replaces it, so a crash in between never leaves no fence, which would let every order through.
 * Only as queued work of the instance (`InstanceQueues`).
 * @param newest what the hub has given out
 * @returns undefined when the fence can be read: it is left as it is
 */
export async function repairFence(
  stateFolder: string,
  ended: EndedOrders,
  instanceId: string,
  newest: () => Promise<number>,
): Promise<RepairedFence | undefined> {
  const isDamaged = (await ended.listDamagedOrders()).some(
    (part) => part.kind === 'fence' && part.instanceId === instanceId,
  );
  if (!isDamaged) return undefined;
  const newestFence = await newest();
  if (!Number.isSafeInteger(newestFence) || newestFence < 1)
    throw new Error(`${newestFence} is no fence of the hub`);
  const pending = await ApplyJournal.listPendingJournals(stateFolder);
  const here = [...(await ended.fencesOfEnded(instanceId)), ...fencesOf(pending, instanceId)];
  const fence = Math.max(newestFence, ...here);
  const kept = await copyAside(stateFolder, 'fence', ended.fencePath(instanceId));
  await ended.raiseFence(instanceId, fence);
  return { fence, kept };
}

const fencesOf = (journals: readonly ApplyJournal[], instanceId: string): number[] =>
  journals.filter(({ order }) => order.instanceId === instanceId).map(({ order }) => order.fence);
