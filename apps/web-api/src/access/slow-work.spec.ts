import { describe, expect, it } from 'vitest';
import { SlowWork } from './slow-work.js';

describe('slow work', () => {
  it('runs a few pieces at once, in order, and goes on after a failure', async () => {
    const slow = new SlowWork(2, 10);
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const started: number[] = [];
    const runs = gates.map((gate, index) =>
      slow.runWhenFree(async () => {
        started.push(index);
        await gate.promise;
        return index;
      }),
    );
    expect(started).toEqual([0, 1]);
    gates[1]!.reject(new Error('wrong'));
    await expect(runs[1]).rejects.toThrow('wrong');
    gates[0]!.resolve();
    await runs[0];
    gates[2]!.resolve();
    gates[3]!.resolve();
    expect(await Promise.all([runs[2], runs[3]])).toEqual([2, 3]);
    expect(await slow.runWhenFree(async () => 'free again')).toBe('free again');
  });

  it('says when the line is full', async () => {
    const slow = new SlowWork(1, 1);
    const gate = Promise.withResolvers<void>();
    const first = slow.runWhenFree(() => gate.promise);
    expect(slow.hasRoom()).toBe(true);
    const second = slow.runWhenFree(async () => undefined);
    expect(slow.hasRoom()).toBe(false);
    gate.resolve();
    await Promise.all([first, second]);
    expect(slow.hasRoom()).toBe(true);
  });
});
