import type { FindingGroupMember, FindingGroupView } from '@archivesmp/contracts/finding';
import { SEVERITIES, showKey } from '@archivesmp/contracts/vocabulary';
import {
  priorityReasons,
  sharedCause,
  SPREAD_POINTS,
  type JudgeOf,
  type PriorityFacts,
} from '@archivesmp/drift';
import { causeViewOf, type CauseColumns } from './cause-view.js';
import { fromJson, present, toIso } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import {
  conditionOf,
  presentInstances,
  type Condition,
  type FindingFilter,
  type PresentInstances,
} from './finding-filter.js';
import { readCursor, refuseCursor, writeCursor } from '../database/page-cursor.js';
import { asRecorded, sidesOf, type JudgeNow } from './recorded-sides.js';
import type { FindingRow } from './finding.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** `severity`: critical first and low last, then the widest spread. `priority`: by the points of the drift engine. */
export const GROUP_SORTS = ['severity', 'priority'] as const;
/** One of GROUP_SORTS. */
export type GroupSort = (typeof GROUP_SORTS)[number];

/** What is summed up over the findings of a group; readable from the index alone. */
interface GroupRow {
  group_key: string;
  alike: string;
  worst: number;
  points: number;
  since: Date;
}

type MemberRow = CauseColumns &
  StoredRow<
    FindingRow,
    | 'group_key'
    | 'id'
    | 'instance_id'
    | 'plugin'
    | 'file'
    | 'path'
    | 'kind'
    | 'status'
    | 'expected'
    | 'actual'
    | 'expected_text'
    | 'actual_text'
    | 'baseline'
    | 'reason'
    | 'decided_scope'
    | 'decided_name'
    | 'severity_rank'
    | 'priority'
    | 'looks_like'
    | 'on_dev'
    | 'first_seen_at'
  >;

/** The points for the number of instances, as the engine gives them. */
const SPREAD = `CASE ${SPREAD_POINTS.map(({ alike, points }) => `WHEN COUNT(*) >= ${alike} THEN ${points}`).join(' ')} ELSE 0 END`;

/** How each sort goes on behind a place; `worst`, `alike` and `points` are sums of the group. */
const ORDERS: Record<GroupSort, { readonly by: string; readonly behind: string; readonly keys: number }> = {
  severity: {
    by: 'worst, alike DESC, group_key',
    behind: 'worst > ? OR (worst = ? AND (alike < ? OR (alike = ? AND group_key > ?)))',
    keys: 2,
  },
  priority: { by: 'points DESC, group_key', behind: 'points < ? OR (points = ? AND group_key > ?)', keys: 1 },
};

/** Alike findings of several instances as one: most things that are wrong have one cause and one fix. */
export class FindingGroupReads {
  /** @param judgeNow what is a secret now; asked once for each answer */
  constructor(
    private readonly database: Database,
    private readonly judgeNow: JudgeNow = asRecorded,
  ) {}

  /** The same for showing groups to people: what is called a secret by now is masked. */
  judgedBy(judgeNow: JudgeNow): FindingGroupReads {
    return new FindingGroupReads(this.database, judgeNow);
  }

  /**
   * One page of groups. Filters limit what is counted: with `hosts` a group counts the instances of those hosts only.
   * @throws Problem `request.invalid` when `after` is not a `next` of the same sort.
   */
  async listGroups(
    filter: FindingFilter,
    sort: GroupSort,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ groups: FindingGroupView[]; next?: string }> {
    const { present: instances, anyGone } = await presentInstances(this.database);
    const condition = conditionOf(filter, instances, anyGone);
    if (condition === undefined) return { groups: [] };
    const rows = await this.groups(condition, sort, page);
    const shown = rows.slice(0, page.limit);
    const members = await this.members(
      condition,
      shown.map((row) => row.group_key),
    );
    const judgeOf = shown.length === 0 ? undefined : await this.judgeNow();
    const groups = shown.flatMap((row) => {
      // A scan may have resolved the last of them between the two queries
      const [first, ...more] = members.get(row.group_key) ?? [];
      return first === undefined ? [] : [viewOf(row, [first, ...more], instances, judgeOf)];
    });
    const end = shown.at(-1);
    if (rows.length <= page.limit || end === undefined) return { groups };
    return { groups, next: writeCursor([sort, ...sortKeysOf(sort, end), end.group_key]) };
  }

  private groups(
    condition: Condition,
    sort: GroupSort,
    { limit, after }: { readonly limit: number; readonly after?: string },
  ): Promise<GroupRow[]> {
    const { by, behind } = ORDERS[sort];
    const sortKeys = after === undefined ? [] : sortKeysBehind(sort, after);
    return this.database.selectRows<GroupRow>(
      `SELECT group_key, COUNT(*) AS alike, MIN(severity_rank) AS worst, MAX(priority) + ${SPREAD} AS points,
              MIN(first_seen_at) AS since
         FROM findings WHERE ${condition.text} GROUP BY group_key
        ${after === undefined ? '' : `HAVING ${behind}`} ORDER BY ${by} LIMIT ?`,
      [...condition.parameters, ...sortKeys, limit + 1],
    );
  }

  private async members(condition: Condition, keys: readonly string[]): Promise<Map<string, MemberRow[]>> {
    if (keys.length === 0) return new Map();
    const rows = await this.database.selectRows<MemberRow>(
      `SELECT group_key, id, instance_id, plugin, file, path, kind, status, expected, actual, expected_text, actual_text, baseline, reason,
              decided_scope, decided_name,
              severity_rank, priority, looks_like, on_dev, cause, cause_detail, first_seen_at
         FROM findings WHERE ${condition.text} AND group_key IN (?) ORDER BY seq`,
      [...condition.parameters, keys],
    );
    return Map.groupBy(rows, (row) => row.group_key);
  }
}

const sortKeysOf = (sort: GroupSort, row: GroupRow): number[] =>
  sort === 'severity' ? [row.worst, Number(row.alike)] : [Number(row.points)];

/** The parameters of `behind`. */
function sortKeysBehind(sort: GroupSort, after: string): (string | number)[] {
  const { keys } = ORDERS[sort];
  const [of, ...sortKeys] = readCursor(after, keys + 2);
  const key = sortKeys.pop()!;
  if (of !== sort || typeof key !== 'string' || sortKeys.some((value) => typeof value !== 'number'))
    throw refuseCursor();
  return [...sortKeys.flatMap((value) => [value, value]), key];
}

function viewOf(
  row: GroupRow,
  members: readonly [MemberRow, ...MemberRow[]],
  instances: PresentInstances,
  judgeOf: JudgeOf | undefined,
): FindingGroupView {
  const [first] = members;
  const path = fromJson<(string | number)[]>(first.path) ?? [];
  const named = members.map((member) => memberOf(member, instances));
  const { plugin, file, kind, status, reason } = first;
  return present({
    id: row.group_key,
    plugin,
    file,
    path,
    key: showKey(path),
    kind,
    status,
    severity: SEVERITIES[row.worst] ?? 'low',
    ...sidesOf(first, judgeOf),
    decidedBy: present({ scope: first.decided_scope, name: first.decided_name ?? undefined }),
    reason,
    count: members.length,
    hosts: [...new Set(named.map(({ host }) => host))].sort(),
    instances: named.sort((left, right) => (left.instance < right.instance ? -1 : 1)),
    cause: sharedCause(members.map(causeViewOf)),
    since: toIso(row.since),
    priority: Number(row.points),
    why: priorityReasons(factsOf(members, path), members.length),
  });
}

function memberOf(member: MemberRow, instances: PresentInstances): FindingGroupMember {
  const instance = instances.get(member.instance_id);
  return {
    instance: instance?.name ?? member.instance_id,
    instanceId: member.instance_id,
    host: instance?.host ?? 'unknown',
    findingId: member.id,
    firstSeenAt: toIso(member.first_seen_at),
  };
}

/** A group is as urgent as the most urgent of its findings, so its reasons are those of that one. */
function factsOf(members: readonly [MemberRow, ...MemberRow[]], path: (string | number)[]): PriorityFacts {
  const most = members.reduce((best, member) => (member.priority > best.priority ? member : best));
  return {
    severity: SEVERITIES[most.severity_rank] ?? 'low',
    path,
    plugin: most.plugin,
    file: most.file,
    values: [fromJson(most.expected), fromJson(most.actual)],
    isDevOnly: most.on_dev === 1,
    ...(most.looks_like !== null && { looksLike: most.looks_like }),
  };
}
