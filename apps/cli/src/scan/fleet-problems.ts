import { showKey } from '@archivesmp/contracts/vocabulary';
import { type RuleBreach } from '@archivesmp/baseline';
import { isSecretKey, isSecretText, MASK } from '@archivesmp/drift';
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
    return { severity: 'breach', message: showBreach(breach) };
  });
  const unused = context.document.variables
    .filter(({ name }) => isWhole && !sum.variables.has(name))
    .map(({ name }): ScanProblem => {
      return { severity: 'warning', message: `the variable ${name} is declared and mentioned nowhere` };
    });
  return [...conflicts, ...breaches, ...unused];
}

function showBreach({ rule, holders }: RuleBreach): string {
  const what = rule.rule === 'unique' ? 'must be unique and is not' : 'must be the same and is not';
  const why = rule.reason === '' ? '' : ` (${rule.reason})`;
  const places = holders.map(({ instance, plugin, file, path, text }) => {
    const isSecret = isSecretKey(path) || isSecretText(text);
    const value = isSecret && text !== '' ? MASK : JSON.stringify(text);
    return `${instance} ${plugin}/${file} ${showKey(path)} = ${text === '' ? 'not set' : value}`;
  });
  return `${rule.key} ${what}${why}: ${places.join('; ')}`;
}
