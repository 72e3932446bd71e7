import { expect, it } from 'vitest';
import { drawFrom } from './draw.js';

const groups = new Map([
  ['large', Array.from({ length: 900 }, (_, n) => `large ${n}`)],
  ['small', Array.from({ length: 100 }, (_, n) => `small ${n}`)],
  ['tiny', ['tiny 0', 'tiny 1']],
]);

it('draws from each group by its size, but enough of the small ones, nothing twice', () => {
  const drawn = drawFrom(groups, 150, 7);
  const of = (name: string): number => drawn.filter((item) => item.startsWith(name)).length;
  expect([of('large'), of('small'), of('tiny')]).toEqual([135, 15, 2]);
  expect(new Set(drawn).size).toBe(drawn.length);
  expect(drawFrom(groups, 20, 7).filter((item) => item.startsWith('small'))).toHaveLength(10);
});

it('draws the same by the same seed, and something else by another', () => {
  expect(drawFrom(groups, 150, 7)).toEqual(drawFrom(groups, 150, 7));
  expect(drawFrom(groups, 150, 8)).not.toEqual(drawFrom(groups, 150, 7));
});

it('draws another of the same group in the place of one that is not fit, as long as there are any', () => {
  const isFit = (item: string): boolean => item.endsWith('0');
  const drawn = drawFrom(groups, 50, 7, { isFit });
  const of = (name: string): number => drawn.filter((item) => item.startsWith(name)).length;
  expect([of('large'), of('small'), of('tiny')]).toEqual([45, 10, 1]);
  expect(drawn.every(isFit)).toBe(true);
});
