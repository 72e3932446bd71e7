import type { AgentHeartbeat } from '@archivesmp/contracts/agent';
import { expect, it } from 'vitest';
import { HeartbeatAges } from './heartbeat-ages.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');

/** A reader whose clocks are set by hand: steady seconds, and by how much the time of day is off. */
function reader() {
  const clock = { seconds: 0, off: 0 };
  const ages = new HeartbeatAges(() => clock.seconds * 1_000);
  const age = (number: number, takenAtMs: number) =>
    ages.liveness(
      'hetzner',
      { heartbeat: {} as AgentHeartbeat, number, takenAt: new Date(NOON + takenAtMs) },
      new Date(NOON + (clock.seconds + clock.off) * 1_000),
    );
  return { clock, age };
}

it('takes the age of a first heartbeat from when the hub took it', () => {
  expect(reader().age(1, -10_000)).toMatchObject({ state: 'alive', ageSeconds: 10 });
  expect(reader().age(1, -60_000)).toMatchObject({ state: 'alive', ageSeconds: 60 });
  expect(reader().age(1, -61_000)).toMatchObject({ state: 'stale', ageSeconds: 61 });
  expect(reader().age(1, 3_600_000)).toMatchObject({ state: 'alive', ageSeconds: 0 });
});

it('makes nobody stale who still speaks when the time of day is set forward', () => {
  const { clock, age } = reader();
  age(1, 0);
  clock.seconds = 5;
  clock.off = 600;
  expect(age(1, 0)).toMatchObject({ state: 'alive', ageSeconds: 5 });
  clock.seconds = 12;
  expect(age(2, 10_000)).toMatchObject({ state: 'alive', ageSeconds: 7 });
});

it('keeps nobody alive who is dead when the time of day is set back', () => {
  const { clock, age } = reader();
  age(1, 0);
  clock.off = -3_600;
  clock.seconds = 120;
  expect(age(1, 0)).toMatchObject({ state: 'stale', ageSeconds: 120 });
});
