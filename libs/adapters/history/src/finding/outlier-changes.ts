import { hideSecrets, type JudgeOf } from '@archivesmp/drift';
import type { KeyPath, OutlierState } from '@archivesmp/contracts/vocabulary';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { inChunks, insertRows } from '../database/bulk-insert.js';
import { toJson } from '../database/column-text.js';
import type { Sql } from '../database/database.js';
import { rowId, rowKey } from '../database/row-key.js';
import { OutlierRow } from './finding.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** The one of many that differs. Values of secret-looking keys arrive masked. */
export interface ObservedOutlier {
  readonly instanceId: string;
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  readonly value?: unknown;
  readonly majority?: unknown;
  /** How many instances have the majority's value, of how many compared. */
  readonly agree: number;
  readonly of: number;
}

/** A key on which the instances that were compared are too divided to say who is odd. */
export interface ObservedTie {
  readonly plugin: string;
  readonly file: string;
  /** Empty: about the whole file; `value` says what. */
  readonly path: KeyPath;
  readonly value?: unknown;
  /** The group that was compared: everywhere, or those of a platform or tag. */
  readonly among: string;
  readonly of: number;
  /** Who has what, the most frequent value first. Values of secret-looking keys arrive masked. */
  readonly choices: readonly { readonly value?: unknown; readonly instanceIds: readonly string[] }[];
}

/** Of what a list of outliers speaks. Left out means all. */
export interface OutlierCoverage {
  /** Who decides what is a secret in each file, as in the search for odd ones. Left out: names and shapes alone, no rule. */
  readonly judgeOf?: JudgeOf;
  readonly instanceIds?: readonly string[];
  readonly plugin?: string;
}

/** One row, with the content that decides whether it is written. */
interface OutlierLine {
  readonly id: string;
  readonly state: OutlierState;
  readonly instanceId: string | null;
  readonly location: Pick<ObservedOutlier, 'plugin' | 'file' | 'path'>;
  readonly value: string | null;
  readonly majority: string | null;
  readonly among: string | null;
  readonly choices: string | null;
  readonly agree: number;
  readonly of: number;
}

const COLUMNS = [
  'id',
  'state',
  'instance_id',
  'plugin',
  'file',
  'path',
  'value',
  'majority',
  'among',
  'choices',
  'agree',
  'compared',
  'content_key',
  'first_seen_at',
  'last_changed_at',
] as const satisfies readonly (keyof OutlierRow)[];

const REPLACED = [
  'value',
  'majority',
  'among',
  'choices',
  'agree',
  'compared',
  'content_key',
  'last_changed_at',
];
const REPLACE = `ON DUPLICATE KEY UPDATE ${REPLACED.map((name) => `${name} = VALUES(${name})`).join(', ')}`;

/**
 * Makes the recorded outliers within `coverage` equal to `outliers`, and the recorded ties to `ties`, writing only what
 * differs. Ties are of the whole fleet, so only the plugin limits which of them are meant.
 */
export async function writeOutliers(
  sql: Sql,
  outliers: readonly ObservedOutlier[],
  ties: readonly ObservedTie[],
  { judgeOf = () => BY_NAME_AND_SHAPE, ...coverage }: OutlierCoverage,
  now: Date,
): Promise<void> {
  const known = await recordedWithin(sql, coverage);
  const lines = new Map(
    [...outliers.map((one) => lineOf(one, judgeOf)), ...ties.map((one) => lineOfTie(one, judgeOf))].map(
      (line) => [line.id, line],
    ),
  );
  const rows = [...lines.values()]
    .map((line) => ({ line, key: contentKey(line) }))
    .filter(({ line, key }) => known.get(line.id) !== key)
    .map(({ line, key }) => valuesOf(line, key, now));
  await insertRows(sql, OutlierRow, COLUMNS, rows, REPLACE);
  const gone = [...known.keys()].filter((id) => !lines.has(id));
  await inChunks(gone, (ids) => sql.execute('DELETE FROM outliers WHERE id IN (?)', [ids]));
}

/** The last guard before a row, as for findings. */
const hider =
  ({ plugin, file, path }: OutlierLine['location'], judgeOf: JudgeOf) =>
  (value: unknown): unknown =>
    hideSecrets(path, value, judgeOf(plugin, file));

function lineOf(one: ObservedOutlier, judgeOf: JudgeOf): OutlierLine {
  const hide = hider(one, judgeOf);
  return {
    id: rowId(one.instanceId, one.plugin, one.file, one.path),
    state: 'majority',
    instanceId: one.instanceId,
    location: one,
    value: toJson(hide(one.value)),
    majority: toJson(hide(one.majority)),
    among: null,
    choices: null,
    agree: one.agree,
    of: one.of,
  };
}

function lineOfTie(one: ObservedTie, judgeOf: JudgeOf): OutlierLine {
  const hide = hider(one, judgeOf);
  const choices = one.choices.map(({ value, instanceIds }) => ({
    ...(value !== undefined && { value: hide(value) }),
    instanceIds,
  }));
  return {
    id: rowId('no_majority', one.plugin, one.file, one.path),
    state: 'no_majority',
    instanceId: null,
    location: one,
    value: toJson(hide(one.value)),
    majority: null,
    among: one.among,
    choices: storableJson(choices),
    agree: one.choices[0]?.instanceIds.length ?? 0,
    of: one.of,
  };
}

function valuesOf(line: OutlierLine, key: string, now: Date): unknown[] {
  const { plugin, file, path } = line.location;
  return [
    line.id,
    line.state,
    line.instanceId,
    plugin,
    file,
    storableJson(path),
    line.value,
    line.majority,
    line.among,
    line.choices,
    line.agree,
    line.of,
    key,
    now,
    now,
  ];
}

async function recordedWithin(
  sql: Sql,
  coverage: Omit<OutlierCoverage, 'judgeOf'>,
): Promise<Map<string, string>> {
  if (coverage.instanceIds?.length === 0) return new Map();
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  if (coverage.instanceIds !== undefined) {
    conditions.push("(instance_id IN (?) OR state = 'no_majority')");
    parameters.push(coverage.instanceIds);
  }
  if (coverage.plugin !== undefined) {
    conditions.push('plugin = ?');
    parameters.push(coverage.plugin);
  }
  const rows = await sql.selectRows<StoredRow<OutlierRow, 'id' | 'content_key'>>(
    `SELECT id, content_key FROM outliers${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''}`,
    parameters,
  );
  return new Map(rows.map((row) => [row.id, row.content_key]));
}

/** What an odd one says is hashed as it was before there were ties, so that rows of then need not be written again. */
const contentKey = ({ value, majority, agree, of, among, choices }: OutlierLine) =>
  choices === null ? rowKey(value, majority, agree, of) : rowKey(value, agree, of, among, choices);
