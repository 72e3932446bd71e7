import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lintBasis } from './lint-basis.mjs';

let root: string;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'lint-basis-'));
  write('eslint.config.mjs', 'export default [];');
  write('libs/engines/drift/package.json', '{"nx": {"tags": ["layer:engine"]}}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('verdicts of lint that are remembered', () => {
  it.each([
    ['another rule is configured', 'eslint.config.mjs', 'export default [{}];'],
    ['a rule of the house changes', 'tools/lint-rules/src/file-name.mjs', '// stricter'],
    ['a project moves to another layer', 'libs/engines/drift/package.json', '{}'],
    ['a project comes', 'apps/collector/package.json', '{}'],
    ['programs are exchanged', 'package-lock.json', '{}'],
  ])('hold no longer when %s', (_when, file, text) => {
    const before = lintBasis(root);
    write(file, text);
    expect(lintBasis(root)).not.toBe(before);
  });

  it.each([
    ['a source changes', 'libs/engines/drift/src/index.ts'],
    ['something is built', 'libs/engines/drift/dist/package.json'],
    ['packages are installed', 'tools/dev/node_modules/eslint/package.json'],
  ])('hold still when %s: its own file is told apart by its content', (_when, file) => {
    const before = lintBasis(root);
    write(file, '{}');
    expect(lintBasis(root)).toBe(before);
  });
});
