import type { JudgedMutant } from './judge-mutants.js';
import { changeOf } from './mutant.js';

export interface FolderMutants {
  readonly folder: string;
  /** How many the operators make of the whole folder. */
  readonly made: number;
  readonly judged: readonly JudgedMutant[];
  /** Drawn, and known to make no difference. */
  readonly equivalent: number;
}

/** A table by folder, and below it every mutant that no test noticed. */
export function report(folders: readonly FolderMutants[]): string {
  const rows = [...folders.map(rowOf), sumOf(folders)];
  const head = ['folder', 'made', 'drawn', 'equivalent', 'killed', 'by time', 'survived', 'share'];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  const survivors = folders.flatMap(({ judged }) => judged.filter(({ fate }) => !isNoticed(fate)));
  const places = survivors.map(
    ({ mutant, fate }) =>
      `${mutant.file}:${mutant.line}  ${changeOf(mutant)}${fate === 'untested' ? '  (no unit test)' : ''}`,
  );
  return [
    line(head),
    ...rows.map(line),
    '',
    survivors.length === 0 ? 'No survivors.' : 'Survivors:',
    ...places,
  ].join('\n');
}

/** Killed of those that make a difference, from 0 to 1. */
export function shareKilled(folders: readonly FolderMutants[]): number {
  const all = folders.flatMap(({ judged }) => judged);
  return all.length === 0 ? 1 : all.filter(({ fate }) => isNoticed(fate)).length / all.length;
}

const isNoticed = (fate: JudgedMutant['fate']): boolean => fate === 'killed' || fate === 'timeout';

function rowOf(folder: FolderMutants): string[] {
  const { judged, made, equivalent } = folder;
  const count = (fate: JudgedMutant['fate']): number => judged.filter((one) => one.fate === fate).length;
  return [
    folder.folder,
    String(made),
    String(judged.length + equivalent),
    String(equivalent),
    String(count('killed')),
    String(count('timeout')),
    String(count('survived') + count('untested')),
    `${(shareKilled([folder]) * 100).toFixed(1)} %`,
  ];
}

const sumOf = (folders: readonly FolderMutants[]): string[] =>
  rowOf({
    folder: 'all',
    made: folders.reduce((sum, one) => sum + one.made, 0),
    judged: folders.flatMap(({ judged }) => judged),
    equivalent: folders.reduce((sum, one) => sum + one.equivalent, 0),
  });
