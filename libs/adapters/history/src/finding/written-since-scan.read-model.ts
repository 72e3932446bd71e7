import { configFileRefOf } from '@archivesmp/fleet';
import type { AgentOrder, OrderOutcome } from '@archivesmp/contracts/order';
import { LIVE_DEPLOYMENT_STATES } from '@archivesmp/contracts/deployment-states';
import { sameAskedTogether } from '../database/asked-together.js';
import { fromJson } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import type { AgentOrderRow } from '../deployment/deployment.entity.js';
import type { Filled, StoredRow } from '../database/stored-row.js';

/** A file that a deployment wrote after the scan that says how the file stands. */
export interface WrittenSince {
  readonly instanceId: string;
  readonly plugin: string;
  /** Relative to the plugin's folder. */
  readonly file: string;
  readonly deploymentId: string;
  readonly at: Date;
}

type OrderRow = Filled<
  StoredRow<AgentOrderRow, 'instance_id' | 'deployment_id' | 'text' | 'outcome' | 'outcome_at'>,
  'outcome' | 'outcome_at'
>;

/** Orders that were carried out after the last scan of their instance looked. */
const SINCE_SCAN =
  // What was done after the files were looked at and before that was recorded was not seen by that scan
  `FROM agent_orders done
   JOIN instances instance ON instance.id = done.instance_id
   LEFT JOIN scan_instances line ON line.instance_id = instance.id AND line.state = 'scanned'
        AND line.finished_at = instance.scanned_at
  WHERE done.instance_id IN (?) AND done.direction IN ('forward', 'back') AND done.outcome IS NOT NULL
    AND done.outcome_at >= COALESCE(line.asked_at, instance.scanned_at)`;

/** What deployments did to files that no scan has looked at since. */
export class WrittenSinceScan {
  private readonly askSigns = sameAskedTogether(
    (instanceIds: readonly string[]) => instanceIds.join(),
    (instanceIds) => this.readSigns(instanceIds),
  );

  constructor(private readonly database: Database) {}

  /**
   * Whether there is anything to look for, in one question, since mostly there is nothing.
   * @returns whether a deployment is under way anywhere, and whether orders were carried out on these instances since
   * @throws Problem of MariaDB
   */
  async readWriteSigns(instanceIds: readonly string[]): Promise<{ underWay: boolean; written: boolean }> {
    return instanceIds.length === 0 ? { underWay: false, written: false } : this.askSigns(instanceIds);
  }

  private async readSigns(instanceIds: readonly string[]): Promise<{ underWay: boolean; written: boolean }> {
    const [row] = await this.database.selectRows<{ under_way: number; written: number }>(
      `SELECT EXISTS (SELECT 1 FROM deployments WHERE state IN (?)) AS under_way,
              EXISTS (SELECT 1 ${SINCE_SCAN}) AS written`,
      [LIVE_DEPLOYMENT_STATES, instanceIds],
    );
    return { underWay: Number(row!.under_way) === 1, written: Number(row!.written) === 1 };
  }

  /** On these instances, oldest first; of a file only the last. @throws Problem of MariaDB */
  async listWrittenFiles(instanceIds: readonly string[]): Promise<WrittenSince[]> {
    if (instanceIds.length === 0) return [];
    const rows = await this.database.selectRows<OrderRow>(
      `SELECT done.instance_id, done.deployment_id, done.text, done.outcome, done.outcome_at ${SINCE_SCAN}
        ORDER BY done.outcome_at, done.created_at`,
      [instanceIds],
    );
    if (rows.length === 0) return [];
    const scans = await this.pluginScansSince(instanceIds, rows[0]!.outcome_at);
    const written = new Map<string, WrittenSince>();
    for (const {
      instance_id: instanceId,
      deployment_id: deploymentId,
      text,
      outcome,
      outcome_at: at,
    } of rows) {
      if (fromJson<OrderOutcome>(outcome)?.state !== 'applied') continue;
      for (const { path } of (JSON.parse(text) as AgentOrder).files) {
        const { plugin, path: file } = configFileRefOf(path);
        const scannedAt = scans.get(`${instanceId}/${plugin}`);
        if (scannedAt === undefined || scannedAt < at)
          written.set(`${instanceId}/${path}`, { instanceId, plugin, file, deploymentId, at });
      }
    }
    return [...written.values()];
  }

  /** When the files of single plugins were last looked at since a moment, by `instance/plugin`. */
  private async pluginScansSince(instanceIds: readonly string[], since: Date): Promise<Map<string, Date>> {
    const rows = await this.database.selectRows<{ instance_id: string; plugin: string; asked_at: Date }>(
      `SELECT line.instance_id, JSON_VALUE(scan.scope, '$.plugin') AS plugin, MAX(line.asked_at) AS asked_at
         FROM scan_instances line JOIN drift_scans scan ON scan.id = line.scan_id
        WHERE line.instance_id IN (?) AND line.state = 'scanned' AND line.asked_at >= ?
          AND JSON_VALUE(scan.scope, '$.plugin') IS NOT NULL
        GROUP BY line.instance_id, plugin`,
      [instanceIds, since],
    );
    return new Map(rows.map((row) => [`${row.instance_id}/${row.plugin}`, row.asked_at]));
  }
}
