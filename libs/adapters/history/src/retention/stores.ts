import type { Database } from '../database/database.js';
import { ContentNeeds } from './content-needs.js';
import { DepartingContents } from './departing-contents.js';
import { RetainedRecords } from './retained-records.js';

/** Thinning out, and which stored contents are needed. */
export interface RetentionStores {
  readonly retained: RetainedRecords;
  readonly contentNeeds: ContentNeeds;
  readonly departing: DepartingContents;
}

export const retentionStores = (database: Database): RetentionStores => ({
  retained: new RetainedRecords(database),
  contentNeeds: new ContentNeeds(database),
  departing: new DepartingContents(database),
});
