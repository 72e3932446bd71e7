/** Orders live ten minutes; a clock that is off by more than this is worth a word long before they are refused. */
export const SKEW_WORTH_A_WORD_SECONDS = 30;

/**
 * How far the clock of this host is ahead of the hub's, from one answer of the hub.
 * @param askedAt before the request and @param answeredAt after it, milliseconds on the clock of this host
 * @param date header `Date` of the answer, which has whole seconds
 * @returns whole seconds, negative when this host is behind; undefined without a usable header
 */
export function clockSkew(askedAt: number, answeredAt: number, date: string | undefined): number | undefined {
  const hub = Date.parse(date ?? '');
  if (Number.isNaN(hub)) return undefined;
  // The second that the header names has passed by half on average
  const skew = Math.round(((askedAt + answeredAt) / 2 - (hub + 500)) / 1_000);
  return skew === 0 ? 0 : skew;
}

/** The same in words; undefined while nothing is known or the clocks agree. */
export function describeSkew(seconds: number | undefined): string | undefined {
  if (seconds === undefined || Math.abs(seconds) <= SKEW_WORTH_A_WORD_SECONDS) return undefined;
  const side = seconds > 0 ? 'ahead of' : 'behind';
  return `the clock of this host is ${Math.abs(seconds)} s ${side} the hub's; let NTP set both (timedatectl)`;
}
