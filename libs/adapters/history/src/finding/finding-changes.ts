import { hideSides, MASK, type JudgeOf } from '@archivesmp/drift';
import { SEVERITIES, type FileState, type FindingState } from '@archivesmp/contracts/vocabulary';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { inChunks, insertRows } from '../database/bulk-insert.js';
import { toJson } from '../database/column-text.js';
import type { Sql } from '../database/database.js';
import {
  ASIDE_COLUMNS,
  asideKey,
  asideOf,
  contentKey,
  FINDING_COLUMNS,
  findingValues,
  groupKey,
  REPLACE_ASIDE,
  REPLACE_FINDING,
  REPLACE_WORDS,
  type KnownAside,
} from './finding-columns.js';
import type { ObservedFinding, ObservedInstance } from './observed-instance.js';
import { rowId } from '../database/row-key.js';
import { FindingChangeRow, FindingRow } from './finding.entity.js';
import type { StoredRow } from '../database/stored-row.js';

type KnownFinding = KnownAside &
  StoredRow<FindingRow, 'id' | 'plugin' | 'file' | 'kind' | 'state' | 'content_key' | 'group_key'>;

/** `restated`: only what is said beside the finding, such as who decided; that is no step in its life. */
type Change = 'opened' | 'recurred' | 'changed' | 'restated';

interface Step {
  readonly id: string;
  readonly change: Change;
  readonly state: FindingState;
  readonly contentKey: string;
  readonly finding: ObservedFinding;
}

/** How many findings of an instance opened, came back, say something else, or are gone. */
export interface FindingTotals {
  opened: number;
  recurred: number;
  changed: number;
  resolved: number;
}

/** Identity of a difference: the same one on the same instance is the same row for ever. */
export const findingId = (
  instanceId: string,
  finding: Omit<ObservedFinding, 'status' | 'severity' | 'reason'>,
) => rowId(instanceId, finding.plugin, finding.file, finding.path, finding.kind);

const fileKey = (plugin: string, file: string) => JSON.stringify([plugin, file]);

/**
 * Writes what changed among an instance's findings since they were last written, and nothing else: findings that are
 * new, that came back, that say something else now, and those that are gone. `plugin` limits what may be resolved to
 * what the scan looked at.
 */
export async function writeFindingChanges(
  sql: Sql,
  observed: ObservedInstance,
  plugin: string | undefined,
  now: Date,
): Promise<FindingTotals> {
  const known = await sql.selectRows<KnownFinding>(
    `SELECT id, plugin, file, kind, state, content_key, group_key, ${ASIDE_COLUMNS.join(', ')} FROM findings
      WHERE instance_id = ?${plugin === undefined ? '' : ' AND plugin = ?'}`,
    plugin === undefined ? [observed.instanceId] : [observed.instanceId, plugin],
  );
  const byId = new Map(known.map((row) => [row.id, row]));
  const seen = new Map(
    observed.findings.map((finding) => [
      findingId(observed.instanceId, finding),
      guarded(finding, observed.judgeOf),
    ]),
  );
  const steps = [...seen].flatMap(([id, finding]) => stepFor(id, finding, byId.get(id)));
  const gone = goneAmong(known, seen, observed);

  const write = (some: readonly Step[], ending: string): Promise<void> => {
    const rows = some.map((step) => findingValues(observed.instanceId, step, now));
    return insertRows(sql, FindingRow, FINDING_COLUMNS, rows, ending);
  };
  const [restated, lived] = [steps.filter(isAside), steps.filter((step) => !isAside(step))];
  const isReworded = ({ id, change, finding }: Step): boolean =>
    change === 'changed' && byId.get(id)?.group_key === groupKey(finding);
  await write(
    lived.filter((step) => !isReworded(step)),
    REPLACE_FINDING,
  );
  await write(lived.filter(isReworded), REPLACE_WORDS);
  await write(restated, REPLACE_ASIDE);
  await inChunks(gone, (ids) =>
    sql.execute(
      "UPDATE findings SET state = 'resolved', is_open = 0, resolved_at = ?, last_changed_at = ? WHERE id IN (?)",
      [now, now, ids],
    ),
  );
  await writeHistory(sql, observed.scanId, lived, gone, now);
  await hideLives(
    sql,
    lived.filter(({ change, finding }) => change !== 'opened' && isSecret(finding)).map(({ id }) => id),
  );
  const count = (change: Change) => steps.filter((step) => step.change === change).length;
  return {
    opened: count('opened'),
    recurred: count('recurred'),
    changed: count('changed'),
    resolved: gone.length,
  };
}

const isAside = ({ change }: Step): boolean => change === 'restated';

/**
 * The last guard before a row: analyses mask secrets themselves and mark them with a keyed hash (`•••••• #9f2c…`); whatever is a
 * secret and arrives open all the same is masked here. How it is written is kept of no secret.
 */
function guarded(finding: ObservedFinding, judgeOf: JudgeOf = () => BY_NAME_AND_SHAPE): ObservedFinding {
  const { plugin, file, expected, actual, baseline } = finding;
  const { sides, hidesMore } = hideSides(finding, { expected, actual, baseline }, judgeOf(plugin, file));
  if (!hidesMore) return finding;
  const { expectedText: _expected, actualText: _actual, ...rest } = finding;
  return { ...rest, ...sides };
}

function stepFor(id: string, finding: ObservedFinding, known: KnownFinding | undefined): Step[] {
  const key = contentKey(finding);
  const step = (change: Change, state: FindingState): Step[] => [
    { id, change, state, contentKey: key, finding },
  ];
  if (known === undefined) return step('opened', 'open');
  if (known.state === 'resolved') return step('recurred', 'recurred');
  if (known.content_key !== key) return step('changed', known.state);
  return asideKey(known) === asideKey(asideOf(finding)) ? [] : step('restated', known.state);
}

/** Findings about a file as a whole, which seeing the file settles although its keys are unknown. */
const SETTLED_BY_SEEING: Readonly<Record<string, ReadonlySet<FileState>>> = {
  missing_file: new Set<FileState>([
    'not_understood',
    'unsettled',
    'unreadable',
    'permission_denied',
    'too_large',
  ]),
  unreadable: new Set<FileState>(['not_understood']),
  not_understood: new Set<FileState>(['unreadable', 'permission_denied', 'too_large']),
};

/**
 * Ids of open findings that are no longer there. Not seen is not fixed: those in unknown files and folders stay, but for what
 * the file's own state answers: one that is there and does not parse is not missing.
 */
function goneAmong(
  known: readonly KnownFinding[],
  seen: ReadonlyMap<string, ObservedFinding>,
  observed: ObservedInstance,
): string[] {
  const unknown = new Set(observed.unknownFiles.map(({ plugin, file }) => fileKey(plugin, file)));
  const states = new Map(observed.files.map(({ plugin, path, state }) => [fileKey(plugin, path), state]));
  const isAnswered = ({ plugin, file, kind }: KnownFinding): boolean => {
    const state = states.get(fileKey(plugin, file));
    return state !== undefined && SETTLED_BY_SEEING[kind]?.has(state) === true;
  };
  return known
    .filter((row) => row.state !== 'resolved' && !seen.has(row.id))
    .filter(
      (row) =>
        isAnswered(row) || !pathsAround(row.file).some((path) => unknown.has(fileKey(row.plugin, path))),
    )
    .map((row) => row.id);
}

/** The file itself and every folder it lies in, up to the plugin's own (''). */
function pathsAround(file: string): string[] {
  const parts = file.split('/');
  return parts.map((_, index) => parts.slice(0, index).join('/')).concat(file);
}

async function writeHistory(
  sql: Sql,
  scanId: string,
  steps: readonly Step[],
  gone: readonly string[],
  now: Date,
): Promise<void> {
  await insertRows(
    sql,
    FindingChangeRow,
    ['finding_id', 'scan_id', 'change', 'status', 'severity_rank', 'actual', 'at'],
    steps.map(({ id, change, finding }) => [
      id,
      scanId,
      change,
      finding.status,
      SEVERITIES.indexOf(finding.severity),
      toJson(finding.actual),
      now,
    ]),
  );
  await inChunks(gone, (ids) =>
    sql.execute(
      `INSERT INTO finding_changes (finding_id, scan_id, \`change\`, status, severity_rank, actual, at)
       SELECT id, ?, 'resolved', status, severity_rank, NULL, ? FROM findings WHERE id IN (?)`,
      [scanId, now, ids],
    ),
  );
}

/** Whether something of it is masked: then it is a secret now, whatever it was called when its life was recorded. */
const isSecret = ({ expected, actual }: ObservedFinding): boolean =>
  [expected, actual].some((side) => toJson(side)?.includes(MASK) === true);

/** What findings had before they were called secret is kept masked as well; nothing is given away by what is empty, true or false. */
const hideLives = (sql: Sql, findingIds: readonly string[]): Promise<void> =>
  inChunks(findingIds, (ids) =>
    sql.execute(
      `UPDATE finding_changes SET actual = ? WHERE finding_id IN (?) AND actual IS NOT NULL
         AND actual NOT LIKE ? AND actual NOT IN ('""', 'true', 'false', 'null')`,
      [toJson(MASK), ids, `%${MASK}%`],
    ),
  );
