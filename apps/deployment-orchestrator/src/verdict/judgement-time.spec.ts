import { expect, it } from 'vitest';
import { JudgementTime } from './judgement-time.js';

const BEGUN = Date.parse('2026-11-21T12:00:00Z');

function timeOf(limits = { verdict_within_seconds: 60, observe_seconds: 10 }) {
  const clock = { seconds: 0 };
  const time = new JudgementTime(
    limits,
    new Date(BEGUN),
    async () => new Date(BEGUN + clock.seconds * 1_000),
  );
  return { clock, time };
}

it('is up when the work clock has gone on for as long as a verdict may take', async () => {
  const { clock, time } = timeOf();
  expect(await time.leftMs()).toBe(60_000);
  clock.seconds = 59;
  expect(await time.leftMs()).toBe(1_000);
  clock.seconds = 60;
  expect(await time.leftMs()).toBe(0);
});

it('knows whether a server was watched for long enough', async () => {
  const { clock, time } = timeOf();
  clock.seconds = 9;
  expect(await time.isWatched()).toBe(false);
  clock.seconds = 10;
  expect(await time.isWatched()).toBe(true);
});

it('does not count looks at which the panel said nothing', async () => {
  const { clock, time } = timeOf();
  clock.seconds = 10;
  await time.countPanelAnswer(true);
  clock.seconds = 40;
  await time.countPanelAnswer(false);
  expect(await time.leftMs()).toBe(50_000);
  clock.seconds = 45;
  await time.countPanelAnswer(true);
  expect(await time.leftMs()).toBe(45_000);
});

it('waits for a silent panel as long again, and no longer', async () => {
  const { clock, time } = timeOf();
  for (clock.seconds = 10; clock.seconds <= 110; clock.seconds += 10) {
    await time.countPanelAnswer(false);
    expect(await time.leftMs()).toBeGreaterThan(0);
  }
  await time.countPanelAnswer(false);
  expect(clock.seconds).toBe(120);
  expect(await time.leftMs()).toBe(0);
});

it('says how long ago the change was: never too little, however the hub was unavailable or its time of day was set', async () => {
  const { clock, time } = timeOf();
  const day = (seconds: number): Date => new Date(BEGUN + seconds * 1_000);
  const change = { at: day(-5).toISOString(), workedAt: day(-5).toISOString() };
  clock.seconds = 10;
  expect(await time.secondsSince(change, day(10))).toBe(15);
  expect(await time.secondsSince(change, day(-3_600))).toBe(15);
  expect(await time.secondsSince(change, day(70))).toBe(75);
  expect(await time.secondsSince({ at: change.at }, day(-3_600))).toBe(10);
});
