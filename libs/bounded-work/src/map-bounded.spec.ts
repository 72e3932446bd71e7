import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapBounded } from './map-bounded.js';

/** Work whose pieces end when and as the test says. */
class HeldWork {
  readonly begun: number[] = [];
  private readonly gates = new Map<number, PromiseWithResolvers<string>>();

  readonly run = (item: number): Promise<string> => {
    this.begun.push(item);
    const gate = Promise.withResolvers<string>();
    this.gates.set(item, gate);
    return gate.promise;
  };

  /** Whoever waits for the piece has gone on by the time this resolves. */
  async end(item: number): Promise<void> {
    this.gates.get(item)!.resolve(`${item} done`);
    await new Promise(setImmediate);
  }

  async fail(item: number): Promise<void> {
    this.gates.get(item)!.reject(new Error(`${item} failed`));
    await new Promise(setImmediate);
  }
}

describe('many pieces of work', () => {
  it('are begun a few at a time, each when another has ended', async () => {
    const held = new HeldWork();
    const all = mapBounded(2, [1, 2, 3, 4], held.run);
    expect(held.begun).toEqual([1, 2]);
    await held.end(2);
    expect(held.begun).toEqual([1, 2, 3]);
    await held.end(3);
    expect(held.begun).toEqual([1, 2, 3, 4]);
    await held.end(1);
    await held.end(4);
    expect(await all).toEqual(['1 done', '2 done', '3 done', '4 done']);
  });

  it('begin nothing more after one failed, and tell so when those that were begun have ended', async () => {
    const held = new HeldWork();
    let ended: string | undefined;
    const all = mapBounded(2, [1, 2, 3], held.run).then(
      () => (ended = 'done'),
      (error: Error) => (ended = error.message),
    );
    await held.fail(1);
    expect([held.begun, ended]).toEqual([[1, 2], undefined]);
    await held.fail(2);
    await all;
    expect([held.begun, ended]).toEqual([[1, 2], '1 failed']);
  });

  it('fail also where what they throw is nothing', async () => {
    await expect(mapBounded(1, [1], () => Promise.reject(undefined))).rejects.toBeUndefined();
  });

  it('give their results in the order of the items, each once, however many run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 0, max: 9 }), async (items, width) => {
        let running = 0;
        let most = 0;
        const results = await mapBounded(width, new Set(items), async (item) => {
          most = Math.max(most, ++running);
          await Promise.resolve();
          running--;
          return item * 2;
        });
        expect(results).toEqual([...new Set(items)].map((item) => item * 2));
        expect(most).toBeLessThanOrEqual(Math.max(1, width));
      }),
    );
  });
});
