import { expect, it } from 'vitest';
import { livenessOf, readHeartbeat, type HeartbeatMemory } from './heartbeat-age.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');

/** A reader whose clocks are set by hand: steady seconds, and by how much the time of day is off. */
function reader() {
  const clock = { seconds: 0, off: 0 };
  let memory: HeartbeatMemory | undefined;
  const ageSeconds = (number: number, receivedMs: number): number => {
    const read = readHeartbeat(
      memory,
      { number, receivedAt: new Date(NOON + receivedMs) },
      { steadyMs: clock.seconds * 1_000, now: new Date(NOON + (clock.seconds + clock.off) * 1_000) },
    );
    ({ memory } = read);
    return read.ageMs / 1_000;
  };
  return { clock, ageSeconds };
}

it('takes the age of a first heartbeat from when the hub received it', () => {
  expect(reader().ageSeconds(1, -10_000)).toBe(10);
  expect(reader().ageSeconds(1, -61_000)).toBe(61);
  expect(reader().ageSeconds(1, 3_600_000)).toBe(0);
});

it('is stale after a minute, not at it', () => {
  expect(livenessOf(60)).toBe('alive');
  expect(livenessOf(60.001)).toBe('stale');
});

it('makes no agent stale whose heartbeats come when the time of day is set forward', () => {
  const { clock, ageSeconds } = reader();
  ageSeconds(1, 0);
  clock.seconds = 5;
  clock.off = 600;
  expect(ageSeconds(1, 0)).toBe(5);
  clock.seconds = 12;
  expect(ageSeconds(2, 10_000)).toBe(7);
  clock.seconds = 20;
  expect(ageSeconds(2, 10_000)).toBe(15);
});

it('keeps no dead agent alive when the time of day is set back', () => {
  const { clock, ageSeconds } = reader();
  ageSeconds(1, 0);
  clock.off = -3_600;
  clock.seconds = 120;
  expect(ageSeconds(1, 0)).toBe(120);
});

it('measures the most that a new heartbeat can be old from the last reading, not from the last new one', () => {
  const { clock, ageSeconds } = reader();
  ageSeconds(1, 0);
  clock.seconds = 30;
  ageSeconds(1, 0);
  clock.seconds = 32;
  expect(ageSeconds(2, -500_000)).toBe(2);
});
