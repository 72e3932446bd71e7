import { SEVERITIES, type FindingState } from '@archivesmp/contracts/vocabulary';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { sha256Hex } from '@archivesmp/digests';
import { toJson, toReason } from '../database/column-text.js';
import type { ObservedFinding } from './observed-instance.js';
import { rowKey } from '../database/row-key.js';
import type { FindingRow } from './finding.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** What is said beside a finding and follows from other rows or settings: it may change while the finding does not. */
export type KnownAside = StoredRow<
  FindingRow,
  | 'decided_scope'
  | 'decided_name'
  | 'priority'
  | 'looks_like'
  | 'on_dev'
  | 'expected_text'
  | 'actual_text'
  | 'baseline'
>;

/** The columns of what is said beside a finding. */
export const ASIDE_COLUMNS = [
  'decided_scope',
  'decided_name',
  'priority',
  'looks_like',
  'on_dev',
  'expected_text',
  'actual_text',
  'baseline',
] as const satisfies (keyof KnownAside)[];

/** The columns that are written, in the order of `findingValues`. */
export const FINDING_COLUMNS = [
  'id',
  'instance_id',
  'plugin',
  'file',
  'path',
  'kind',
  'status',
  'severity_rank',
  'state',
  'is_open',
  'expected',
  'actual',
  'reason',
  'cause',
  'cause_detail',
  'content_key',
  'group_key',
  'first_seen_at',
  'last_changed_at',
  ...ASIDE_COLUMNS,
] as const;

const REPLACED = [
  'status',
  'severity_rank',
  'state',
  'is_open',
  'expected',
  'actual',
  'reason',
  'content_key',
  'group_key',
  'last_changed_at',
  ...ASIDE_COLUMNS,
];

/** When a row of the same identity exists, everything but its identity and its first appearance is replaced. */
export const REPLACE_FINDING = `ON DUPLICATE KEY UPDATE ${assignmentsOf([...REPLACED, 'cause', 'cause_detail'])}, resolved_at = NULL`;

/** The same difference said otherwise: why it came up is what it was. */
export const REPLACE_WORDS = `ON DUPLICATE KEY UPDATE ${assignmentsOf(REPLACED)}, resolved_at = NULL`;

/** The finding stays as it is; only what is said beside it is replaced, and with it whom it is alike. */
export const REPLACE_ASIDE = `ON DUPLICATE KEY UPDATE ${assignmentsOf(['group_key', ...ASIDE_COLUMNS])}`;

function assignmentsOf(columns: readonly string[]): string {
  return columns.map((name) => `${name} = VALUES(${name})`).join(', ');
}

/** Equal: the finding says the same as before. */
export const contentKey = (finding: ObservedFinding): string =>
  rowKey(
    finding.status,
    finding.severity,
    toJson(finding.expected),
    toJson(finding.actual),
    toReason(finding.reason),
  );

/** Equal: what is said beside the finding is the same, too. */
export const asideKey = (aside: KnownAside): string =>
  JSON.stringify(ASIDE_COLUMNS.map((name) => aside[name]));

/** What is said beside a finding, as columns. */
export const asideOf = ({
  decidedBy,
  priority,
  looksLike,
  onDev,
  expectedText,
  actualText,
  baseline,
}: ObservedFinding): KnownAside => ({
  decided_scope: decidedBy.scope,
  decided_name: decidedBy.name ?? null,
  priority,
  looks_like: looksLike ?? null,
  on_dev: onDev === true ? 1 : 0,
  expected_text: expectedText ?? null,
  actual_text: actualText ?? null,
  baseline: toJson(baseline),
});

/**
 * Equal: the same difference for the same reason, wherever it is. The migration `tell-findings-apart` fills the column by the
 * same rule in SQL.
 */
export const groupKey = (finding: ObservedFinding): string =>
  sha256Hex(
    [
      finding.plugin,
      finding.file,
      storableJson(finding.path),
      finding.kind,
      finding.status,
      toJson(finding.expected) ?? '-',
      toJson(finding.actual) ?? '-',
      SEVERITIES.indexOf(finding.severity),
      finding.decidedBy.scope,
      finding.decidedBy.name ?? '',
      toReason(finding.reason),
    ].join('\0'),
  ).slice(0, 32);

/** What proves a cause, as JSON; NULL where there is nothing to tell. */
function causeDetail(cause: ObservedFinding['cause']): string | null {
  if (cause === undefined) return null;
  const { kind: _, ...detail } = cause;
  return Object.keys(detail).length === 0 ? null : storableJson(detail);
}

/** Values of FINDING_COLUMNS. */
export function findingValues(
  instanceId: string,
  {
    id,
    finding,
    state,
    contentKey: key,
  }: { id: string; finding: ObservedFinding; state: FindingState; contentKey: string },
  now: Date,
): unknown[] {
  const aside = asideOf(finding);
  return [
    id,
    instanceId,
    finding.plugin,
    finding.file,
    storableJson(finding.path),
    finding.kind,
    finding.status,
    SEVERITIES.indexOf(finding.severity),
    state,
    1,
    toJson(finding.expected),
    toJson(finding.actual),
    toReason(finding.reason),
    finding.cause?.kind ?? 'unknown',
    causeDetail(finding.cause),
    key,
    groupKey(finding),
    now,
    now,
    ...ASIDE_COLUMNS.map((name) => aside[name]),
  ];
}
