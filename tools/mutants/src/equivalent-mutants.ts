import { IN_BASELINE } from './equivalents/baseline.js';
import { IN_CHANGE_PLAN } from './equivalents/change-plan.js';
import { IN_DRIFT } from './equivalents/drift.js';
import { IN_INSTANCE_FILES } from './equivalents/instance-files.js';
import { IN_RETENTION } from './equivalents/retention.js';
import { IN_ROLLOUT } from './equivalents/rollout.js';
import { IN_SECRETS } from './equivalents/secrets.js';
import type { EquivalentMutant } from './equivalents/equivalent-mutant.js';
import { changeOf, type Mutant } from './mutant.js';

export type { EquivalentMutant };

/** Looked at one by one, folder by folder. */
export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  ...IN_BASELINE,
  ...IN_CHANGE_PLAN,
  ...IN_DRIFT,
  ...IN_INSTANCE_FILES,
  ...IN_RETENTION,
  ...IN_ROLLOUT,
  ...IN_SECRETS,
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
