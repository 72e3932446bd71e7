import { expect, it } from 'vitest';
import { Database } from '../src/database/database.js';
import { historyDataSource } from '../src/data-source.js';
import { WorkClock } from '../src/index.js';
import { anInstance, at, discover, historyRig, SELECT, targetOf } from './history-rig.js';

/** Hubs on one database, each with a steady clock that is set by hand. */
async function hubs() {
  const rig = await historyRig();
  const source = await historyDataSource(rig.settings).initialize();
  const hub = () => {
    const steady = { ms: 0 };
    return { steady, clock: new WorkClock(new Database(source), () => steady.ms) };
  };
  return {
    hub,
    [Symbol.asyncDispose]: async () => {
      await source.destroy();
      await rig[Symbol.asyncDispose]();
    },
  };
}

it('begins as the time of day and from then on follows the steady clock alone', async () => {
  await using world = await hubs();
  const { clock, steady } = world.hub();
  expect(await clock.readWorkClock(at(3))).toEqual(at(3));
  expect(await clock.advanceWorkClock(at(0))).toEqual(at(0));
  steady.ms = 2_000;
  expect(await clock.advanceWorkClock(at(-3_600))).toEqual(at(2));
  steady.ms = 4_000;
  expect(await clock.advanceWorkClock(at(3_600))).toEqual(at(4));
  expect(await clock.readWorkClock(at(99))).toEqual(at(4));
});

it('stands still while no hub counts, and over a restart', async () => {
  await using world = await hubs();
  const one = world.hub();
  await one.clock.advanceWorkClock(at(0));
  one.steady.ms = 3_600_000; // frozen for an hour
  expect(await one.clock.advanceWorkClock(at(3_600))).toEqual(at(5));
  const next = world.hub();
  expect(await next.clock.advanceWorkClock(at(7_200))).toEqual(at(5));
  next.steady.ms = 1_000;
  expect(await next.clock.advanceWorkClock(at(7_201))).toEqual(at(6));
});

it('runs as fast as real time however many hubs count', async () => {
  await using world = await hubs();
  const all = [world.hub(), world.hub(), world.hub()];
  all.forEach(({ steady }, index) => (steady.ms = index * 777_777));
  for (const { clock } of all) await clock.advanceWorkClock(at(0));
  for (let second = 1; second <= 10; second += 1)
    for (const { clock, steady } of all) {
      steady.ms += 1_000;
      await clock.advanceWorkClock(at(0));
    }
  expect(await all[0]!.clock.readWorkClock(at(0))).toEqual(at(10));
});

it('makes no agent late while it stands still, whatever the time of day is set to', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  await rig.history.workClock.advanceWorkClock(at(0));
  const { id } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(100));
  const start = { targets: [targetOf(bent)], answerBy: at(160), select: SELECT };
  await rig.history.scanProgress.startScan(id, start, at(100));
  expect(await rig.history.scanDeadlines.expireOverdue(at(90_000))).toEqual([]);
  await rig.sql.query('UPDATE work_clock SET worked_at = worked_at + INTERVAL 61 SECOND');
  expect(await rig.history.scanDeadlines.expireOverdue(at(-90_000))).toMatchObject([
    { instanceId: bent.id, state: 'unreachable' },
  ]);
});
