import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { FolderCompiler } from './folder-compiler.js';
import type { Mutant } from './mutant.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const FILE = 'tools/mutants/src/draw.ts';
const SOURCE = readFileSync(resolve(ROOT, FILE), 'utf8');

function changed(original: string, replacement: string): Mutant {
  const start = SOURCE.indexOf(original);
  expect(start, original).toBeGreaterThan(0);
  const end = start + original.length;
  return { file: FILE, line: 1, operator: 'test', start, end, original, replacement };
}

it('the compiler refuses what is no program, what has the wrong type, and what those who import it cannot use', () => {
  const compiler = new FolderCompiler(ROOT, 'tools/mutants');
  expect(compiler.complaint(changed('seed >>> 0', 'seed > 0'))).toMatch(/boolean/);
  expect(compiler.complaint(changed('seed >>> 0', 'seed + 1'))).toBeUndefined();
  expect(compiler.complaint(changed('seed >>> 0', 'seed >>> '))).toMatch(/Expression expected/);
  expect(compiler.complaint(changed('export function drawFrom', 'function drawFrom'))).toMatch(/drawFrom/);
  expect(compiler.complaint(changed('seed >>> 0', 'seed'))).toBeUndefined();
});
