import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lintBasis } from './lint-basis.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PLACE = path.join(ROOT, '.nx/eslint');
const BASIS = path.join(PLACE, 'basis.json');
const LINTED = ['libs', 'apps', 'tools'];

/**
 * Lints everything; a file that is as it was, under rules and layers that are as they were, keeps its verdict. Which project a file may
 * import is a matter of that file and of the layers, so that no verdict depends on the content of another file.
 */
function lintChanged() {
  const basis = lintBasis(ROOT);
  if (basisBefore() !== basis) {
    rmSync(PLACE, { recursive: true, force: true });
    mkdirSync(PLACE, { recursive: true });
    writeFileSync(BASIS, basis);
  }
  // Without a project graph the rule about layers says nothing
  const graph = run('nx', ['show', 'projects'], 'ignore');
  if (graph !== 0) return graph;
  const remembered = [
    '--cache',
    '--cache-strategy',
    'content',
    '--cache-location',
    path.join(PLACE, 'verdicts'),
  ];
  return run('eslint', ['--max-warnings', '0', ...remembered, ...LINTED], 'inherit');
}

function basisBefore() {
  try {
    return readFileSync(BASIS, 'utf8');
  } catch {
    return undefined;
  }
}

function run(program, args, stdout) {
  const script = path.join(ROOT, 'node_modules/.bin', program);
  const { status, error } = spawnSync(script, args, { cwd: ROOT, stdio: ['ignore', stdout, 'inherit'] });
  if (error) throw error;
  return status ?? 1;
}

process.exitCode = lintChanged();
