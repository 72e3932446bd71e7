/** That a plan was rolled back on an instance by itself, and whether a person lifted the hold that came with it. */
export interface Rejection {
  readonly rejectedAt: Date;
  /** When a person lifted its hold; left out: not lifted, or it ended by its time. */
  readonly liftedAt?: Date;
}

/** What people decided about a change, and when. */
export interface Decisions {
  /** When the plan was asked for. */
  readonly plannedAt: Date;
  /** When it was approved for the last time; left out: no approval was needed. */
  readonly approvedAt?: Date;
  /** When its deployment was asked for. */
  readonly startedAt: Date;
}

/**
 * Whether a person decided about a change anew after it was rolled back here: the plan was made or approved after that, or its deployment
 * was asked for after the hold was lifted. Without such a decision it is not tried again by itself.
 */
export function isDecidedAnew({ rejectedAt, liftedAt }: Rejection, decisions: Decisions): boolean {
  const { plannedAt, approvedAt, startedAt } = decisions;
  if (plannedAt > rejectedAt || (approvedAt !== undefined && approvedAt > rejectedAt)) return true;
  return liftedAt !== undefined && startedAt >= liftedAt;
}
