import { setTimeout as pause } from 'node:timers/promises';
import type { FileStamp } from './file-stamp.js';
import { FileRefusal } from './refusal.js';

/** A file that was changed this recently may be in the middle of being written. */
const RECENT_MS = 2_000;
/** So long it must not be touched before it counts as settled. */
const STILL_MS = 1_000;
/** So long a server writes its files after it was started. */
const STARTING_MS = 60_000;

/** When the file was read, and when the server of the instance was last started, as far as the disk tells; ms since 1970. */
export interface Moment {
  readonly now: number;
  readonly startedAt?: number;
}

/**
 * Whether a file must be read once more before it is trusted: it was changed within seconds, or by a server that has
 * just started. A time far in the future says nothing.
 */
export function needsSecondReading({ mtimeNs, ctimeNs }: FileStamp, { now, startedAt }: Moment): boolean {
  const changedAt = Math.max(Number(mtimeNs / 1_000_000n), Number(ctimeNs / 1_000_000n));
  if (Math.abs(now - changedAt) < RECENT_MS) return true;
  return (
    startedAt !== undefined && now - startedAt < STARTING_MS && now >= startedAt && changedAt >= startedAt
  );
}

/** Waits until the files that were looked at have been left alone for long enough. */
export const letSettle = (): Promise<void> => pause(STILL_MS);

/** What is said of a file that was written while it was looked at. */
export const unsettled = (): FileRefusal =>
  new FileRefusal(
    'unsettled',
    'it was being written while it was looked at; it is looked at again by itself',
  );
