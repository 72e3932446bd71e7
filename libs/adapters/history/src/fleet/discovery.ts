import { In, IsNull } from 'typeorm';
import type { Platform } from '@archivesmp/contracts/vocabulary';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { insertRows } from '../database/bulk-insert.js';
import type { Database, Sql } from '../database/database.js';
import { HostRow, InstanceClaimRow, InstanceRow } from './fleet.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** An instance as panels and agents describe it now. */
export interface DiscoveredInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly host: string;
  readonly platform: Platform;
  readonly folder: string;
  readonly panel?: string;
  readonly tags?: readonly string[];
}

export interface RecordedDiscovery {
  readonly instances: readonly DiscoveredInstance[];
  /**
   * Hosts whose list of instances is complete this time. Only there may an instance be declared gone: a host that did
   * not answer keeps what it had.
   */
  readonly completeHosts: readonly string[];
}

/** What a discovery changed. `duplicates`: ids found more than once; the first place named was taken. */
export interface DiscoveryResult {
  readonly hosts: number;
  readonly instances: number;
  readonly added: string[];
  readonly changed: string[];
  readonly returned: string[];
  readonly gone: string[];
  readonly duplicates: string[];
}

/** An instance that is on a host, and who says so. */
export interface InstanceOnHost {
  readonly id: string;
  readonly name: string;
  /** Whether a panel ever listed it. */
  readonly isListed: boolean;
  /** Whether a person named this host. */
  readonly isAssigned: boolean;
}

type KnownInstance = StoredRow<
  InstanceRow,
  | 'id'
  | 'name'
  | 'friendly_name'
  | 'host'
  | 'platform'
  | 'folder'
  | 'panel'
  | 'assigned_host'
  | 'tags'
  | 'gone_at'
>;

const COLUMNS = [
  'id',
  'name',
  'friendly_name',
  'host',
  'platform',
  'folder',
  'panel',
  'tags',
  'first_seen_at',
] as const;

const valuesOf = (found: DiscoveredInstance): (string | null)[] => [
  found.name,
  found.friendlyName,
  found.host,
  found.platform,
  found.folder,
  found.panel ?? null,
  storableJson(found.tags ?? []),
];

const same = (known: KnownInstance, found: DiscoveredInstance): boolean => {
  const recorded = [
    known.name,
    known.friendly_name,
    known.host,
    known.platform,
    known.folder,
    known.panel,
    known.tags,
  ];
  return valuesOf(found).every((value, index) => value === recorded[index]);
};

/** Writes which hosts and instances there are. Identity is the AMP UUID: renamed or moved, it stays the same row. */
export class FleetDiscovery {
  constructor(private readonly database: Database) {}

  /** Changes only: a discovery that finds nothing new touches no instance row. */
  async recordDiscovery(discovery: RecordedDiscovery, now: Date, within?: Sql): Promise<DiscoveryResult> {
    return this.database.inTransaction(within, async (sql) => {
      const known = await this.known(sql);
      const { found, duplicates } = firstOfEach(discovery.instances.map((one) => whereAssigned(one, known)));
      const hosts = [...new Set([...discovery.completeHosts, ...[...found.values()].map((one) => one.host)])];
      await insertRows(
        sql,
        HostRow,
        ['name', 'first_seen_at', 'last_seen_at'],
        hosts.map((host) => [host, now, now]),
        'ON DUPLICATE KEY UPDATE last_seen_at = VALUES(last_seen_at)',
      );
      const added = [...found.keys()].filter((id) => !known.has(id));
      const returned = [...found.keys()].filter((id) => known.get(id)?.gone_at != null);
      const changed = [...found.values()]
        .filter((one) => known.has(one.id) && !same(known.get(one.id)!, one))
        .map((one) => one.id);
      const toWrite = new Set([...added, ...returned, ...changed]);
      await insertRows(
        sql,
        InstanceRow,
        COLUMNS,
        [...found.values()]
          .filter((one) => toWrite.has(one.id))
          .map((one) => [one.id, ...valuesOf(one), now]),
        `ON DUPLICATE KEY UPDATE name = VALUES(name), friendly_name = VALUES(friendly_name), host = VALUES(host),
         platform = VALUES(platform), folder = VALUES(folder), panel = VALUES(panel), tags = VALUES(tags),
         gone_at = NULL`,
      );
      const complete = new Set(discovery.completeHosts);
      const gone = [...known.values()]
        .filter((row) => row.gone_at === null && complete.has(row.host) && !found.has(row.id))
        .map((row) => row.id);
      if (gone.length > 0) await sql.repositoryOf(InstanceRow).update({ id: In(gone) }, { gone_at: now });
      return { hosts: hosts.length, instances: found.size, added, changed, returned, gone, duplicates };
    });
  }

  /**
   * A person names the host of an instance, or takes that back (undefined): then it stays where it is until a panel says otherwise.
   * @returns the host it had before; undefined when there is no such instance
   */
  async assignHost(
    instanceId: string,
    host: string | undefined,
    now: Date,
    sql: Sql,
  ): Promise<string | undefined> {
    const [row] = await sql.selectRows<StoredRow<InstanceRow, 'host'>>(
      'SELECT host FROM instances WHERE id = ? FOR UPDATE',
      [instanceId],
    );
    if (row === undefined) return undefined;
    const whose = host ?? row.host;
    await sql
      .repositoryOf(InstanceRow)
      .update({ id: instanceId }, { assigned_host: host ?? null, host: whose });
    if (host !== undefined)
      await sql.execute(
        'INSERT INTO hosts (name, first_seen_at, last_seen_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE name = name',
        [host, now, now],
      );
    await sql.repositoryOf(InstanceClaimRow).delete({ instance_id: instanceId, claimed_by: whose });
    return row.host;
  }

  /** The instances that are on a host, by name; locked against moves until the transaction ends. */
  async instancesOn(host: string, sql: Sql): Promise<InstanceOnHost[]> {
    const rows = await sql.selectRows<KnownInstance>(
      'SELECT * FROM instances WHERE host = ? AND gone_at IS NULL ORDER BY name, id FOR UPDATE',
      [host],
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      isListed: row.panel !== null,
      isAssigned: row.assigned_host !== null,
    }));
  }

  /** Takes a host out of sight: what is still on it is gone from now on, what was recorded of it stays. */
  async removeHost(host: string, now: Date, sql: Sql): Promise<void> {
    await sql.repositoryOf(InstanceRow).update({ host, gone_at: IsNull() }, { gone_at: now });
    const claims = sql.repositoryOf(InstanceClaimRow);
    await claims.delete({ claimed_by: host });
    await claims.delete({ owner: host });
    await sql.repositoryOf(HostRow).delete({ name: host });
  }

  /** Locked, so that two discoveries at a time write one after the other. */
  private async known(sql: Sql): Promise<Map<string, KnownInstance>> {
    const rows = await sql.selectRows<KnownInstance>(
      `SELECT id, name, friendly_name, host, platform, folder, panel, assigned_host, tags, gone_at FROM instances
        ORDER BY id FOR UPDATE`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}

/** A person may have named the host while this was decided. */
function whereAssigned(
  one: DiscoveredInstance,
  known: ReadonlyMap<string, KnownInstance>,
): DiscoveredInstance {
  const host = known.get(one.id.toLowerCase())?.assigned_host;
  return host == null ? one : { ...one, host };
}

function firstOfEach(instances: readonly DiscoveredInstance[]) {
  const found = new Map<string, DiscoveredInstance>();
  const duplicates: string[] = [];
  for (const one of instances) {
    const id = one.id.toLowerCase();
    if (found.has(id)) duplicates.push(id);
    else found.set(id, { ...one, id });
  }
  return { found, duplicates };
}
