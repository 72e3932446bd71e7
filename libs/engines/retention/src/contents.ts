import { cutOff } from './records.js';

/** A stored content and who knows it. */
export interface KeepableContent {
  readonly sha256: string;
  /** What names it, in words; left out when nothing does. */
  readonly neededBy?: string;
  /** Milliseconds since 1970: since when it is known that nothing names it. Left out when that was not noticed yet. */
  readonly unneededSince?: number;
}

/**
 * `stay`; `note`: from now on it is known to be unneeded; `take-back`: something names it again; `wait`: unneeded, but not for
 * long enough; `remove`.
 */
export type ContentVerdict = 'stay' | 'note' | 'take-back' | 'wait' | 'remove';

/**
 * A content goes only when nothing has named it for so many days on end, never at once: what is about to name it (a scan,
 * a plan, a backup under way) has that long to do so, and the contents of the scan before the last are still there.
 * @param now milliseconds since 1970
 */
export function judgeContent(
  { neededBy, unneededSince }: KeepableContent,
  days: number,
  now: number,
): ContentVerdict {
  if (neededBy !== undefined) return unneededSince === undefined ? 'stay' : 'take-back';
  if (unneededSince === undefined) return 'note';
  return unneededSince < cutOff(days, now) ? 'remove' : 'wait';
}
