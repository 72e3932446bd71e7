import { describe, expect, it } from 'vitest';
import { compileGlobs } from './glob.js';

describe('globs that come with a job', () => {
  it('mean what they mean in the comparison', () => {
    const isUnmanaged = compileGlobs(['logs/**', 'plugins/*/w?rld.yml']);
    expect(['logs', 'logs/a', 'plugins/A/world.yml', 'plugins/A/wrld.yml'].map(isUnmanaged)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('are refused when there is a wall of them, or one is endless', () => {
    expect(() => compileGlobs(Array.from({ length: 1_001 }, () => '**'))).toThrow('at most 1000');
    expect(() => compileGlobs(['*'.repeat(1_025)])).toThrow('at most 1024');
  });
});
