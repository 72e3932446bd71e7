import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { EQUIVALENT_MUTANTS, equivalenceOf } from './equivalent-mutants.js';
import { changeOf, type Mutant } from './mutant.js';
import { mutantsOf } from './mutants-of.js';
import { report, shareEquivalent, shareKilled } from './report.js';

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
  refused: 4,
  equivalent: [{ file: mutant.file, line: 'a && b', change: 'logical: && → ||', reason: 'both or neither' }],
  judged: [
    { mutant, fate: 'killed' as const, by: 'x' },
    { mutant, fate: 'timeout' as const },
    { mutant, fate: 'killed' as const },
    { mutant: { ...mutant, line: 9 }, fate: 'survived' as const },
    { mutant: { ...mutant, line: 12 }, fate: 'untested' as const },
    { mutant: { ...mutant, line: 13 }, fate: 'not run' as const, by: 'no memory' },
    { mutant: { ...mutant, line: 14 }, fate: 'died' as const },
  ],
};

it('tells by folder how many were killed, and names every survivor', () => {
  expect(report([folder]).split('\n')).toEqual([
    'folder  made  refused  drawn  equivalent  killed  no end  survived   share',
    'libs/a    90        4      8           1       2       2         3  57.1 %',
    'all       90        4      8           1       2       2         3  57.1 %',
    '',
    'Survivors:',
    'libs/a/src/b.ts:9  logical: && → ||',
    'libs/a/src/b.ts:12  logical: && → ||  (no unit test)',
    'libs/a/src/b.ts:13  logical: && → ||  (could not be run)',
    '',
    'Without an end:',
    'libs/a/src/b.ts:3  logical: && → ||  (the tests took too long)',
    'libs/a/src/b.ts:14  logical: && → ||  (the process of the tests ended)',
    '',
    'Equivalent:',
    'libs/a/src/b.ts  logical: && → ||  (both or neither)',
  ]);
  expect(shareKilled([folder])).toBe(4 / 7);
  expect(shareKilled([])).toBe(1);
  expect(shareEquivalent([folder])).toBe(1 / 8);
  expect(shareEquivalent([])).toBe(0);
});

it('knows an equivalent mutant by its line, and only as long as the line is the same', () => {
  const known = [{ file: mutant.file, line: 'a && b', change: 'logical: && → ||', reason: 'none' }];
  expect(equivalenceOf(mutant, '\n\n  a && b', known)).toBe(known[0]);
  expect(equivalenceOf(mutant, '\n\n  a && c', known)).toBeUndefined();
  expect(equivalenceOf({ ...mutant, replacement: '' }, '\n\n  a && b', known)).toBeUndefined();
});

it('every entry of the list of equivalent mutants means one that is still made, and only that, with its reason', () => {
  for (const { file, line, change, reason, times = 1 } of EQUIVALENT_MUTANTS) {
    expect(reason.length, change).toBeGreaterThan(20);
    expect(existsSync(resolve(ROOT, file)), file).toBe(true);
    const source = readFileSync(resolve(ROOT, file), 'utf8');
    const lines = source.split('\n').map((text) => text.trim());
    const made = mutantsOf(file, source).filter((one) => lines[one.line - 1] === line);
    expect(
      made.map(changeOf).filter((one) => one === change),
      `${file}: ${line}`,
    ).toEqual(Array(times).fill(change));
  }
});
