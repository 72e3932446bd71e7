import { describe, expect, it } from 'vitest';
import { takeUntilNoneIsLeft } from './take-steps.js';

describe('steps of a deployment', () => {
  it('are taken until none is left', () => {
    const rounds = [['a', 'b'], ['c'], []];
    const taken: string[] = [];
    takeUntilNoneIsLeft(
      () => rounds.shift()!,
      (step) => taken.push(step),
      3,
    );
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('that never end are an error, not a hang', () => {
    const taken: string[] = [];
    const forEver = (): void =>
      takeUntilNoneIsLeft(
        () => ['again', 'and again'],
        (step) => taken.push(step),
        3,
      );
    expect(forEver).toThrow('A deployment took 3 steps, and they never end.');
    expect(taken).toHaveLength(3);
  });
});
