import type { Database } from '../database/database.js';
import { WorkClock } from './work-clock.js';

/** The working time of the hub. */
export interface ClockStores {
  readonly workClock: WorkClock;
}

export const clockStores = (database: Database): ClockStores => ({
  workClock: new WorkClock(database),
});
