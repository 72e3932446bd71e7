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
  outcomes: readonly Pick<OrderOutcome, 'state' | 'code' | 'path'>[],
  worked = new Date(NOW.getTime() + 1),
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
    worked,
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
    'that was refused as %s is given again five times, and more while the first would be waited for',
    async (code) => {
      for (const times of [1, 2, 3, 4]) expect(await attend(way, refused(code, times))).toBe('again');
      for (const times of [5, 6, 49]) expect(await attend(way, refused(code, times), NOW)).toBe('again');
      const given = { event: { kind: 'order', outcome: 'refused' } };
      expect(await attend(way, refused(code, 5))).toMatchObject(given);
      expect(await attend(way, refused(code, 50), NOW)).toMatchObject(given);
    },
  );

  it('that a server overtook each time says so, and what to do', async () => {
    const moved = refused('base_moved', 7).map((one) => ({ ...one, path: 'plugins/CMI/config.yml' }));
    expect(await attend(way, moved)).toMatchObject({
      reason: expect.stringMatching(
        /^base_moved: plugins\/CMI\/config.yml was written anew 7 times .*--while-stopped.*; (nothing was changed|it was not taken back); /,
      ),
    });
    expect(await attend(way, refused('expired', 5))).toMatchObject({ reason: 'expired' });
  });

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

describe('an instance on which nothing is left to write', () => {
  const change = {
    path: 'server.properties',
    plugin: '_server',
    kind: 'config',
    before: 'old',
    after: 'new',
  };
  const line = { instanceId: INSTANCE, state: 'applying', fence: 1 } as Line;

  const decided = async (ownSaves: readonly string[]): Promise<unknown> => {
    const look = {
      inspectionId: 'look',
      instanceId: INSTANCE,
      purpose: 'forward',
      fence: 1,
      report: { files: [{ path: change.path, sha256: 'saved' }] },
    };
    const input = {
      standing: { id: 'd' },
      history: {
        orders: { list: async () => [] },
        inspections: { list: async () => [look] },
        fileReadings: {
          sightings: async () => new Map([[change.path, []]]),
          startsSince: async () => [],
        },
      },
      fits: new Map([['look', { state: 'fits', files: [], rewritten: [], ownSaves: new Set(ownSaves) }]]),
      now: NOW,
    } as unknown as TurnInput;
    const desk = new OrderDesk(input, { partOf: () => ({ files: [change] }) } as unknown as InstanceLines);
    await desk.open();
    return desk.attend(line);
  };

  it('is left alone where its server saved the file itself, and else waits for somebody who saw it start', async () => {
    expect(await decided([change.path])).toEqual({
      event: { kind: 'order', outcome: 'applied' },
      settled: true,
    });
    expect(await decided(['other.properties'])).toEqual({ event: { kind: 'order', outcome: 'applied' } });
  });
});
