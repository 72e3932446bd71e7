import { expect, it } from 'vitest';
import { CallGate } from './call-gate.js';

/** A clock that only moves when told to; sleeping moves it. */
class HandClock {
  at = 1_000_000;
  now = (): number => this.at;
  sleep = async (ms: number): Promise<void> => {
    await Promise.resolve();
    this.at += ms;
  };
  random = (): number => 0;
}

const call = (gate: CallGate): Promise<number> => gate.runCall(() => Promise.resolve(1));

it.each([-20_000, -3_600_000, 3_600_000])(
  'lets calls through after the clock was set by %i ms',
  async (step) => {
    const clock = new HandClock();
    const gate = new CallGate(2, 4, clock);
    await Promise.all([call(gate), call(gate)]);
    clock.at += step;
    const before = clock.at;
    expect(await Promise.all([call(gate), call(gate), call(gate)])).toEqual([1, 1, 1]);
    expect(clock.at - before).toBeLessThanOrEqual(1_500);
  },
);

it('never lets more than a burst through, however long no call was made', async () => {
  const clock = new HandClock();
  const gate = new CallGate(2, 9, clock);
  clock.at += 3_600_000;
  const before = clock.at;
  await Promise.all(Array.from({ length: 6 }, () => call(gate)));
  expect(clock.at - before).toBeGreaterThanOrEqual(2_000);
});
