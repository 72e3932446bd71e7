import type { ExpectationProblem, ExpectationProblemKind } from '@archivesmp/drift';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';

/** What a problem means for a script: it could not be judged, a rule over the fleet is broken (which is drift), or it is a warning. */
export const PROBLEM_EXIT: Readonly<Record<ExpectationProblemKind, 'error' | 'breach' | 'warning'>> = {
  scope_conflict: 'error',
  variable_conflict: 'error',
  missing_variable: 'error',
  unused_variable: 'warning',
  not_unique: 'breach',
  not_the_same: 'breach',
};

/** Each problem once, with the instances that it is about. */
export function printProblems(problems: readonly ExpectationProblem[], terminal: Terminal): void {
  for (const { kind, instances, message } of problems) {
    const on = instances.length === 0 ? '' : ` On ${instances.join(', ')}.`;
    terminal.message(`asmp: ${PROBLEM_EXIT[kind]}: ${printable(`${message}${on}`)}`);
  }
}
