import { expect, it } from 'vitest';
import { HeardBeats } from './heard-beats.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const beat = (atMs: number, clockSkewSeconds = 0): string =>
  JSON.stringify({ host: 'hetzner', at: new Date(NOON + atMs).toISOString(), clockSkewSeconds });

/** A reader whose clocks are set by hand: steady seconds, and by how much the time of day is off. */
function reader() {
  const clock = { seconds: 0, off: 0 };
  const heard = new HeardBeats(() => clock.seconds * 1_000);
  const look = (text: string | null) =>
    heard.liveness('hetzner', text, new Date(NOON + (clock.seconds + clock.off) * 1_000));
  return { clock, look };
}

it('takes the age of a first heartbeat from the clocks, corrected by the skew that it names', () => {
  expect(reader().look(beat(-10_000))).toMatchObject({ state: 'alive', ageSeconds: 10 });
  expect(reader().look(beat(290_000, 300))).toMatchObject({ state: 'alive', ageSeconds: 10 });
  expect(reader().look(beat(-3_600_000))).toMatchObject({ state: 'stale', ageSeconds: 3_600 });
  expect(reader().look(beat(3_600_000))).toMatchObject({ state: 'alive', ageSeconds: 0 });
});

it('makes nobody stale who still speaks when the time of day is set forward', () => {
  const { clock, look } = reader();
  look(beat(0));
  clock.seconds = 5;
  clock.off = 600;
  expect(look(beat(0))).toMatchObject({ state: 'alive', ageSeconds: 5 });
  clock.seconds = 12;
  expect(look(beat(10_000))).toMatchObject({ state: 'alive', ageSeconds: 7 });
});

it('keeps nobody alive who is dead when the time of day is set back', () => {
  const { clock, look } = reader();
  look(beat(0));
  clock.off = -3_600;
  clock.seconds = 120;
  expect(look(beat(0))).toMatchObject({ state: 'stale', ageSeconds: 120 });
});

it('is silent about what is gone or not to be read', () => {
  const { look } = reader();
  expect(look(null)).toEqual({ host: 'hetzner', state: 'silent' });
  expect(look('{')).toEqual({ host: 'hetzner', state: 'silent' });
});
