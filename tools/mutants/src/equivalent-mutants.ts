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
export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [];

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
