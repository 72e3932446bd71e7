import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileName, compilePathGlob, compilePathGlobs } from './glob.js';

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

const manyOf = (...signs: string[]) =>
  fc.string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: 4 });
const pathGlob = fc
  .array(fc.oneof(manyOf('a', 'b', '.', '*', '?'), fc.constant('**')), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('/'));
const filePath = fc.array(manyOf('a', 'b', '.'), { minLength: 1, maxLength: 5 }).map((all) => all.join('/'));

describe('globs', () => {
  it.each([
    ['*/userdata/**', 'Essentials/userdata/a.yml', true],
    ['*/userdata/**', 'Essentials/userdata/deep/a.yml', true],
    ['*/userdata/**', 'Essentials/other/userdata/a.yml', false],
    ['**/*.json', 'a/b/c.json', true],
    ['**/*.json', 'c.json', true],
    ['P/*.yml', 'P/a/b.yml', false],
    ['P/lang_*.yml', 'P/lang_de.yml', true],
    ['**', '', true],
    ['a/**', 'a', true],
    ['a/**/**', 'a', true],
    ['a', 'a/b', false],
    ['a?c.yml', 'abc.yml', true],
    ['a?c.yml', 'a?c.yml', true],
    ['a?c.yml', 'ac.yml', false],
    ['a?c', 'a/c', false],
    ['P/w?rld*/x', 'P/world_nether/x', true],
    ['**/?/x', 'a/bb/x', false],
    ['?', '🙂', true],
    ['a(b)+.yml', 'a(b)+.yml', true],
    ['A', 'a', false],
  ])('%s on %s: %s', (glob, path, matches) => {
    expect(compilePathGlob(glob)(path)).toBe(matches);
  });

  it('match themselves, and what a star stands for', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (head, middle, tail) => {
        const isPlain = !`${head}${tail}`.includes('*');
        fc.pre(isPlain);
        expect(compileName(head)(head)).toBe(true);
        expect(compileName(`${head}*${tail}`)(head + middle + tail)).toBe(true);
      }),
    );
  });

  it('say what the plain reading of their stars says', () => {
    const word = fc.array(fc.constantFrom('a', 'b', '.', '*'), { maxLength: 7 }).map((all) => all.join(''));
    fc.assert(
      fc.property(word, word, (pattern, text) => {
        const plain = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
        expect(compileName(pattern)(text)).toBe(plain.test(text));
      }),
      { numRuns: 2_000 },
    );
    const step = fc.constantFrom('**', '**', '*', 'a', 'b', 'a*');
    const part = fc.constantFrom('a', 'b', 'ab', 'c');
    const matches = ([first, ...rest]: readonly string[], steps: readonly string[]): boolean => {
      if (first === undefined) return steps.length === 0;
      if (first === '**')
        return matches(rest, steps) || (steps.length > 0 && matches([first, ...rest], steps.slice(1)));
      return steps.length > 0 && compileName(first)(steps[0]!) && matches(rest, steps.slice(1));
    };
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.array(part, { minLength: 1, maxLength: 7 }),
        (pattern, steps) => {
          expect(compilePathGlob(pattern.join('/'))(steps.join('/'))).toBe(matches(pattern, steps));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('mean what a regular expression means that is written from them', () => {
    fc.assert(
      fc.property(pathGlob, filePath, (one, file) => {
        expect(compilePathGlobs([one])(file)).toBe(meaning(one).test(`${file}/`));
        expect(compilePathGlob(one)(file)).toBe(meaning(one).test(`${file}/`));
      }),
      { numRuns: 2_000 },
    );
  });

  it('end soon on hostile patterns', () => {
    expect(compileName('*a'.repeat(5_000))('a'.repeat(50_000) + 'b')).toBe(false);
    expect(compilePathGlob('**/a/'.repeat(200) + 'b')('a/'.repeat(5_000) + 'c')).toBe(false);
    expect(compilePathGlob('a*?'.repeat(500) + 'b')('a'.repeat(4_000))).toBe(false);
  });
});
