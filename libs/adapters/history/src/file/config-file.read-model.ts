import { inChunks } from '../database/bulk-insert.js';
import type { FileLikeness } from '@archivesmp/contracts/agent';
import type { ConfigFormat, FileState } from '@archivesmp/contracts/vocabulary';
import { present, toIso } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import type { ConfigFileRow, PluginSeenRow } from './config-file.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A config file as last seen. */
export interface ConfigFile {
  readonly instanceId: string;
  readonly plugin: string;
  readonly path: string;
  readonly format: ConfigFormat;
  readonly sha256?: string;
  /** bytes */
  readonly size: number;
  readonly modifiedAt: string;
  readonly state: FileState;
  readonly reason?: string;
  /** Mode and owner, where the access could tell. */
  readonly like?: FileLikeness;
  readonly lastChangedAt: string;
}

/** A plugin as last seen on an instance. */
export interface SeenPlugin {
  readonly instanceId: string;
  readonly plugin: string;
  readonly jar?: string;
  /** Size and time of the JAR in one word: another one when it was replaced. */
  readonly jarStamp?: string;
  readonly hasFolder: boolean;
  readonly firstSeenAt: string;
}

type FileRow = StoredRow<
  ConfigFileRow,
  | 'instance_id'
  | 'plugin'
  | 'path'
  | 'format'
  | 'sha256'
  | 'size'
  | 'modified_at'
  | 'state'
  | 'reason'
  | 'mode'
  | 'uid'
  | 'gid'
  | 'last_changed_at'
>;

/** The registry of config files and plugins. When they were last looked at is the instance's `scannedAt`. */
export class ConfigFileReads {
  constructor(private readonly database: Database) {}

  /** Those of these contents that a file on an instance of this host has, as a scan recorded it: its agent delivered them. */
  async findContentsOnHost(host: string, hashes: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    await inChunks(hashes, async (chunk) => {
      const rows = await this.database.selectRows<{ sha256: string }>(
        `SELECT DISTINCT config_files.sha256 FROM config_files
           JOIN instances ON instances.id = config_files.instance_id
          WHERE instances.host = ? AND config_files.sha256 IN (?)`,
        [host, chunk],
      );
      for (const { sha256 } of rows) found.add(sha256);
    });
    return found;
  }

  /** Files of the instances named (all when left out), optionally of one plugin, in one state, or in every state but readable. */
  async listConfigFiles(
    choice: {
      readonly instanceIds?: readonly string[];
      readonly plugin?: string;
      readonly otherThanReadable?: boolean;
      readonly state?: FileState;
    } = {},
  ): Promise<ConfigFile[]> {
    if (choice.instanceIds?.length === 0) return [];
    const conditions = ['TRUE'];
    const parameters: unknown[] = [];
    if (choice.instanceIds !== undefined) {
      conditions.push('instance_id IN (?)');
      parameters.push(choice.instanceIds);
    }
    if (choice.plugin !== undefined) {
      conditions.push('plugin = ?');
      parameters.push(choice.plugin);
    }
    if (choice.otherThanReadable === true) conditions.push("state <> 'readable'");
    if (choice.state !== undefined) {
      conditions.push('state = ?');
      parameters.push(choice.state);
    }
    const rows = await this.database.selectRows<FileRow>(
      `SELECT instance_id, plugin, path, format, sha256, size, modified_at, state, reason, mode, uid, gid,
              last_changed_at
         FROM config_files WHERE ${conditions.join(' AND ')} ORDER BY instance_id, plugin, path`,
      parameters,
    );
    return rows.map((row) =>
      present({
        instanceId: row.instance_id,
        plugin: row.plugin,
        path: row.path,
        format: row.format,
        sha256: row.sha256 ?? undefined,
        size: Number(row.size),
        modifiedAt: toIso(row.modified_at),
        state: row.state,
        reason: row.reason ?? undefined,
        like:
          row.mode === null || row.uid === null || row.gid === null
            ? undefined
            : { mode: row.mode, uid: Number(row.uid), gid: Number(row.gid) },
        lastChangedAt: toIso(row.last_changed_at),
      }),
    );
  }

  /** Names of plugins that were seen, or of which a file was, on these instances (on all when left out); `_server` among them. */
  async listPluginNames(instanceIds?: readonly string[]): Promise<string[]> {
    if (instanceIds?.length === 0) return [];
    const where = instanceIds === undefined ? '' : 'WHERE instance_id IN (?)';
    const rows = await this.database.selectRows<{ plugin: string }>(
      `SELECT plugin FROM plugins_seen ${where} UNION SELECT plugin FROM config_files ${where} ORDER BY plugin`,
      instanceIds === undefined ? [] : [instanceIds, instanceIds],
    );
    return rows.map(({ plugin }) => plugin);
  }

  /** Plugins of one instance, or of all. */
  async listPlugins(instanceId?: string): Promise<SeenPlugin[]> {
    const rows = await this.database.selectRows<
      StoredRow<
        PluginSeenRow,
        'instance_id' | 'plugin' | 'jar' | 'jar_size' | 'jar_modified_at' | 'has_folder' | 'first_seen_at'
      >
    >(
      `SELECT instance_id, plugin, jar, jar_size, jar_modified_at, has_folder, first_seen_at FROM plugins_seen
        ${instanceId === undefined ? '' : 'WHERE instance_id = ?'} ORDER BY instance_id, plugin`,
      instanceId === undefined ? [] : [instanceId],
    );
    return rows.map((row) =>
      present({
        instanceId: row.instance_id,
        plugin: row.plugin,
        jar: row.jar ?? undefined,
        jarStamp: jarStamp(row.jar, row.jar_size, row.jar_modified_at),
        hasFolder: Boolean(row.has_folder),
        firstSeenAt: toIso(row.first_seen_at),
      }),
    );
  }
}

/** A JAR as one word: equal when neither its name, nor its size, nor its time changed. */
export const jarStamp = (
  path: string | null,
  size: string | number | null,
  modifiedAt: Date | null,
): string | undefined =>
  path === null ? undefined : `${path} ${size ?? ''} ${modifiedAt?.toISOString() ?? ''}`;
