import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { inChunks, insertRows } from './bulk-insert.js';
import { toJson } from './column-text.js';
import type { Sql } from './database.js';
import { rowId, rowKey } from './row-key.js';
import { withoutSecrets } from './without-secrets.js';

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

/** Of what a list of outliers speaks. Left out means all. */
export interface OutlierCoverage {
  readonly instanceIds?: readonly string[];
  readonly plugin?: string;
}

/** Makes the recorded outliers within `coverage` equal to `outliers`, writing only what differs. */
export async function writeOutliers(
  sql: Sql,
  outliers: readonly ObservedOutlier[],
  coverage: OutlierCoverage,
  now: Date,
): Promise<void> {
  const known = await recordedWithin(sql, coverage);
  const seen = new Map(
    outliers.map((one) => [
      rowId(one.instanceId, one.plugin, one.file, one.path),
      {
        ...one,
        value: withoutSecrets(one.path, one.value),
        majority: withoutSecrets(one.path, one.majority),
      },
    ]),
  );
  await insertRows(
    sql,
    'outliers',
    [
      'id',
      'instance_id',
      'plugin',
      'file',
      'path',
      'value',
      'majority',
      'agree',
      'compared',
      'content_key',
      'first_seen_at',
      'last_changed_at',
    ],
    [...seen]
      .map(([id, one]) => ({ id, one, key: contentKey(one) }))
      .filter(({ id, key }) => known.get(id) !== key)
      .map(({ id, one, key }) => [
        id,
        one.instanceId,
        one.plugin,
        one.file,
        JSON.stringify(one.path),
        toJson(one.value),
        toJson(one.majority),
        one.agree,
        one.of,
        key,
        now,
        now,
      ]),
    `ON DUPLICATE KEY UPDATE value = VALUES(value), majority = VALUES(majority), agree = VALUES(agree),
     compared = VALUES(compared), content_key = VALUES(content_key), last_changed_at = VALUES(last_changed_at)`,
  );
  const gone = [...known.keys()].filter((id) => !seen.has(id));
  await inChunks(gone, (ids) => sql.run('DELETE FROM outliers WHERE id IN (?)', [ids]));
}

async function recordedWithin(sql: Sql, coverage: OutlierCoverage): Promise<Map<string, string>> {
  if (coverage.instanceIds?.length === 0) return new Map();
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  if (coverage.instanceIds !== undefined) {
    conditions.push('instance_id IN (?)');
    parameters.push(coverage.instanceIds);
  }
  if (coverage.plugin !== undefined) {
    conditions.push('plugin = ?');
    parameters.push(coverage.plugin);
  }
  const rows = await sql.rows<{ id: string; content_key: string }>(
    `SELECT id, content_key FROM outliers${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''}`,
    parameters,
  );
  return new Map(rows.map((row) => [row.id, row.content_key]));
}

const contentKey = (one: ObservedOutlier) =>
  rowKey(toJson(one.value), toJson(one.majority), one.agree, one.of);
