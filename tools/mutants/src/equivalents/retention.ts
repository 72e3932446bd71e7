import type { EquivalentMutant } from './equivalent-mutant.js';

export const IN_RETENTION: readonly EquivalentMutant[] = [
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['hourly', (policy) => policy.keepHourly, (time) => time.toISOString().slice(0, 13)],",
    change: 'number: 13 → (13 + 1)',
    reason: 'One character more is what separates it from the rest, and that is the same in every time.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['hourly', (policy) => policy.keepHourly, (time) => time.toISOString().slice(0, 13)],",
    change: 'number: 0 → (0 + 1)',
    reason: 'The first digit of the year is the same in every time that a backup may have.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['daily', (policy) => policy.keepDaily, (time) => time.toISOString().slice(0, 10)],",
    change: 'number: 10 → (10 + 1)',
    reason: 'One character more is what separates it from the rest, and that is the same in every time.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['daily', (policy) => policy.keepDaily, (time) => time.toISOString().slice(0, 10)],",
    change: 'number: 0 → (0 + 1)',
    reason: 'The first digit of the year is the same in every time that a backup may have.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['monthly', (policy) => policy.keepMonthly, (time) => time.toISOString().slice(0, 7)],",
    change: 'number: 7 → (7 + 1)',
    reason: 'One character more is what separates it from the rest, and that is the same in every time.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['monthly', (policy) => policy.keepMonthly, (time) => time.toISOString().slice(0, 7)],",
    change: 'number: 0 → (0 + 1)',
    reason: 'The first digit of the year is the same in every time that a backup may have.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['yearly', (policy) => policy.keepYearly, (time) => time.toISOString().slice(0, 4)],",
    change: 'number: 4 → (4 + 1)',
    reason: 'One character more is what separates it from the rest, and that is the same in every time.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['yearly', (policy) => policy.keepYearly, (time) => time.toISOString().slice(0, 4)],",
    change: 'number: 0 → (0 + 1)',
    reason: 'The first digit of the year is the same in every time that a backup may have.',
  },
];
