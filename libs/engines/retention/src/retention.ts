import { compareTexts } from '@archivesmp/contracts/text-order';

/** How many backups to keep of each kind. 0 keeps none of that kind. */
export interface RetentionPolicy {
  readonly keepLast: number;
  /** Hours before the newest of a group within which every backup is kept. */
  readonly keepWithinHours: number;
  readonly keepHourly: number;
  readonly keepDaily: number;
  readonly keepWeekly: number;
  readonly keepMonthly: number;
  readonly keepYearly: number;
}

/** What the operators asked for: every hour for 30 days, every day for a year (capability G6). */
export const OPERATORS_POLICY: RetentionPolicy = {
  keepLast: 3,
  keepWithinHours: 24,
  keepHourly: 30 * 24,
  keepDaily: 365,
  keepWeekly: 0,
  keepMonthly: 0,
  keepYearly: 5,
};

export interface RetainableBackup {
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly takenAt: number;
  /** Backups are thinned out within their group: usually host, instance and plugin. */
  readonly group: string;
  /** Set while a live plan or a hold needs it: such a backup is never dropped. */
  readonly neededBy?: string;
}

export interface RetentionVerdict {
  readonly id: string;
  readonly isRetained: boolean;
  /** Every rule that keeps it, in words; empty when it is dropped. */
  readonly reasons: readonly string[];
}

type Rule = readonly [
  name: string,
  count: (policy: RetentionPolicy) => number,
  bucket: (time: Date) => string,
];

const RULES: readonly Rule[] = [
  ['hourly', (policy) => policy.keepHourly, (time) => time.toISOString().slice(0, 13)],
  ['daily', (policy) => policy.keepDaily, (time) => time.toISOString().slice(0, 10)],
  ['weekly', (policy) => policy.keepWeekly, (time) => String(weekOf(time))],
  ['monthly', (policy) => policy.keepMonthly, (time) => time.toISOString().slice(0, 7)],
  ['yearly', (policy) => policy.keepYearly, (time) => time.toISOString().slice(0, 4)],
];

/**
 * Judges every backup: per group, the newest of each of the last N hours, days, weeks, months and years that have a backup is
 * kept (restic's forget rules), and so are the last ones, all that are not much older than the newest, whatever a plan or hold
 * needs, and the newest of each group always.
 * Times are compared in UTC. The order of the answer is the order of the input.
 */
export function decideRetention(
  backups: readonly RetainableBackup[],
  policy: RetentionPolicy,
): RetentionVerdict[] {
  const reasons = new Map<string, string[]>(backups.map((backup) => [backup.id, []]));
  for (const group of groupsOf(backups)) {
    const newestFirst = [...group].sort((a, b) => b.takenAt - a.takenAt || compareTexts(b.id, a.id));
    newestFirst.forEach((backup, i) => {
      const listed = reasons.get(backup.id)!;
      if (backup.neededBy !== undefined) listed.push(`needed by ${backup.neededBy}`);
      if (i === 0) listed.push('newest');
      if (i < policy.keepLast) listed.push('last');
      // Who breaks a file and saves it a few times within an hour must still find what it was before
      if (newestFirst[0]!.takenAt - backup.takenAt < policy.keepWithinHours * HOUR_MS) listed.push('recent');
    });
    for (const [name, countOf, bucketOf] of RULES) {
      const retained = new Set<string>();
      for (const backup of newestFirst) {
        const bucket = bucketOf(new Date(backup.takenAt));
        if (retained.has(bucket)) continue;
        if (retained.size >= countOf(policy)) break;
        retained.add(bucket);
        reasons.get(backup.id)!.push(name);
      }
    }
  }
  return backups.map(({ id }) => ({
    id,
    isRetained: reasons.get(id)!.length > 0,
    reasons: reasons.get(id)!,
  }));
}

function groupsOf(backups: readonly RetainableBackup[]): Iterable<RetainableBackup[]> {
  const groups = new Map<string, RetainableBackup[]>();
  for (const backup of backups) {
    const group = groups.get(backup.group) ?? [];
    group.push(backup);
    groups.set(backup.group, group);
  }
  return groups.values();
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Number of the week; weeks start on Monday (1970-01-01 was a Thursday). */
const weekOf = (time: Date): number => Math.floor((Math.floor(time.getTime() / DAY_MS) + 3) / 7);
