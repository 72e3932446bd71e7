/** What a person wrote as a time, or what is wrong with it. */
export type ReadMoment =
  | { readonly at: Date; readonly isDay: boolean; readonly mistake?: undefined }
  | { readonly at?: undefined; readonly mistake: string };

const SHAPE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads a day (`2026-11-20`) or a time (`2026-11-20T18:00`, with seconds and zone if wanted). A day that there is not, such as the 30th
 * of February, is a mistake and never the day after it. Without a zone it is a time of the clock of this machine; a day alone
 * begins at midnight UTC, or of this clock with `localDay`.
 */
export function readMoment(text: string, { localDay = false } = {}): ReadMoment {
  const [, year, month, day, hour, minute, second] = SHAPE.exec(text) ?? [];
  if (year === undefined) return { mistake: 'is no time; it reads like 2026-11-20 or 2026-11-20T18:00' };
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > last)
    return { mistake: 'there is no such day' };
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59)
    return { mistake: 'there is no such time of day' };
  const isDay = hour === undefined;
  const at = new Date(isDay && localDay ? `${text}T00:00` : text.replace(' ', 'T'));
  return Number.isNaN(at.getTime())
    ? { mistake: 'is no time; its zone reads like Z or +01:00' }
    : { at, isDay };
}
