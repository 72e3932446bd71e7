import { describe, expect, it } from 'vitest';
import { readRange } from './byte-range.js';

describe('ranges', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=3-', { first: 3, last: 9 }],
    ['bytes=3-99', { first: 3, last: 9 }],
    ['bytes=-4', { first: 6, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['bytes=5-3', undefined],
    ['bytes=-', undefined],
    ['lines=1-2', undefined],
    ['bytes=1-2,4-5', undefined],
    [undefined, undefined],
  ])('reads %s of ten bytes', (header, expected) => {
    expect(readRange(header, 10)).toEqual(expected);
  });

  it.each(['bytes=10-', 'bytes=-0', 'bytes=99-100'])('refuses %s of ten bytes', (header) => {
    expect(() => readRange(header, 10)).toThrow(expect.objectContaining({ code: 'InvalidRange' }));
  });
});
