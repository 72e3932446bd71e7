import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareTexts } from './text-order.js';

it('texts have one order, by their characters', () => {
  expect(['b', 'B', 'a10', 'a2', 'ä', '', 'A'].sort(compareTexts)).toEqual([
    '',
    'A',
    'B',
    'a10',
    'a2',
    'b',
    'ä',
  ]);
  expect([compareTexts('a', 'b'), compareTexts('b', 'a'), compareTexts('a', 'a')]).toEqual([-1, 1, 0]);
  fc.assert(
    fc.property(fc.array(fc.string()), (texts) => {
      expect([...texts].sort(compareTexts)).toEqual([...texts].sort());
    }),
  );
});
