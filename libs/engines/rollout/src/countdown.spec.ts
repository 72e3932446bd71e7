import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countdown } from './countdown.js';

describe('the countdown before a restart or a stop', () => {
  it('is said at its start and at the marks people know', () => {
    expect(countdown(45).map((line) => line.text)).toEqual([
      'The server restarts in 45 seconds.',
      'The server restarts in 30 seconds.',
      'The server restarts in 10 seconds.',
      'The server restarts in 5 seconds.',
      'The server restarts in 3 seconds.',
      'The server restarts in 2 seconds.',
      'The server restarts in 1 second.',
    ]);
    expect(countdown(120)[0]!.text).toBe('The server restarts in 2 minutes.');
    expect(countdown(0)).toEqual([]);
    expect(countdown(10, 'stops')[0]!.text).toBe('The server stops in 10 seconds.');
  });

  it('never says the same moment twice and only counts down', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7_200 }), (seconds) => {
        const marks = countdown(seconds).map((line) => line.secondsBefore);
        expect(marks[0]).toBe(seconds);
        expect(marks).toEqual([...new Set(marks)].sort((a, b) => b - a));
      }),
    );
  });
});
