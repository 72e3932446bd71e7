import type { Database } from '../database/database.js';
import { CauseRecord } from './cause-record.read-model.js';
import { FindingGroupReads } from './finding-group.read-model.js';
import { FindingReviews } from './finding-reviews.js';
import { FindingReads } from './finding.read-model.js';
import { OutlierReads } from './outlier.read-model.js';
import { WrittenSinceScan } from './written-since-scan.read-model.js';

/** What was found, what people said of it, and what it is blamed on. */
export interface FindingStores {
  readonly findings: FindingReads;
  readonly findingGroups: FindingGroupReads;
  readonly findingReviews: FindingReviews;
  readonly outliers: OutlierReads;
  readonly causeRecord: CauseRecord;
  readonly writtenSinceScan: WrittenSinceScan;
}

export const findingStores = (database: Database): FindingStores => ({
  findings: new FindingReads(database),
  findingGroups: new FindingGroupReads(database),
  findingReviews: new FindingReviews(database),
  outliers: new OutlierReads(database),
  causeRecord: new CauseRecord(database),
  writtenSinceScan: new WrittenSinceScan(database),
});
