import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { race } from './deployment-rig.js';
import { anInstance, at, discover, historyRig, statusesOf, type HistoryRig } from './history-rig.js';

let rig: HistoryRig;
beforeAll(async () => {
  rig = await historyRig();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

describe('a lease', () => {
  it('goes to one of many that ask at the same moment', async () => {
    const id = randomUUID();
    const { leases } = rig.history;
    const holders = Array.from({ length: 8 }, (_, index) => `deployment ${index}`);
    const { won, lost } = await race(...holders.map((holder) => leases.acquireLease(id, holder, 60, at(0))));
    expect(won).toBe(1);
    expect(new Set(lost)).toEqual(new Set(['instance.busy']));
    const current = (await leases.findCurrentLease(id, at(1)))!;
    expect(current).toMatchObject({ fence: 1, expiresAt: at(60) });
    await expect(leases.acquireLease(id, 'another host', 60, at(59))).rejects.toMatchObject({
      message: expect.stringContaining(current.holder) as string,
    });
  });

  it('is the same lease for its holder, who is thereby no second one', async () => {
    const id = randomUUID();
    const { leases } = rig.history;
    const first = await leases.acquireLease(id, 'a', 60, at(0));
    expect(await leases.acquireLease(id, 'a', 60, at(30))).toEqual({ ...first, expiresAt: at(90) });
  });

  it('rises its fence whenever it is taken anew, and never lets it fall', async () => {
    const id = randomUUID();
    const { leases } = rig.history;
    const fences: number[] = [];
    expect(await leases.findNewestFence(id)).toBeUndefined();
    for (let round = 0; round < 3; round += 1) {
      const lease = await leases.acquireLease(id, 'a', 60, at(round));
      fences.push(lease.fence);
      expect(await leases.releaseLease(lease)).toBe(true);
      expect(await leases.findCurrentLease(id, at(round))).toBeUndefined();
      expect(await leases.findNewestFence(id)).toBe(round + 1);
    }
    const overslept = await leases.acquireLease(id, 'a', 60, at(100));
    const again = await leases.acquireLease(id, 'a', 60, at(160));
    expect([...fences, overslept.fence, again.fence]).toEqual([1, 2, 3, 4, 5]);
  });

  it('is lost to another holder that claimed it after its end, and prolonged when none did', async () => {
    const id = randomUUID();
    const { leases } = rig.history;
    const mine = await leases.acquireLease(id, 'a', 60, at(0));
    await leases.renewLeases('a', [mine], 60, at(90));
    const known = await leases.listNewestLeases([id, randomUUID()]);
    expect(known).toEqual(new Map([[id, { fence: 1, holder: 'a', expiresAt: at(150) }]]));
    const theirs = await leases.acquireLease(id, 'b', 60, at(150));
    expect(theirs.fence).toBe(2);
    await expect(leases.renewLeases('a', [mine], 60, at(151))).rejects.toMatchObject({ code: 'lease.lost' });
    expect(await leases.releaseLease(mine)).toBe(false);
    await expect(rig.history.transaction((sql) => leases.assertLeaseHeld(mine, sql))).rejects.toMatchObject({
      code: 'lease.lost',
    });
    await rig.history.transaction((sql) => leases.assertLeaseHeld(theirs, sql));
    expect(await leases.findCurrentLease(id, at(152))).toMatchObject({ holder: 'b' });
  });
});

describe('a hold', () => {
  it('keeps an instance from being changed until its end, and remembers what was rejected', async () => {
    const [one, two] = [anInstance('SMP101'), anInstance('SMP102')];
    await discover(rig.history, one, two);
    const { holds } = rig.history;
    const hash = 'a'.repeat(64);
    const id = await holds.placeHold(
      { instanceId: one.id, reason: 'rolled back: TPS fell', by: 'orchestrator', rejectedPlanHash: hash },
      at(0),
    );
    await holds.placeHold({ instanceId: one.id, reason: 'event', by: 'mia', until: at(100) }, at(1));
    await expect(holds.assertNoHold([one.id, two.id], at(50))).rejects.toMatchObject({
      code: 'deployment.held',
      detail: 'SMP101: rolled back: TPS fell (orchestrator); SMP101: event (mia)',
    });
    await holds.assertNoHold([two.id], at(50));
    expect((await holds.listActiveHolds(at(100))).map((hold) => hold.reason)).toEqual([
      'rolled back: TPS fell',
    ]);
    expect(await race(holds.liftHold(id, 'ben', at(110)))).toEqual({ won: 1, lost: [] });
    expect(await holds.liftHold(id, 'zoe', at(111))).toBe(false);
    await holds.assertNoHold([one.id], at(120));
    expect(await holds.listLastRejections(hash, [one.id, two.id])).toEqual(
      new Map([[one.id, { rejectedAt: at(0), liftedAt: at(110) }]]),
    );
    expect(await holds.listLastRejections('b'.repeat(64), [one.id])).toEqual(new Map());
    expect(await holds.liftHold('nonsense', 'zoe', at(111))).toBe(false);
  });
});

describe('a needed restart', () => {
  it('is cleared by a restart that came after, never by one that began before', async () => {
    const one = anInstance('SMP201');
    await discover(rig.history, one);
    const { restartFlags } = rig.history;
    await restartFlags.flagRestart({ instanceId: one.id, reason: 'CMI/config.yml changed' }, at(10));
    await restartFlags.flagRestart({ instanceId: one.id, reason: 'and again' }, at(20));
    expect(await restartFlags.clearRestartFlags(one.id, at(15))).toBe(false);
    expect(await restartFlags.listNeededRestarts()).toEqual([
      { instanceId: one.id, name: 'SMP201', host: 'hetzner', since: at(20), reason: 'and again' },
    ]);
    const [view] = await statusesOf(rig.history, { instance: 'SMP201' }, at(20));
    expect(view).toMatchObject({ needsRestart: true });
    expect(await restartFlags.clearRestartFlags(one.id, at(20))).toBe(true);
    expect(await restartFlags.listNeededRestarts()).toEqual([]);
  });

  it('of a change that was undone is taken off, and those of others and of people stay', async () => {
    const one = anInstance('SMP202');
    await discover(rig.history, one);
    const { restartFlags, health } = rig.history;
    const instanceId = one.id;
    const [mine, other] = [randomUUID(), randomUUID()];
    const why = async () => (await restartFlags.listNeededRestarts()).map(({ reason }) => reason);
    await restartFlags.flagRestart({ instanceId, reason: 'by hand' }, at(10));
    await restartFlags.flagRestart({ instanceId, reason: 'other', deploymentId: other }, at(20));
    await restartFlags.flagRestart({ instanceId, reason: 'mine', deploymentId: mine }, at(30));
    expect(await why()).toEqual(['mine']);
    expect(await restartFlags.withdrawRestartFlag(instanceId, mine, at(40))).toBe(false);
    expect(await why()).toEqual(['other']);
    expect(await restartFlags.clearRestartFlags(instanceId, at(15))).toBe(false);
    expect(await restartFlags.withdrawRestartFlag(instanceId, other, at(41))).toBe(true);
    expect(await why()).toEqual([]);
    // A server that was seen to start meanwhile may have read it.
    await restartFlags.flagRestart({ instanceId, reason: 'mine', deploymentId: mine }, at(1_000));
    await health.recordMeasurements([{ instanceId, measuredAt: at(1_300), health: 'stopped' }]);
    await health.recordMeasurements([{ instanceId, measuredAt: at(1_700), health: 'healthy' }]);
    expect(await restartFlags.withdrawRestartFlag(instanceId, mine, at(2_000))).toBe(false);
    expect(await why()).toEqual(['mine']);
    expect(await restartFlags.removeRestartFlags(instanceId)).toBe(true);
    expect(await restartFlags.removeRestartFlags(instanceId)).toBe(false);
    expect(await why()).toEqual([]);
  });
});
