import { changeOf, type Mutant } from './mutant.js';

/** A change that makes no difference anybody could see, and why. */
export interface EquivalentMutant {
  readonly file: string;
  /** The line as it stands in the file, without indentation: the entry is void when the line changes. */
  readonly line: string;
  /** As reports write it. */
  readonly change: string;
  readonly reason: string;
}

/** Looked at one by one. */
export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  {
    file: 'libs/engines/rollout/src/clock-moment.ts',
    line: '.sort((a, b) => a - b);',
    change: 'returned: a - b → undefined',
    reason:
      'There are two moments only where clocks are put back, and then the one by the offset before comes first already.',
  },
  {
    file: 'libs/engines/drift/src/documented.ts',
    line: 'if (base === undefined || root === undefined) return [];',
    change: 'logical: || → &&',
    reason: 'The tree with deviations is made of the one without: there are both or neither.',
  },
  {
    file: 'libs/engines/drift/src/rules.ts',
    line: 'return instances.some((name) => name === instance.name || (instance.aliases?.includes(name) ?? false));',
    change: 'fallback: instance.aliases?.includes(name) ?? false → (instance.aliases?.includes(name))',
    reason: 'Only whether it holds is asked, and nothing holds no more than false does.',
  },
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
  {
    file: 'libs/engines/baseline/src/parse-facts.ts',
    line: "if (field.node?.kind === 'scalar') return { name, values: [readValue(field, 'everywhere', tags)].flat() };",
    change: 'optional: ?. → .',
    reason: 'The entry of a map always has a node.',
  },
];

/** The entry for a mutant, if it is known to be equivalent. */
export const equivalenceOf = (
  mutant: Mutant,
  source: string,
  known: readonly EquivalentMutant[] = EQUIVALENT_MUTANTS,
): EquivalentMutant | undefined => {
  const line = source.split('\n')[mutant.line - 1]!.trim();
  return known.find(
    (one) => one.file === mutant.file && one.line === line && one.change === changeOf(mutant),
  );
};
