import type { ScanView } from '@archivesmp/contracts/scan';
import type { ScanRecord } from '@archivesmp/history';
import { isoTimes } from '../http/iso-times.js';

/** A scan as the API shows it; with its instances where the record has them. */
export const scanView = (scan: ScanRecord): ScanView =>
  isoTimes(scan, 'requestedAt', 'startedAt', 'finishedAt');
