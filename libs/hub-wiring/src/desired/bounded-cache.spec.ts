import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedCache } from './bounded-cache.js';

describe('a bounded cache', () => {
  it('forgets what was used longest ago', () => {
    const cache = new BoundedCache<number>(10);
    cache.putValue('a', 1, 5);
    cache.putValue('b', 2, 5);
    cache.getValue('a');
    cache.putValue('c', 3, 5);
    expect([cache.getValue('a'), cache.getValue('b'), cache.getValue('c')]).toEqual([1, undefined, 3]);
  });

  it('never holds more than its bytes and always what was just put, if it fits', () => {
    const puts = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 15 })));
    fc.assert(
      fc.property(puts, (sequence) => {
        const cache = new BoundedCache<number>(10);
        for (const [key, bytes] of sequence) {
          cache.putValue(key, bytes, bytes);
          expect(cache.bytes).toBeLessThanOrEqual(10);
          expect(cache.getValue(key)).toBe(bytes <= 10 ? bytes : undefined);
        }
      }),
    );
  });
});
