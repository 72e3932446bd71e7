import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlobs } from './glob.js';

/** What a glob means, written as a regular expression: plain to read, and without bound in time. */
function meaning(glob: string): RegExp {
  const steps = glob
    .split('/')
    .map((part) =>
      part === '**'
        ? undefined
        : part.replaceAll('.', '\\.').replaceAll(/\*+/g, '[^/]*').replaceAll('?', '[^/]'),
    );
  // Each part of the path ends in a stroke here, so that any number of parts is one expression.
  return new RegExp(
    `^${steps.map((step) => (step === undefined ? '(?:[^/]*/)*' : `${step}/`)).join('')}$`,
    'u',
  );
}

const part = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), minLength: 1, maxLength: 4 });
const glob = fc
  .array(fc.oneof(part, fc.constant('**')), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('/'));
const path = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join('/'));

describe('globs', () => {
  it('match what they mean, all of it and nothing else', () => {
    fc.assert(
      fc.property(glob, path, (one, file) => {
        expect(compileGlobs([one])(file)).toBe(meaning(one).test(`${file}/`));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['one step', `${'a*'.repeat(500)}b`, 'a'.repeat(4_000)],
    ['many steps', `${'**/a*/'.repeat(150)}b`, 'aa/'.repeat(1_000) + 'c'],
  ])('made to cost time in %s are answered', (_, hostile, file) => {
    expect(compileGlobs([hostile])(file)).toBe(false);
  });

  it('are refused when there is a wall of them, or one is endless', () => {
    expect(() => compileGlobs(Array.from({ length: 1_001 }, () => '**'))).toThrow('at most 1000');
    expect(() => compileGlobs(['*'.repeat(1_025)])).toThrow('at most 1024');
  });
});
