import type { OrderFailure, OrderOutcome } from '@archivesmp/contracts/order';
import { describe, expect, it } from 'vitest';
import type { InstanceLines, Line } from './instance-lines.js';
import { OrderDesk } from './order-desk.js';
import type { TurnInput } from './turn-input.js';

const NOW = new Date('2026-11-29T12:00:00Z');
const INSTANCE = '0d0a6ed5-7d0b-4a53-9c0e-0f5b4c8f0b11';
const WAYS = [
  { direction: 'forward', state: 'applying' },
  { direction: 'back', state: 'rolling-back' },
] as const;

/** A desk where `outcomes` became of the orders given so far, under the fences 1, 2, 3 …; and what it says of the newest. */
async function attend(
  { direction, state }: (typeof WAYS)[number],
  outcomes: readonly Pick<OrderOutcome, 'state' | 'code'>[],
): Promise<unknown> {
  const orders = outcomes.map((outcome, at) => ({
    instanceId: INSTANCE,
    direction,
    fence: at + 1,
    giveUpAt: NOW,
    outcome,
  }));
  const input = {
    standing: { id: 'd' },
    history: { orders: { list: async () => orders }, inspections: { list: async () => [] } },
    worked: NOW,
    now: NOW,
  } as unknown as TurnInput;
  const desk = new OrderDesk(input, {} as InstanceLines);
  await desk.open();
  return desk.attend({ instanceId: INSTANCE, state, fence: outcomes.length } as Line);
}

const refused = (code: OrderFailure, times: number) =>
  Array.from({ length: times }, () => ({ state: 'refused' as const, code }));

describe.each(WAYS)('an order on the way $direction', (way) => {
  it.each(['expired', 'base_moved', 'changed_meanwhile'] as const)(
    'that was refused as %s is given again, five times at most',
    async (code) => {
      for (const times of [1, 2, 3, 4]) expect(await attend(way, refused(code, times))).toBe('again');
      expect(await attend(way, refused(code, 5))).toEqual({
        event: { kind: 'order', outcome: 'refused' },
        reason: code,
      });
    },
  );

  it('that was refused for any other reason ends so', async () => {
    for (const code of ['bad_signature', 'stale_fence', 'damaged_state', 'outside_instance'] as const)
      expect(await attend(way, refused(code, 1))).toMatchObject({ event: { outcome: 'refused' } });
  });

  it('of which nobody knows what it left behind is not given again', async () => {
    expect(await attend(way, [{ state: 'stuck', code: 'expired' }])).toMatchObject({
      event: { outcome: 'stuck' },
    });
  });
});
