import type { EquivalentMutant } from './equivalent-mutant.js';

export const IN_ROLLOUT: readonly EquivalentMutant[] = [
  {
    file: 'libs/engines/rollout/src/clock-moment.ts',
    line: 'const DAY_MS = 86_400_000;',
    change: 'number: 86_400_000 → (86_400_000 + 1)',
    reason:
      'A millisecond more or less is still about a day before and after, and clocks change at most once in that time.',
  },
  {
    file: 'libs/engines/rollout/src/change-windows.ts',
    line: 'return [...new Set(all)].filter((edge) => edge > now).sort((a, b) => a - b);',
    change: 'comparison: > → >=',
    reason: 'The caller looks for a moment with another answer than now, which now itself is not.',
  },
  {
    file: 'libs/engines/rollout/src/change-windows.ts',
    line: 'const FIRST_DAY = -1;',
    change: 'number: 1 → (1 + 1)',
    reason: 'A window of the day before yesterday is over: it reaches over one midnight at most.',
  },
  {
    file: 'libs/engines/rollout/src/change-windows.ts',
    line: 'const HORIZON_DAYS = 14;',
    change: 'number: 14 → (14 + 1)',
    reason: 'Weeks are alike but where clocks change, and never do clocks change twice within two weeks.',
  },
  {
    file: 'libs/engines/rollout/src/change-windows.ts',
    line: 'const until = clockMoment(to > from ? date : date.plus({ days: 1 }), to, end);',
    change: 'comparison: > → >=',
    reason: 'A window whose ends are the same is refused before it comes here.',
  },
  {
    file: 'libs/engines/rollout/src/decide/draft.ts',
    line: "this.leases.set(instanceId, { holder: 'ours', fence, ranOut: false });",
    change: 'boolean: false → true',
    reason:
      'What was claimed in a decision is claimed no second time in it, but under a new fence in place of that one.',
  },
  {
    file: 'libs/engines/rollout/src/decide/perform-steps.ts',
    line: 'const MOST_STEPS = 10;',
    change: 'number: 10 → (10 + 1)',
    reason: 'No snapshot brings about so many steps; the number is there so that a fault ends as an error.',
  },
];
