import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileName, compilePathGlob } from './glob.js';

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

  it('end soon on hostile patterns', () => {
    expect(compileName('*a'.repeat(5_000))('a'.repeat(50_000) + 'b')).toBe(false);
    expect(compilePathGlob('**/a/'.repeat(200) + 'b')('a/'.repeat(5_000) + 'c')).toBe(false);
  });
});
