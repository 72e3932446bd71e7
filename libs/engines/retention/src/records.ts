/** What is recorded again and again, and thinned out by its age once it is over. */
export const RECORD_KINDS = [
  'scan',
  'operation',
  'inspection',
  'unused-plan',
  'plan',
  'deployment',
  'finding',
  'finding-change',
  'hold',
  'token',
  'gone-instance',
  'job',
  'session',
  'request',
  'measurement',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** For how many days each kind stays after it was over. */
export type RecordPolicy = Readonly<Record<RecordKind, number>>;

export interface RetainableRecord {
  readonly id: string;
  /** Milliseconds since 1970, from which its age counts. Left out while it is not over: then it stays whatever its age. */
  readonly overAt?: number;
  /** What would miss it, in words; left out when nothing would. */
  readonly neededBy?: string;
}

export interface RecordVerdict {
  readonly id: string;
  readonly isRetained: boolean;
  /** Why it stays; left out when it goes. */
  readonly reason?: string;
}

const DAY_MS = 86_400_000;

/** The moment before which a record must have been over to go. */
export const cutOff = (days: number, now: number): number => now - days * DAY_MS;

/**
 * Judges records of one kind: one stays while it is not over, while something needs it, and until it is older than the days of
 * its kind. The order of the answer is the order of the input.
 * @param now milliseconds since 1970
 */
export function judgeRecords(
  records: readonly RetainableRecord[],
  days: number,
  now: number,
): RecordVerdict[] {
  return records.map(({ id, overAt, neededBy }) => {
    const reason = whyRetained(overAt, neededBy, cutOff(days, now));
    return reason === undefined ? { id, isRetained: false } : { id, isRetained: true, reason };
  });
}

function whyRetained(
  overAt: number | undefined,
  neededBy: string | undefined,
  before: number,
): string | undefined {
  if (overAt === undefined) return 'not over';
  if (neededBy !== undefined) return `needed by ${neededBy}`;
  return overAt < before ? undefined : 'not old enough';
}

/**
 * How many of the oldest rows of the audit trail may be cut off: those before the first that is not old enough, so that what
 * stays is one piece. A clock that was set back never lets a younger row go with the older ones around it.
 * @param times of the rows in the order in which they were written, milliseconds since 1970
 */
export function auditRowsToCut(times: readonly number[], days: number, now: number): number {
  const first = times.findIndex((time) => time >= cutOff(days, now));
  return first < 0 ? times.length : first;
}
