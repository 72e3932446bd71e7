import { DateTime } from 'luxon';
import { clockMoment } from './clock-moment.js';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When changes may be started. `from` after `to` goes over midnight and belongs to the day it begins on. */
export interface ChangeWindow {
  readonly effect: 'allow' | 'deny';
  readonly days: readonly Weekday[];
  /** `HH:MM` on the clock of the zone; `24:00` is the end of the day. */
  readonly from: string;
  readonly to: string;
  /** IANA name: `Europe/Berlin`. */
  readonly zone: string;
}

export interface WindowAnswer {
  readonly allowed: boolean;
  /** When the answer turns; left out when it does not within two weeks. */
  readonly until?: Date;
  /** `changes allowed now` or `next at …`, in the zone of the window that decides. */
  readonly sentence: string;
}

/** Yesterday: a window may reach over midnight. */
const FIRST_DAY = -1;
const HORIZON_DAYS = 14;

/**
 * Whether a change may be started now. Without windows always; with at least one `allow` window only within one; a `deny`
 * window wins. What was started goes on past the end of a window.
 * @param now milliseconds since 1970
 */
export function changesAllowed(windows: readonly ChangeWindow[], now: number): WindowAnswer {
  const allowed = isAllowed(windows, now);
  const until = edges(windows, now).find((edge) => isAllowed(windows, edge) !== allowed);
  const at = until === undefined ? undefined : clock(until, windows[0]!.zone);
  const sentence = allowed
    ? `changes allowed now${at === undefined ? '' : `, until ${at}`}`
    : `changes are not allowed now; ${at === undefined ? 'no window opens within two weeks' : `next at ${at}`}`;
  return { allowed, ...(until !== undefined && { until: new Date(until) }), sentence };
}

/** What is wrong with a window, in words for the person who wrote it. */
export function windowMistakes(window: ChangeWindow): string[] {
  const mistakes: string[] = [];
  for (const side of ['from', 'to'] as const)
    if (minutesOf(window[side]) === undefined)
      mistakes.push(`${side} must be a time from 00:00 to 24:00, not "${window[side]}"`);
  if (window.from === window.to) mistakes.push('from and to are the same; a whole day is 00:00 to 24:00');
  if (window.days.length === 0) mistakes.push('days is empty, so the window never opens');
  if (!DateTime.utc().setZone(window.zone).isValid)
    mistakes.push(`zone "${window.zone}" is not known; write it like Europe/Berlin`);
  return mistakes;
}

function isAllowed(windows: readonly ChangeWindow[], at: number): boolean {
  const covers = (effect: ChangeWindow['effect']): boolean =>
    windows.some(
      (window) => window.effect === effect && spans(window, at).some(([from, to]) => from <= at && at < to),
    );
  if (covers('deny')) return false;
  return covers('allow') || !windows.some((window) => window.effect === 'allow');
}

/** Every moment after now at which a window opens or closes, in order. */
function edges(windows: readonly ChangeWindow[], now: number): number[] {
  const all = windows.flatMap((window) => spans(window, now).flat());
  return [...new Set(all)].filter((edge) => edge > now).sort((a, b) => a - b);
}

/**
 * The spans of a window from yesterday (it may reach over midnight) to two weeks ahead, by the clock on the wall: a window keeps its
 * hours when the clocks change.
 */
function spans(window: ChangeWindow, now: number): (readonly [number, number])[] {
  const from = minutesOf(window.from);
  const to = minutesOf(window.to);
  const today = DateTime.fromMillis(now, { zone: window.zone }).startOf('day');
  if (from === undefined || to === undefined || !today.isValid) return [];
  const found: (readonly [number, number])[] = [];
  for (let day = FIRST_DAY; day <= HORIZON_DAYS; day += 1) {
    const date = today.plus({ days: day });
    if (!window.days.includes(WEEKDAYS[date.weekday - 1]!)) continue;
    // Of an hour that the clocks show twice, what is forbidden stays so to its last minute
    const end = window.effect === 'deny' ? 'last' : 'first';
    const until = clockMoment(to > from ? date : date.plus({ days: 1 }), to, end);
    found.push([clockMoment(date, from, 'first'), until]);
  }
  return found;
}

function minutesOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  return hours !== undefined && Number(minutes) < 60 && total <= 1_440 ? total : undefined;
}

const clock = (at: number, zone: string): string =>
  `${DateTime.fromMillis(at, { zone, locale: 'en-GB' }).toFormat('ccc d LLL HH:mm')} ${zone}`;
