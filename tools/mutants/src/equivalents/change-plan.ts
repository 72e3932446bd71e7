import type { EquivalentMutant } from './equivalent-mutant.js';

export const IN_CHANGE_PLAN: readonly EquivalentMutant[] = [
  {
    file: 'libs/engines/change-plan/src/consequences.ts',
    line: 'if (touched.length === 0) return [];',
    change: 'condition: touched.length === 0 → false',
    reason: 'A short way: a file that no rule is about has no vote.',
  },
  {
    file: 'libs/engines/change-plan/src/consequences.ts',
    line: 'const touched = changed.filter(({ path }) => hasRule(configFileRefOf(path)));',
    change: 'call: changed.filter(({ path }) => hasRule(configFileRefOf(path))) → changed',
    reason: 'A short way: a file that no rule is about has no vote.',
  },
  {
    file: 'libs/engines/change-plan/src/change-requests-for-plugin.ts',
    line: 'if (chosen.length === 0) continue;',
    change: 'condition: chosen.length === 0 → false',
    reason: 'A short way: of nothing chosen comes no change request.',
  },
  {
    file: 'libs/engines/change-plan/src/show/text-patch.ts',
    line: 'const LONGEST_MS = 400;',
    change: 'number: 400 → (400 + 1)',
    reason: 'A millisecond more for a diff that takes too long.',
  },
];
