import type { FleetInstance } from '@archivesmp/fleet';
import type { SecretHandling } from './finding.js';
import type { CompiledRules } from './rules.js';

/** What every comparison on one instance goes by. */
export interface ComparisonContext {
  readonly instance: FleetInstance;
  readonly rules: CompiledRules;
  readonly secrets: SecretHandling;
}
