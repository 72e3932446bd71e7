import type { ExpectedFile } from '@archivesmp/baseline';
import type { ScannedInstance } from './scan-context.js';
import type { ScanProblem } from './scan-task.js';

/** What is wrong with the document itself where it speaks about one file on one instance. */
export function problemsOf(expected: ExpectedFile, instance: ScannedInstance): ScanProblem[] {
  if (expected.isPlainFor(instance.facts)) return [];
  const { plugin, path } = expected.facts;
  const { name } = instance.folder;
  const { conflicts, missingVariables } = expected.on(instance.facts);
  const problems = conflicts.map(({ key, deviations }): ScanProblem => {
    const lines = deviations.map(({ line }) => line).join(' and ');
    return {
      severity: 'error',
      message: `${plugin}/${path}: deviations of equal rank disagree about ${key} on ${name} (deviations.yml, lines ${lines}); give one tag a higher priority`,
    };
  });
  for (const variable of missingVariables) {
    const message = `${plugin}/${path}: the variable ${variable} has no value on ${name}`;
    problems.push({ severity: 'error', message });
  }
  return problems;
}
