import type { HoldView } from '@archivesmp/contracts/hold';
import type { HoldRecord } from '@archivesmp/history';
import { isoTimes } from '../http/iso-times.js';

/** A hold as the API shows it. */
export const holdView = (hold: HoldRecord): HoldView => isoTimes(hold, 'since', 'until');
