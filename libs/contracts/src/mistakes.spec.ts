import { expect, it } from 'vitest';
import { Mistakes, moreMistakes, MOST_MISTAKES } from './mistakes.js';
import { Problem } from './problem.js';

it('makes the text of the first hundred mistakes only, and counts all', () => {
  const mistakes = new Mistakes<string>();
  let made = 0;
  for (let index = 0; index < 60_000; index++) mistakes.addMistake(() => `mistake ${made++}`);
  expect([made, mistakes.named.length, mistakes.count]).toEqual([MOST_MISTAKES, MOST_MISTAKES, 60_000]);
  expect(moreMistakes(mistakes.count, made)).toBe('and 59900 more');
  expect(moreMistakes(2, 2)).toBeUndefined();
});

it('a problem carries no more, wherever they were found', () => {
  const errorsOf = (count: number) =>
    new Problem('request.invalid', 'x', {
      errors: Array.from({ length: count }, (_, index) => ({ field: `f${index}`, message: 'is wrong' })),
    }).options.errors!;
  expect(errorsOf(MOST_MISTAKES + 1)).toHaveLength(MOST_MISTAKES + 1);
  const errors = errorsOf(60_000);
  expect(errors).toHaveLength(MOST_MISTAKES + 1);
  expect(errors[0]).toEqual({ field: 'f0', message: 'is wrong' });
  expect(errors.at(-1)).toEqual({ field: '', message: 'and 59900 more' });
});
