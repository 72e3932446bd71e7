/** Who an operation by the clock is asked by. */
export const BY_SCHEDULE = 'schedule';
