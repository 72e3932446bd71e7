import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { EQUIVALENT_MUTANTS, equivalenceOf } from './equivalent-mutants.js';
import { changeOf, type Mutant } from './mutant.js';
import { mutantsOf } from './mutants-of.js';
import { report, shareKilled } from './report.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const mutant: Mutant = {
  file: 'libs/a/src/b.ts',
  line: 3,
  operator: 'logical',
  start: 1,
  end: 3,
  original: '&&',
  replacement: '||',
};
const folder = {
  folder: 'libs/a',
  made: 90,
  equivalent: 1,
  judged: [
    { mutant, fate: 'killed' as const, by: 'x' },
    { mutant, fate: 'timeout' as const },
    { mutant, fate: 'killed' as const },
    { mutant: { ...mutant, line: 9 }, fate: 'survived' as const },
    { mutant: { ...mutant, line: 12 }, fate: 'untested' as const },
  ],
};

it('tells by folder how many were killed, and names every survivor', () => {
  expect(report([folder]).split('\n')).toEqual([
    'folder  made  drawn  equivalent  killed  by time  survived   share',
    'libs/a    90      6           1       2        1         2  60.0 %',
    'all       90      6           1       2        1         2  60.0 %',
    '',
    'Survivors:',
    'libs/a/src/b.ts:9  logical: && → ||',
    'libs/a/src/b.ts:12  logical: && → ||  (no unit test)',
  ]);
  expect(shareKilled([folder])).toBe(0.6);
  expect(shareKilled([])).toBe(1);
});

it('knows an equivalent mutant by its line, and only as long as the line is the same', () => {
  const known = [{ file: mutant.file, line: 'a && b', change: 'logical: && → ||', reason: 'none' }];
  expect(equivalenceOf(mutant, '\n\n  a && b', known)).toBe(known[0]);
  expect(equivalenceOf(mutant, '\n\n  a && c', known)).toBeUndefined();
  expect(equivalenceOf({ ...mutant, replacement: '' }, '\n\n  a && b', known)).toBeUndefined();
});

it('every entry of the list of equivalent mutants is one that is still made, with its reason', () => {
  for (const { file, line, change, reason } of EQUIVALENT_MUTANTS) {
    expect(reason.length, change).toBeGreaterThan(20);
    expect(existsSync(resolve(ROOT, file)), file).toBe(true);
    const source = readFileSync(resolve(ROOT, file), 'utf8');
    const lines = source.split('\n').map((text) => text.trim());
    const made = mutantsOf(file, source).filter((one) => lines[one.line - 1] === line);
    expect(made.map(changeOf), `${file}: ${line}`).toContain(change);
  }
});
