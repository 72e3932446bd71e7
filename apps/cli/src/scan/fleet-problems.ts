import { sayBreach } from '@archivesmp/drift';
import type { ScanContext } from './scan-context.js';
import type { ScanProblem, ScanResult } from './scan-task.js';

/**
 * What only shows when the whole fleet was seen: variables that scopes of equal rank disagree about, rules over the fleet that
 * are broken and, when every plugin was looked at, variables that nobody mentions.
 */
export function fleetProblems(context: ScanContext, sum: ScanResult, isWhole: boolean): ScanProblem[] {
  const conflicts = context.compiler.facts.variableConflicts.map(({ name, instance, lines }): ScanProblem => {
    const message = `the variable ${name} has different values of equal rank on ${instance} (deviations.yml, lines ${lines.join(' and ')})`;
    return { severity: 'error', message };
  });
  const breaches = context.fleetRules.breachesIn(sum.votes).map((breach): ScanProblem => {
    return { severity: 'breach', message: sayBreach(breach, context.rules.judgeOf) };
  });
  const unused = context.document.variables
    .filter(({ name }) => isWhole && !sum.variables.has(name))
    .map(({ name }): ScanProblem => {
      return { severity: 'warning', message: `the variable ${name} is declared and mentioned nowhere` };
    });
  return [...conflicts, ...breaches, ...unused];
}
