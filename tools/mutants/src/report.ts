import type { EquivalentMutant } from './equivalent-mutants.js';
import type { JudgedMutant } from './judge-mutants.js';
import { changeOf } from './mutant.js';

export interface FolderMutants {
  readonly folder: string;
  /** How many the operators make of the whole folder. */
  readonly made: number;
  /** Met while drawing, but the compiler refuses them: others were drawn in their place. */
  readonly refused: number;
  readonly judged: readonly JudgedMutant[];
  /** Drawn, and known to make no difference. */
  readonly equivalent: readonly EquivalentMutant[];
}

type Fate = JudgedMutant['fate'];

const NOTICED: ReadonlySet<Fate> = new Set(['killed', 'timeout', 'died']);
const WITHOUT_TEST: Readonly<Partial<Record<Fate, string>>> = {
  timeout: '  (the tests took too long)',
  died: '  (the process of the tests ended)',
  untested: '  (no unit test)',
  'not run': '  (could not be run)',
};

/** A table by folder, and below it every mutant that no test noticed or that did not end, and the equivalent ones. */
export function report(folders: readonly FolderMutants[]): string {
  const rows = [...folders.map(rowOf), rowOf(sumOf(folders))];
  const head = ['folder', 'made', 'refused', 'drawn', 'equivalent', 'killed', 'no end', 'survived', 'share'];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  const { judged, equivalent } = sumOf(folders);
  return [
    line(head),
    ...rows.map(line),
    ...listed('Survivors', judged.filter(({ fate }) => !NOTICED.has(fate)).map(fileAndLineOfMutant)),
    ...listed(
      'Without an end',
      judged.filter(({ fate }) => fate === 'timeout' || fate === 'died').map(fileAndLineOfMutant),
    ),
    ...listed(
      'Equivalent',
      equivalent.map(({ file, change, reason }) => `${file}  ${change}  (${reason})`),
    ),
  ].join('\n');
}

/** Killed of those that make a difference, from 0 to 1. */
export function shareKilled(folders: readonly FolderMutants[]): number {
  const { judged } = sumOf(folders);
  return judged.length === 0 ? 1 : judged.filter(({ fate }) => NOTICED.has(fate)).length / judged.length;
}

/** Those without a difference of all that were drawn, from 0 to 1. */
export function shareEquivalent(folders: readonly FolderMutants[]): number {
  const { judged, equivalent } = sumOf(folders);
  return equivalent.length / Math.max(1, equivalent.length + judged.length);
}

const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? ['', `${title}: none.`] : ['', `${title}:`, ...lines];

const fileAndLineOfMutant = ({ mutant, fate }: JudgedMutant): string =>
  `${mutant.file}:${mutant.line}  ${changeOf(mutant)}${WITHOUT_TEST[fate] ?? ''}`;

function rowOf(folder: FolderMutants): string[] {
  const { judged, made, refused, equivalent } = folder;
  const count = (...fates: Fate[]): number => judged.filter(({ fate }) => fates.includes(fate)).length;
  return [
    folder.folder,
    String(made),
    String(refused),
    String(judged.length + equivalent.length),
    String(equivalent.length),
    String(count('killed')),
    String(count('timeout', 'died')),
    String(judged.filter(({ fate }) => !NOTICED.has(fate)).length),
    `${(shareKilled([folder]) * 100).toFixed(1)} %`,
  ];
}

const sumOf = (folders: readonly FolderMutants[]): FolderMutants => ({
  folder: 'all',
  made: folders.reduce((sum, one) => sum + one.made, 0),
  refused: folders.reduce((sum, one) => sum + one.refused, 0),
  judged: folders.flatMap(({ judged }) => judged),
  equivalent: folders.flatMap(({ equivalent }) => equivalent),
});
