import type { LegacyValue } from './legacy-value.js';

/** One documented variance: this key has this value on this instance. */
export interface VariableValue {
  readonly plugin: string;
  /** As written: dotted, possibly with a file stem in front. */
  readonly key: string;
  readonly instance: string;
  readonly value: LegacyValue;
  readonly source: string;
}
