import { make } from './make.js';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'long' });
const ABSOLUTE = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** "5 minutes ago" or "in 3 hours". */
export function relative(iso, now = Date.now()) {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  // Below two of a unit the next smaller one says more: 90 minutes, not 1 hour.
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size * 2) ?? UNITS.at(-1);
  return RELATIVE.format(Math.round(seconds / size), unit);
}

/** Date and time with the zone of this browser. */
export const absolute = (iso) => ABSOLUTE.format(new Date(iso));

/** How long ago or how far off; the date, the time and the zone on hover. Nothing for no time. */
export const time = (iso, prefix = '') =>
  iso === undefined
    ? undefined
    : make('time', { datetime: iso, title: absolute(iso) }, prefix, relative(iso));

/** How long something takes or took: "1 min 20 s". */
export function lasting(from, until = new Date().toISOString()) {
  const seconds = Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** How long something takes that is not over; it goes on by itself. */
export const lastingSince = (from) => make('span', { 'data-since': from }, lasting(from));

/** Lets every shown time go on, without reading anything again. */
export function keepTimes() {
  setInterval(() => showTimes(document, Date.now()), 1_000);
}

/** Shows every time within `part` as it reads now. */
export function showTimes(part, now) {
  for (const one of part.querySelectorAll('time[datetime]'))
    if (one.childNodes.length > 0) one.lastChild.data = relative(one.dateTime, now);
  for (const one of part.querySelectorAll('[data-since]'))
    one.textContent = lasting(one.dataset.since, new Date(now).toISOString());
}
