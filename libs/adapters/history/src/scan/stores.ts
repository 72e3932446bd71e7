import type { Database } from '../database/database.js';
import { ScanDeadlines } from './scan-deadlines.js';
import { ScanProgress } from './scan-progress.js';
import { ScanRequests } from './scan-requests.js';
import { ScanResults } from './scan-results.js';
import { ScanReads } from './scan.read-model.js';

/** Scans from the request to the end. */
export interface ScanStores {
  readonly scanRequests: ScanRequests;
  readonly scanProgress: ScanProgress;
  readonly scanResults: ScanResults;
  readonly scanDeadlines: ScanDeadlines;
  readonly scans: ScanReads;
}

export function scanStores(database: Database): ScanStores {
  const scanProgress = new ScanProgress(database);
  const scanResults = new ScanResults(database);
  return {
    scanRequests: new ScanRequests(database),
    scanProgress,
    scanResults,
    scanDeadlines: new ScanDeadlines(database, scanProgress, scanResults),
    scans: new ScanReads(database),
  };
}
