import { lstatSync, type Stats } from 'node:fs';

/** What tells that a file was not touched, without reading it. Times in milliseconds with the file system's precision. */
export interface RememberedStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** Numbers of a stamp: size in bytes, mtime and ctime in milliseconds. */
export const STAMP_NUMBERS = 3;
/** Equal to no stamp, not even to itself: nothing is known. */
export const NO_STAMP: RememberedStamp = { size: Number.NaN, mtimeMs: Number.NaN, ctimeMs: Number.NaN };

/** A write this shortly before the look may be followed by another that leaves the same times. */
const TOO_RECENT_MS = 100;

/** The stamp of a file, or undefined when it is gone. Links are not followed. */
export function stampOf(path: string): RememberedStamp | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** A stamp worth remembering: undefined when the file changed so recently that its times prove nothing. */
export function trusted(
  stamp: RememberedStamp | Stats | undefined,
  now: number,
): RememberedStamp | undefined {
  if (stamp === undefined || Math.max(stamp.mtimeMs, stamp.ctimeMs) > now - TOO_RECENT_MS) return undefined;
  return stamp;
}
