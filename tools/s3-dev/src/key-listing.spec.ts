import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listKeys } from './key-listing.js';
import { compareKeys } from './key-order.js';

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', 'é', '\uffee', '😀'),
  minLength: 1,
  maxLength: 6,
});
const keySet = fc.uniqueArray(key, { maxLength: 40 }).map((keys) => keys.sort(compareKeys));
const short = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 2 });

/** The listing as its definition says, without any search or skipping. */
function expectedItems(sorted: readonly string[], prefix: string, delimiter: string): string[] {
  const items = sorted
    .filter((name) => name.startsWith(prefix))
    .map((name) => {
      const end = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
      return end < 0 ? name : name.slice(0, end + delimiter.length);
    });
  return [...new Set(items)];
}

describe('listing keys', () => {
  it('sorts like the bytes of UTF-8', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });

  it('gives every key or common prefix exactly once over its pages, for any page size', () => {
    fc.assert(
      fc.property(
        keySet,
        short,
        fc.constantFrom('', '/', 'a'),
        fc.integer({ min: 1, max: 5 }),
        (...drawn) => {
          const [sorted, prefix, delimiter, maxKeys] = drawn;
          const seen: string[] = [];
          for (let after: string | undefined = ''; after !== undefined;) {
            const page = listKeys(sorted, { prefix, delimiter, after, maxKeys });
            const items = [...page.keys, ...page.commonPrefixes];
            expect(items.length).toBeLessThanOrEqual(maxKeys);
            seen.push(...items.sort(compareKeys));
            after = page.next;
          }
          expect(seen).toEqual(expectedItems(sorted, prefix, delimiter));
        },
      ),
    );
  });
});
