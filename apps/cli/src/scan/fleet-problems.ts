import {
  type ExpectationProblem,
  gatheredProblems,
  problemOfBreach,
  problemsOfConflicts,
  unusedVariables,
} from '@archivesmp/drift';
import type { ScanContext } from './scan-context.js';
import type { ScanResult } from './scan-task.js';

/**
 * What is wrong with the expectations and with values over the whole fleet; variables that nothing mentions only when every plugin was
 * looked at.
 */
export function fleetProblems(context: ScanContext, sum: ScanResult, isWhole: boolean): ExpectationProblem[] {
  return [
    ...gatheredProblems([...sum.problems, ...problemsOfConflicts(context.desired.variableConflicts)]),
    ...context.fleetRules
      .breachesIn(sum.votes)
      .map((breach) => problemOfBreach(breach, context.rules.judgeOf)),
    ...(isWhole ? unusedVariables(context.document, sum.variables) : []),
  ];
}
