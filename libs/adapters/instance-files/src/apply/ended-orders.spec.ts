import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EndedOrders } from './ended-orders.js';

const order = (number: number, instanceId = 'i', fence = number) => ({
  orderId: `o${number}`,
  instanceId,
  fence,
  files: [],
});
const APPLIED = { state: 'applied' } as const;

let state: string;
let ended: EndedOrders;
beforeEach(() => {
  state = mkdtempSync(path.join(tmpdir(), 'archivesmp-ended-'));
  ended = new EndedOrders(state);
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

describe('the highest fence of an instance', () => {
  it('is none before the first order, and each has its own', async () => {
    expect(await ended.highestFence('i')).toBe(0);
    await ended.raiseFence('i', 7);
    await ended.raiseFence('j', 9);
    expect([await ended.highestFence('i'), await new EndedOrders(state).highestFence('j')]).toEqual([7, 9]);
  });

  it.each(['', ' 7', '7 ', '7\n', '-1', '1.5', 'x', '1e3', '1234567890123456'])(
    'is not guessed from %j',
    async (text) => {
      mkdirSync(path.join(state, 'fences'));
      writeFileSync(path.join(state, 'fences/i'), text);
      await expect(ended.highestFence('i')).rejects.toMatchObject({ code: 'damaged_state' });
      expect(await ended.listDamagedOrders()).toMatchObject([{ kind: 'fence', instanceId: 'i' }]);
    },
  );

  it.each([
    ['0', 0],
    ['7', 7],
    ['123456789012345', 123_456_789_012_345],
  ] as const)('is what %s says', async (text, fence) => {
    mkdirSync(path.join(state, 'fences'));
    writeFileSync(path.join(state, 'fences/i'), text);
    expect(await ended.highestFence('i')).toBe(fence);
  });

  it('is not taken for none when it cannot be looked at', async () => {
    writeFileSync(path.join(state, 'fences'), 'no folder');
    await expect(ended.highestFence('i')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('how orders ended', () => {
  it('is told by order, and to the hub until it has taken it', async () => {
    await ended.recordEndedOrder(order(2), APPLIED);
    await ended.recordEndedOrder(order(1, 'j', 5), APPLIED);
    expect(await ended.findEndedOrder('o1')).toMatchObject({ instanceId: 'j', fence: 5, outcome: APPLIED });
    expect(await ended.findEndedOrder('o3')).toBeUndefined();
    expect(await ended.fencesOfEnded('i')).toEqual([2]);
    expect((await ended.listUndelivered()).map(({ orderId }) => orderId)).toEqual(['o1', 'o2']);
    await ended.markDelivered((await ended.findEndedOrder('o1'))!);
    expect((await ended.listUndelivered()).map(({ orderId }) => orderId)).toEqual(['o2']);
    expect((await ended.findEndedOrder('o1'))!.deliveredAt).toMatch(/^\d{4}-/);
  });

  it('is forgotten when the hub has it and it is older than its days, not before', async () => {
    const recordEnded = async (number: number, days: number, isDelivered: boolean): Promise<void> => {
      await ended.recordEndedOrder(order(number), APPLIED);
      const found = (await ended.findEndedOrder(`o${number}`))!;
      const before = new Date(Date.now() - days * 86_400_000).toISOString();
      if (isDelivered) await ended.markDelivered({ ...found, at: before });
      else writeFileSync(path.join(state, `outcomes/o${number}`), JSON.stringify({ ...found, at: before }));
    };
    await recordEnded(1, 31, true);
    await recordEnded(2, 29, true);
    await recordEnded(3, 31, false);
    await ended.forgetOlderThan(30);
    expect(readdirSync(path.join(state, 'outcomes'))).toEqual(['o2', 'o3']);
  });

  it('is not looked for in what a write left half done', async () => {
    await ended.recordEndedOrder(order(1), APPLIED);
    writeFileSync(path.join(state, 'outcomes/o2.next'), '{');
    expect(await ended.listDamagedOrders()).toEqual([]);
    expect(await ended.listUndelivered()).toHaveLength(1);
  });
});
