import { describe, expect, it } from 'vitest';
import { compileGlobs } from './glob.js';

describe('globs', () => {
  it.each([
    ['logs/**', 'logs', true],
    ['logs/**', 'logs/a/b.txt', true],
    ['logs/**', 'logs2/a', false],
    ['**/cache/**', 'plugins/A/cache/x', true],
    ['**/cache/**', 'cache', true],
    ['plugins/*/data/**', 'plugins/A/data/x.yml', true],
    ['plugins/*/data/**', 'plugins/A/b/data/x.yml', false],
    ['*.json', 'ops.json', true],
    ['*.json', 'plugins/ops.json', false],
    ['**/*.json', 'plugins/ops.json', true],
    ['a?c.yml', 'abc.yml', true],
    ['a(b)+.yml', 'a(b)+.yml', true],
  ])('%s on %s: %s', (glob, path, matches) => {
    expect(compileGlobs([glob])(path)).toBe(matches);
  });

  it('answers at once on a name made to backtrack', () => {
    expect(compileGlobs(['**/*a*a*a*a*b'])('a'.repeat(80))).toBe(false);
  });
});
