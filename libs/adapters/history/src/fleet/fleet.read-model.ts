import type { FindingStatus, HealthState, Platform } from '@archivesmp/contracts/vocabulary';
import type { OpenFindingCounts, RecordedInstanceStatus } from '@archivesmp/fleet';
import { fromJson, present } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import { isInstance } from './instance-lookup.js';
import { latestWork } from './latest-work.js';
import type { InstanceClaimRow, InstanceRow } from './fleet.entity.js';
import type { StoredRow } from '../database/stored-row.js';
import type { FindingRow } from '../finding/finding.entity.js';

/** An instance as the services need it. */
export interface StoredInstance {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly host: string;
  readonly platform: Platform;
  readonly folder: string;
  readonly panel?: string;
  readonly tags: readonly string[];
  readonly scannedAt?: Date;
  readonly goneAt?: Date;
  /** The host that a person named. */
  readonly assignedHost?: string;
}

/** An instance with everything that is recorded of its status; what follows from it, `instanceStatus` of the fleet engine says. */
export interface InstanceRecord extends StoredInstance, RecordedInstanceStatus {
  readonly scannedAt?: Date;
  readonly goneAt?: Date;
  readonly health: HealthState;
  readonly needsRestart: boolean;
  readonly needsRestartReason?: string;
  readonly notJudgedFiles?: number;
  readonly players?: number;
  /** Hosts that claim it in vain, sorted. */
  readonly claimedBy: readonly string[];
}

/** A host as discovery knows it; whether its agent is alive is in the heartbeats. */
export interface StoredHost {
  readonly name: string;
  readonly instances: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

type FleetRow = StoredRow<
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
  | 'needs_restart'
  | 'needs_restart_reason'
  | 'health'
  | 'health_reason'
  | 'players'
  | 'gone_at'
  | 'scanned_at'
  | 'judged_files'
  | 'not_judged_files'
  | 'scan_trouble'
>;

export interface InstanceChoice {
  readonly host?: string;
  /** Name or id. */
  readonly instance?: string;
  /** Also those that are no longer found. */
  readonly gone?: boolean;
}

const NO_FINDINGS: OpenFindingCounts = { drift: 0, documented: 0, not_judged: 0 };

/** Hosts and instances as screens and services read them. */
export class FleetReads {
  constructor(private readonly database: Database) {}

  /** Instances for a service, sorted by host and name. */
  async listInstances(choice: InstanceChoice = {}): Promise<StoredInstance[]> {
    return (await this.rows(choice)).map(instanceOf);
  }

  /** The same with everything that is recorded of their status. */
  async listInstanceRecords(choice: InstanceChoice): Promise<InstanceRecord[]> {
    const rows = await this.rows(choice);
    const open = await this.openFindings();
    const { operations, changes } = await latestWork(this.database);
    const claims = await this.claims();
    return rows.map((row) =>
      present({
        ...instanceOf(row),
        health: row.health,
        healthReason: row.health_reason ?? undefined,
        needsRestart: Boolean(row.needs_restart),
        needsRestartReason: row.needs_restart_reason ?? undefined,
        openFindings: open.get(row.id) ?? NO_FINDINGS,
        judgedFiles: row.judged_files ?? undefined,
        notJudgedFiles: row.not_judged_files ?? undefined,
        scanFailure: row.scan_trouble ?? undefined,
        players: row.players ?? undefined,
        latestOperation: operations.get(row.id),
        latestChange: changes.get(row.id),
        claimedBy: claims.get(row.id) ?? [],
      }),
    );
  }

  /** Sorted by name; `instances` counts those that are there. */
  async listHosts(): Promise<StoredHost[]> {
    const rows = await this.database.selectRows<{
      name: string;
      first_seen_at: Date;
      last_seen_at: Date;
      instances: string;
    }>(
      `SELECT host.name, host.first_seen_at, host.last_seen_at, COUNT(instance.id) AS instances
         FROM hosts host LEFT JOIN instances instance ON instance.host = host.name AND instance.gone_at IS NULL
        GROUP BY host.name, host.first_seen_at, host.last_seen_at ORDER BY host.name`,
    );
    return rows.map((row) => ({
      name: row.name,
      instances: Number(row.instances),
      firstSeenAt: row.first_seen_at,
      lastSeenAt: row.last_seen_at,
    }));
  }

  private async rows(choice: InstanceChoice): Promise<FleetRow[]> {
    const conditions = choice.gone === true ? ['TRUE'] : ['gone_at IS NULL'];
    const parameters: unknown[] = [];
    if (choice.host !== undefined) {
      conditions.push('host = ?');
      parameters.push(choice.host);
    }
    if (choice.instance !== undefined) {
      const { condition, parameters: values } = isInstance(choice.instance);
      conditions.push(condition);
      parameters.push(...values);
    }
    return this.database.selectRows<FleetRow>(
      `SELECT id, name, friendly_name, host, platform, folder, panel, assigned_host, tags, needs_restart, needs_restart_reason, health, health_reason,
              players, gone_at, scanned_at, judged_files, not_judged_files, scan_trouble
         FROM instances WHERE ${conditions.join(' AND ')} ORDER BY host, name, id`,
      parameters,
    );
  }

  /** Hosts that are not believed, by the instance that they claim. */
  private async claims(): Promise<Map<string, string[]>> {
    const rows = await this.database.selectRows<StoredRow<InstanceClaimRow, 'instance_id' | 'claimed_by'>>(
      'SELECT DISTINCT instance_id, claimed_by FROM instance_claims ORDER BY claimed_by',
    );
    return new Map(
      [...Map.groupBy(rows, (row) => row.instance_id)].map(([id, ofOne]) => [
        id,
        ofOne.map((row) => row.claimed_by),
      ]),
    );
  }

  private async openFindings(): Promise<Map<string, OpenFindingCounts>> {
    const rows = await this.database.selectRows<
      StoredRow<FindingRow, 'instance_id' | 'status'> & { count: string }
    >(
      'SELECT instance_id, status, COUNT(*) AS count FROM findings WHERE is_open = 1 GROUP BY instance_id, status',
    );
    const counts = new Map<string, Record<FindingStatus, number>>();
    for (const row of rows) {
      const of = counts.get(row.instance_id) ?? { ...NO_FINDINGS };
      of[row.status] = Number(row.count);
      counts.set(row.instance_id, of);
    }
    return counts;
  }
}

const instanceOf = (row: FleetRow): StoredInstance =>
  present({
    id: row.id,
    name: row.name,
    friendlyName: row.friendly_name,
    host: row.host,
    platform: row.platform,
    folder: row.folder,
    panel: row.panel ?? undefined,
    tags: fromJson<string[]>(row.tags) ?? [],
    scannedAt: row.scanned_at ?? undefined,
    goneAt: row.gone_at ?? undefined,
    assignedHost: row.assigned_host ?? undefined,
  });
