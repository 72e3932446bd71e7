import { inChunks, insertRows } from '../database/bulk-insert.js';
import { toReason } from '../database/column-text.js';
import type { Sql } from '../database/database.js';
import type { ObservedFile, ObservedPlugin } from '../finding/observed-instance.js';
import { rowKey } from '../database/row-key.js';
import { ConfigFileRow, PluginSeenRow } from './config-file.entity.js';
import type { StoredRow } from '../database/stored-row.js';

type KnownFile = StoredRow<
  ConfigFileRow,
  'file_key' | 'sha256' | 'size' | 'modified_at' | 'state' | 'reason' | 'mode' | 'uid' | 'gid'
>;

/** Writes the files that are new or differ from what is recorded, and forgets those that are gone. */
export async function writeFileChanges(
  sql: Sql,
  instanceId: string,
  files: readonly ObservedFile[],
  plugin: string | undefined,
  now: Date,
): Promise<void> {
  const known = await sql.selectRows<KnownFile>(
    `SELECT file_key, sha256, size, modified_at, state, reason, mode, uid, gid FROM config_files
      WHERE instance_id = ?${plugin === undefined ? '' : ' AND plugin = ?'}`,
    plugin === undefined ? [instanceId] : [instanceId, plugin],
  );
  const byKey = new Map(known.map((row) => [row.file_key, row]));
  const seen = new Map(files.map((file) => [rowKey(file.plugin, file.path), file]));
  const changed = [...seen].filter(([key, file]) => differs(byKey.get(key), file));
  await insertRows(
    sql,
    ConfigFileRow,
    [
      'instance_id',
      'file_key',
      'plugin',
      'path',
      'format',
      'sha256',
      'size',
      'modified_at',
      'state',
      'reason',
      'mode',
      'uid',
      'gid',
      'first_seen_at',
      'last_changed_at',
    ],
    changed.map(([key, file]) => [
      instanceId,
      key,
      file.plugin,
      file.path,
      file.format,
      file.sha256 ?? null,
      file.size,
      file.modifiedAt,
      file.state,
      toReason(file.reason),
      file.like?.mode ?? null,
      file.like?.uid ?? null,
      file.like?.gid ?? null,
      now,
      now,
    ]),
    `ON DUPLICATE KEY UPDATE format = VALUES(format), sha256 = VALUES(sha256), size = VALUES(size),
     modified_at = VALUES(modified_at), state = VALUES(state), reason = VALUES(reason),
     mode = VALUES(mode), uid = VALUES(uid), gid = VALUES(gid), last_changed_at = VALUES(last_changed_at)`,
  );
  const gone = known.map((row) => row.file_key).filter((key) => !seen.has(key));
  await inChunks(gone, (keys) =>
    sql.execute('DELETE FROM config_files WHERE instance_id = ? AND file_key IN (?)', [instanceId, keys]),
  );
}

const differs = (known: KnownFile | undefined, file: ObservedFile): boolean =>
  known === undefined ||
  known.sha256 !== (file.sha256 ?? null) ||
  known.size !== String(file.size) ||
  known.modified_at.getTime() !== file.modifiedAt.getTime() ||
  known.state !== file.state ||
  known.reason !== toReason(file.reason) ||
  known.mode !== (file.like?.mode ?? null) ||
  known.uid !== numberText(file.like?.uid) ||
  known.gid !== numberText(file.like?.gid);

/** As a bigint column comes back. */
const numberText = (value: number | undefined): string | null => (value === undefined ? null : String(value));

type KnownPlugin = StoredRow<PluginSeenRow, 'plugin' | 'jar' | 'jar_size' | 'jar_modified_at' | 'has_folder'>;

/** The same for the plugins found. A scan of one plugin only speaks of that plugin. */
export async function writePluginChanges(
  sql: Sql,
  instanceId: string,
  plugins: readonly ObservedPlugin[],
  plugin: string | undefined,
  now: Date,
): Promise<void> {
  const known = await sql.selectRows<KnownPlugin>(
    `SELECT plugin, jar, jar_size, jar_modified_at, has_folder FROM plugins_seen
      WHERE instance_id = ?${plugin === undefined ? '' : ' AND plugin = ?'}`,
    plugin === undefined ? [instanceId] : [instanceId, plugin],
  );
  const byName = new Map(known.map((row) => [row.plugin, row]));
  const inScope = plugins.filter((found) => plugin === undefined || found.plugin === plugin);
  const seen = new Map(inScope.map((found) => [found.plugin, found]));
  await insertRows(
    sql,
    PluginSeenRow,
    [
      'instance_id',
      'plugin',
      'jar',
      'jar_size',
      'jar_modified_at',
      'has_folder',
      'first_seen_at',
      'last_changed_at',
    ],
    [...seen.values()]
      .filter((found) => pluginDiffers(byName.get(found.plugin), found))
      .map((found) => [
        instanceId,
        found.plugin,
        found.jar?.path ?? null,
        found.jar?.size ?? null,
        found.jar?.modifiedAt ?? null,
        found.hasFolder,
        now,
        now,
      ]),
    `ON DUPLICATE KEY UPDATE jar = VALUES(jar), jar_size = VALUES(jar_size), has_folder = VALUES(has_folder),
     jar_modified_at = VALUES(jar_modified_at), last_changed_at = VALUES(last_changed_at)`,
  );
  const gone = known.map((row) => row.plugin).filter((name) => !seen.has(name));
  await inChunks(gone, (names) =>
    sql.execute('DELETE FROM plugins_seen WHERE instance_id = ? AND plugin IN (?)', [instanceId, names]),
  );
}

const pluginDiffers = (known: KnownPlugin | undefined, found: ObservedPlugin): boolean =>
  known === undefined ||
  known.jar !== (found.jar?.path ?? null) ||
  known.jar_size !== (found.jar === undefined ? null : String(found.jar.size)) ||
  (known.jar_modified_at?.getTime() ?? null) !== (found.jar?.modifiedAt.getTime() ?? null) ||
  Boolean(known.has_folder) !== found.hasFolder;
