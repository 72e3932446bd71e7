import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HostClock } from './host-clock.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');

/** A host whose clocks are set by hand; `pass` lets real time pass, `set` sets the time of day. */
function host() {
  const now = { steady: 50_000, offset: NOON };
  const clock = new HostClock({ wall: () => now.steady + now.offset, steady: () => now.steady });
  return {
    clock,
    wall: () => now.steady + now.offset,
    pass: (seconds: number) => (now.steady += seconds * 1_000),
    set: (seconds: number) => (now.offset += seconds * 1_000),
  };
}

it('counts back on the time of day while nobody sets it', () => {
  const { clock, wall, pass } = host();
  pass(100);
  expect(clock.earliest(30_000)).toEqual(new Date(wall() - 30_000));
});

it('names a time before its own beginning, too', () => {
  const { clock, wall } = host();
  expect(clock.earliest(60_000)).toEqual(new Date(wall() - 60_000));
});

it('knows the time of day that it was before it was set forward', () => {
  const { clock, wall, pass, set } = host();
  pass(100);
  const written = wall();
  pass(5);
  clock.noticeClockStep();
  set(600);
  pass(5);
  expect(clock.earliest(10_000).getTime()).toBeLessThanOrEqual(written);
  expect(clock.earliest(10_000).getTime()).toBeGreaterThan(written - 6_000);
});

it('knows what is written after it was set back', () => {
  const { clock, wall, pass, set } = host();
  pass(100);
  set(-3_600);
  const written = wall();
  pass(5);
  expect(clock.earliest(6_000).getTime()).toBeLessThanOrEqual(written);
});

it('takes the slewing of NTP for what it is', () => {
  const { clock, wall, pass, set } = host();
  for (let second = 0; second < 100; second += 1) {
    pass(1);
    set(0.0005);
    clock.noticeClockStep();
  }
  expect(Math.abs(clock.earliest(10_000).getTime() - (wall() - 10_000))).toBeLessThan(500);
});

it('never names a time later than what was written since, when it looks once between two steps', () => {
  const doing = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ kind: fc.constant('set' as const), seconds: fc.integer({ min: -3_600, max: 3_600 }) }),
    fc.record({ kind: fc.constant('note' as const), seconds: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(doing, { maxLength: 30 }), (steps) => {
      const { clock, wall, pass, set } = host();
      const written: { wall: number; age: number }[] = [];
      for (const { kind, seconds } of steps) {
        // two steps between two looks may hide each other
        if (kind !== 'pass') clock.noticeClockStep();
        if (kind === 'set') set(seconds);
        if (kind === 'pass') {
          pass(seconds);
          for (const one of written) one.age += seconds * 1_000;
        }
        written.push({ wall: wall(), age: 0 });
      }
      for (const one of written)
        expect(clock.earliest(one.age).getTime()).toBeLessThanOrEqual(one.wall + 501);
    }),
  );
});
