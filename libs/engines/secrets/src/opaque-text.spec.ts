import { describe, expect, it } from 'vitest';
import { isOpaque } from './opaque-text.js';

describe('what looks as if drawn by chance', () => {
  it.each([
    ['as many different signs as are just enough', 'a1b2c3d4a1b2c3d4', true],
    ['one less', 'a1b2c3d3a1b2c3d3', false],
    ['twelve signs', 'a8Xk2mP0q9Lz', true],
    ['eleven', 'a8Xk2mP0q9L', false],
    ['a run of eight', 'a1B2c3D4-e5F6', true],
    ['runs of seven', 'a1B2c3D-e5F6g7', false],
    ['three turns between digits and letters', 'abcdef1ghijkl2', true],
    ['two', 'abcdef1ghijklm', false],
    ['no digit', 'abcDefGhiJklMno', false],
    ['base64 of twelve signs', 'abcdefghijkl=', true],
    ['of eleven', 'abcdefghijk=', false],
    ['a UUID', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', false],
    ['one with something before', 'xf47ac10b-58cc-4372-a567-0e02b2c3d479', true],
    ['one with something behind', 'f47ac10b-58cc-4372-a567-0e02b2c3d479x', true],
    ['other signs before', '! a8Xk2mP0q9Lz7Wv3', false],
    ['other signs behind', 'a8Xk2mP0q9Lz7Wv3 !', false],
    ['separators at both ends', '-a8Xk2mP0q9Lz7-', true],
  ])('%s: %s', (_, text, opaque) => expect(isOpaque(text)).toBe(opaque));
});
