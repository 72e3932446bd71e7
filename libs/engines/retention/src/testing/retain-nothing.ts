import type { RetentionPolicy } from '../retention.js';

/** Keeps no backup by any count: what stays then is kept for another reason. */
export const RETAIN_NOTHING: RetentionPolicy = {
  keepLast: 0,
  keepWithinHours: 0,
  keepHourly: 0,
  keepDaily: 0,
  keepWeekly: 0,
  keepMonthly: 0,
  keepYearly: 0,
};
