import { describe, expect, it } from 'vitest';
import { performUntilNoneIsLeft } from './perform-steps.js';

describe('steps of a deployment', () => {
  it('are taken until none is left', () => {
    const rounds = [['a', 'b'], ['c'], []];
    const performed: string[] = [];
    performUntilNoneIsLeft(
      () => rounds.shift()!,
      (step) => performed.push(step),
      3,
    );
    expect(performed).toEqual(['a', 'b', 'c']);
  });

  it('that never end are an error, not a hang', () => {
    const performed: string[] = [];
    const forEver = (): void =>
      performUntilNoneIsLeft(
        () => ['again', 'and again'],
        (step) => performed.push(step),
        3,
      );
    expect(forEver).toThrow('A deployment took 3 steps, and they never end.');
    expect(performed).toHaveLength(3);
  });
});
