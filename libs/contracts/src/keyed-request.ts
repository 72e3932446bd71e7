/**
 * A request whose answer is still missing after this long was lost with its process, and may be begun again. Counted in working time:
 * a clock that was set back would keep it from being begun again for as long.
 */
export const REQUEST_LOST_AFTER_SECONDS = 60;

/** What is recorded under the key of a request that was sent again. */
export interface RecordedRequest {
  /** Whether it was the same request: method, path and body. */
  readonly isSame: boolean;
  readonly isAnswered: boolean;
  /** By the time of day. */
  readonly expiresAt: Date;
  /** By working time. */
  readonly begunAt: Date;
}

/** What becomes of a request that was sent again under its key. */
export type RepeatedRequest = 'answered' | 'in-progress' | 'another-request' | 'begins-again';

/** What becomes of a request under a key that is recorded. @param worked the working time now */
export function repeatedRequest(
  { isSame, isAnswered, expiresAt, begunAt }: RecordedRequest,
  { now, worked }: { readonly now: Date; readonly worked: Date },
): RepeatedRequest {
  if (expiresAt <= now) return 'begins-again';
  if (!isSame) return 'another-request';
  if (isAnswered) return 'answered';
  const isLost = worked.getTime() - begunAt.getTime() >= REQUEST_LOST_AFTER_SECONDS * 1_000;
  return isLost ? 'begins-again' : 'in-progress';
}
