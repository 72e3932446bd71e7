import type { Database } from '../database/database.js';
import { BaselineChanges } from './baseline-changes.js';

/** Changes of baselines and deviations. */
export interface BaselineStores {
  readonly baselineChanges: BaselineChanges;
}

export const baselineStores = (database: Database): BaselineStores => ({
  baselineChanges: new BaselineChanges(database),
});
