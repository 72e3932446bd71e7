import { expect, it } from 'vitest';
import { groupFailures, parseStoredFailure } from './group-failures.js';

const grouped = (...lines: string[]) => groupFailures(lines.map((line) => parseStoredFailure(line)));

it('says a reason once, with every instance it holds for', () => {
  expect(grouped('A: no agent: ovh', 'B: the disk is full', 'C: no agent: ovh')).toEqual([
    'A, C: no agent: ovh',
    'B: the disk is full',
  ]);
  expect(grouped()).toEqual([]);
  expect(grouped('A')).toEqual(['A: no reason given']);
});

it('counts instances that are too many to name', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `I${index}: gone`);
  expect(grouped(...lines)).toEqual(['I0, I1, I2, I3, I4, I5, I6, I7, I8, I9 and 2 more: gone']);
});
