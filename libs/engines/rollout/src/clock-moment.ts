import type { DateTime } from 'luxon';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The moment at which the clocks of a zone show a time of a day, in milliseconds since 1970. Where the clocks are put back and show
 * it twice, the first or the last time; where they are put forward and never show it, the moment at which they jump over it.
 * @param date any moment of the day, in its zone
 * @param minutes since midnight, 0 to 1440
 */
export function clockMoment(date: DateTime, minutes: number, which: 'first' | 'last'): number {
  const { zone } = date;
  const shown = Date.UTC(date.year, date.month - 1, date.day, 0, minutes);
  const [before, after] = [zone.offset(shown - DAY_MS), zone.offset(shown + DAY_MS)];
  const moments = [shown - before * MINUTE_MS, shown - after * MINUTE_MS].filter(
    (moment) => moment + zone.offset(moment) * MINUTE_MS === shown,
  );
  // Two are left where clocks are put back only, and the one by the offset before comes first
  const moment = which === 'first' ? moments[0] : moments.at(-1);
  return moment ?? jump(zone.offset.bind(zone), shown - after * MINUTE_MS, shown - before * MINUTE_MS);
}

/** The first millisecond with the offset of `to`; `from` still has the one before. */
function jump(offset: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === offset(to)) high = middle;
    else low = middle;
  }
  return high;
}
