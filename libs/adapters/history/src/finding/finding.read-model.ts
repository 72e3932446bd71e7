import type { FindingView } from '@archivesmp/contracts/finding';
import { SEVERITIES, type FindingStatus, type Severity, showKey } from '@archivesmp/contracts/vocabulary';
import type { JudgeOf } from '@archivesmp/drift';
import { inChunks } from '../database/bulk-insert.js';
import { causeViewOf } from './cause-view.js';
import { fromJson, present, toIso, toIsoOrNothing } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import {
  conditionOf,
  presentInstances,
  type Condition,
  type FindingFilter,
  type PresentInstances,
} from './finding-filter.js';
import { askReviews, withReviews, type ReviewsOf } from './finding-reviews.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { readCursor, writeCursor } from '../database/page-cursor.js';
import { asRecorded, hiddenAgain, sidesOf, type JudgeNow } from './recorded-sides.js';
import { type FindingChangeRow, FindingRow } from './finding.entity.js';
import { columnsOf, type RowOf, type StoredRow } from '../database/stored-row.js';

const COLUMNS = columnsOf(FindingRow, [
  'seq',
  'id',
  'instance_id',
  'plugin',
  'file',
  'path',
  'kind',
  'status',
  'severity_rank',
  'state',
  'expected',
  'actual',
  'expected_text',
  'actual_text',
  'baseline',
  'reason',
  'cause',
  'cause_detail',
  'decided_scope',
  'decided_name',
  'priority',
  'looks_like',
  'first_seen_at',
  'last_changed_at',
  'resolved_at',
]);
type ReadFinding = RowOf<typeof COLUMNS>;

/** By what findings can be counted. */
export const FINDING_GROUPS = [
  'host',
  'instance',
  'plugin',
  'severity',
  'kind',
  'status',
  'state',
  'cause',
] as const;
/** One of FINDING_GROUPS. */
export type FindingGroup = (typeof FINDING_GROUPS)[number];

const GROUP_COLUMN: Record<FindingGroup, string> = {
  host: 'instance_id',
  instance: 'instance_id',
  plugin: 'plugin',
  severity: 'severity_rank',
  kind: 'kind',
  status: 'status',
  state: 'state',
  cause: 'cause',
};

/** One step in the life of a finding. */
export interface FindingStep {
  readonly change: 'opened' | 'changed' | 'resolved' | 'recurred';
  readonly at: string;
  readonly scanId: string;
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly actual?: unknown;
}

const severityOf = (rank: number): Severity => SEVERITIES[rank] ?? 'low';

/** Findings as screens show them. Findings of instances that are gone are left out of lists and counts. */
export class FindingReads {
  /** @param judgeNow what is a secret now; asked once for each answer */
  constructor(
    private readonly database: Database,
    private readonly judgeNow: JudgeNow = asRecorded,
    private readonly reviewsOf: ReviewsOf = askReviews(database),
  ) {}

  /** The same for showing findings to people: what is called a secret by now is masked, whatever it was when it was recorded. */
  judgedBy(judgeNow: JudgeNow): FindingReads {
    return new FindingReads(this.database, judgeNow, this.reviewsOf);
  }

  /**
   * One page by severity, critical first, and then in order of appearance; the order is stable while findings come and go.
   * @throws Problem `request.invalid` when `after` is not a `next` of ours.
   */
  async listFindings(
    filter: FindingFilter,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ findings: FindingView[]; next?: string }> {
    const { present: instances, anyGone } = await presentInstances(this.database);
    const condition = conditionOf(filter, instances, anyGone);
    if (condition === undefined) return { findings: [] };
    const rows = await this.rowsAfter(condition, page.after, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    const end = shown.at(-1);
    const findings = await this.viewsOf(shown, instances);
    if (rows.length <= page.limit || end === undefined) return { findings };
    return { findings, next: writeCursor([end.severity_rank, end.seq]) };
  }

  /** Reviews are few: they are read beside the page, so that its query stays on one table. */
  private async viewsOf(rows: readonly ReadFinding[], instances: PresentInstances): Promise<FindingView[]> {
    const judgeOf = rows.length === 0 ? undefined : await this.judgeNow();
    return withReviews(
      this.reviewsOf,
      rows.map((row) => viewOf(row, instances, judgeOf)),
    );
  }

  /** Two index ranges in a row: MariaDB reads a row constructor comparison without its index. */
  private async rowsAfter(
    condition: Condition,
    after: string | undefined,
    limit: number,
  ): Promise<ReadFinding[]> {
    const select = (extra: string, parameters: readonly unknown[], rows: number) =>
      this.database.selectRows<ReadFinding>(
        `SELECT ${COLUMNS.text} FROM findings WHERE ${condition.text}${extra} ORDER BY severity_rank, seq LIMIT ?`,
        [...condition.parameters, ...parameters, rows],
      );
    if (after === undefined) return select('', [], limit);
    const [rank, seq] = readCursor(after, 2);
    const same = await select(' AND severity_rank = ? AND seq > ?', [rank, seq], limit);
    if (same.length >= limit) return same;
    return [...same, ...(await select(' AND severity_rank > ?', [rank], limit - same.length))];
  }

  /** undefined when there is none of this id. */
  async getFinding(findingId: string): Promise<FindingView | undefined> {
    if (!isUuid(findingId)) return undefined;
    const rows = await this.database.selectRows<ReadFinding>(
      `SELECT ${COLUMNS.text} FROM findings WHERE id = ?`,
      [findingId],
    );
    const { present: instances } = await presentInstances(this.database);
    return (await this.viewsOf(rows, instances))[0];
  }

  /** Those of the ids that exist, each once. */
  async getFindings(findingIds: readonly string[]): Promise<FindingView[]> {
    const found: FindingView[] = [];
    const { present: instances } = await presentInstances(this.database);
    await inChunks(findingIds.filter(isUuid), async (ids) => {
      const rows = await this.database.selectRows<ReadFinding>(
        `SELECT ${COLUMNS.text} FROM findings WHERE id IN (?)`,
        [ids],
      );
      found.push(...(await this.viewsOf(rows, instances)));
    });
    return found;
  }

  /** The life of a finding, oldest step first. */
  async listFindingSteps(findingId: string): Promise<FindingStep[]> {
    if (!isUuid(findingId)) return [];
    const rows = await this.database.selectRows<
      StoredRow<FindingChangeRow, 'change' | 'at' | 'scan_id' | 'status' | 'severity_rank' | 'actual'> &
        StoredRow<FindingRow, 'plugin' | 'file' | 'path'>
    >(
      `SELECT step.\`change\`, step.at, step.scan_id, step.status, step.severity_rank, step.actual, seen.plugin, seen.file, seen.path
         FROM finding_changes step JOIN findings seen ON seen.id = step.finding_id
        WHERE step.finding_id = ? ORDER BY step.seq`,
      [findingId],
    );
    const judgeOf = await this.judgeNow();
    return rows.map((row) =>
      present({
        change: row.change,
        at: toIso(row.at),
        scanId: row.scan_id,
        status: row.status,
        severity: severityOf(row.severity_rank),
        ...hiddenAgain(row, { actual: fromJson(row.actual) }, {}, judgeOf),
      }),
    );
  }

  /** How many findings match, by one property. Groups without a finding are absent. */
  async countFindings(filter: FindingFilter, by: FindingGroup): Promise<Map<string, number>> {
    const { present: instances, anyGone } = await presentInstances(this.database);
    const condition = conditionOf(filter, instances, anyGone);
    const counts = new Map<string, number>();
    if (condition === undefined) return counts;
    const column = GROUP_COLUMN[by];
    const rows = await this.database.selectRows<{ of: string | number; count: string }>(
      `SELECT ${column} AS \`of\`, COUNT(*) AS count FROM findings WHERE ${condition.text} GROUP BY ${column}`,
      condition.parameters,
    );
    for (const row of rows) {
      const name = groupName(by, row.of, instances);
      counts.set(name, (counts.get(name) ?? 0) + Number(row.count));
    }
    return counts;
  }
}

function groupName(by: FindingGroup, value: string | number, instances: PresentInstances): string {
  if (by === 'severity') return severityOf(Number(value));
  if (by === 'host') return instances.get(String(value))?.host ?? 'unknown';
  if (by === 'instance') return instances.get(String(value))?.name ?? String(value);
  return String(value);
}

function viewOf(row: ReadFinding, instances: PresentInstances, judgeOf: JudgeOf | undefined): FindingView {
  const instance = instances.get(row.instance_id);
  const path = fromJson<(string | number)[]>(row.path) ?? [];
  const host = instance?.host ?? 'unknown';
  return present({
    id: row.id,
    host,
    physical_server: host,
    instance: instance?.name ?? row.instance_id,
    instanceId: row.instance_id,
    plugin: row.plugin,
    file: row.file,
    path,
    key: showKey(path),
    kind: row.kind,
    status: row.status,
    severity: severityOf(row.severity_rank),
    state: row.state,
    ...sidesOf(row, judgeOf),
    decidedBy: present({ scope: row.decided_scope, name: row.decided_name ?? undefined }),
    priority: row.priority,
    looksLike: row.looks_like ?? undefined,
    reason: row.reason,
    cause: causeViewOf(row),
    firstSeenAt: toIso(row.first_seen_at),
    lastChangedAt: toIso(row.last_changed_at),
    resolvedAt: toIsoOrNothing(row.resolved_at),
  });
}
