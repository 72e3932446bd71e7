import type { AgentOrder, InspectionReport, OrderOutcome } from '@archivesmp/contracts/order';
import type { KnownContent, KnownStart, OwnChange } from '@archivesmp/drift';
import { fromJson, present } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import { measuredStarts } from '../fleet/measured-starts.js';
import type {
  AgentOrderRow,
  DeploymentRow,
  DeploymentStepRow,
  InspectionRow,
} from '../deployment/deployment.entity.js';
import type { Filled, StoredRow } from '../database/stored-row.js';

/** A file that a change of ours wrote; `content` is its sha256, undefined when it was deleted. */
export type RecordedChange = OwnChange;

/** What the record says of an instance since its last complete scan. */
export interface RecordOfInstance {
  /** Not later than that scan looked at the files. Left out: it was never scanned as a whole. */
  readonly scannedAt?: Date;
  /** Which baselines and deviations that scan compared it with. */
  readonly judgedRevision?: string;
  /** By path relative to the server folder: the last change of ours since then. */
  readonly written: ReadonlyMap<string, RecordedChange>;
  /** By path: what files were found or written with since then, oldest first. */
  readonly known: ReadonlyMap<string, readonly KnownContent[]>;
  /** When the server came up since then, as far as it is known. */
  readonly starts: readonly KnownStart[];
}

interface ContentOfPath extends KnownContent {
  readonly path: string;
}

/** What was done to an instance, and what happened on it, between two looks: what causes of findings are told by. */
export class CauseRecord {
  constructor(private readonly database: Database) {}

  /** Everything up to `until` (the present look). */
  async readInstanceHistory(instanceId: string, until: Date): Promise<RecordOfInstance> {
    const [instance] = await this.database.selectRows<{
      read_at: Date | null;
      judged_revision: string | null;
    }>(
      // What was done after the files were looked at and before that was recorded was not seen by that scan
      `SELECT COALESCE(line.asked_at, instance.scanned_at) AS read_at, instance.judged_revision
         FROM instances instance
         LEFT JOIN scan_instances line ON line.instance_id = instance.id AND line.state = 'scanned'
              AND line.finished_at = instance.scanned_at
        WHERE instance.id = ? ORDER BY line.asked_at LIMIT 1`,
      [instanceId],
    );
    const scannedAt = instance?.read_at ?? undefined;
    if (scannedAt === undefined) return { written: new Map(), known: new Map(), starts: [] };
    const { written, contents } = await this.writtenSince(instanceId, scannedAt);
    const known = [...contents, ...(await this.foundSince(instanceId, scannedAt))].sort(
      (one, other) => one.at.getTime() - other.at.getTime(),
    );
    return present({
      scannedAt,
      judgedRevision: instance?.judged_revision ?? undefined,
      written,
      known: Map.groupBy(known, ({ path }) => path),
      starts: [
        ...(await this.ownStarts(instanceId, scannedAt, until)),
        ...(await measuredStarts(this.database, instanceId, scannedAt, until)),
      ],
    });
  }

  private async writtenSince(
    instanceId: string,
    since: Date,
  ): Promise<{ written: Map<string, RecordedChange>; contents: ContentOfPath[] }> {
    const rows = await this.database.selectRows<
      Filled<
        StoredRow<AgentOrderRow, 'deployment_id' | 'direction' | 'text' | 'outcome' | 'outcome_at'>,
        'outcome' | 'outcome_at'
      > & { [Column in 'kind' | 'options']: StoredRow<DeploymentRow>[Column] | null }
    >(
      `SELECT done.deployment_id, done.direction, done.text, done.outcome, done.outcome_at, run.kind, run.options
         FROM agent_orders done LEFT JOIN deployments run ON run.id = done.deployment_id
        WHERE done.instance_id = ? AND done.direction IN ('forward', 'back') AND done.outcome IS NOT NULL
          AND done.outcome_at >= ? ORDER BY done.outcome_at, done.created_at`,
      [instanceId, since],
    );
    const written = new Map<string, RecordedChange>();
    const contents: ContentOfPath[] = [];
    for (const row of rows) {
      if (fromJson<OrderOutcome>(row.outcome)?.state !== 'applied') continue;
      const { inverse = row.kind === 'rollback' } = fromJson<{ inverse?: boolean }>(row.options) ?? {};
      const isRollback = row.direction === 'back' || inverse;
      for (const { path, after } of (JSON.parse(row.text) as AgentOrder).files) {
        const content = after ?? undefined;
        written.set(path, {
          deploymentId: row.deployment_id,
          content,
          ...(isRollback && { isRollback }),
        });
        contents.push({ path, at: row.outcome_at, content, isOurs: true });
      }
    }
    return { written, contents };
  }

  /** What deployments found in files before and after they did something. */
  private async foundSince(instanceId: string, since: Date): Promise<ContentOfPath[]> {
    const rows = await this.database.selectRows<
      Filled<StoredRow<InspectionRow, 'report' | 'reported_at'>, 'report' | 'reported_at'>
    >(
      `SELECT report, reported_at FROM inspections
        WHERE instance_id = ? AND report IS NOT NULL AND requested_at >= ? ORDER BY reported_at`,
      [instanceId, since],
    );
    return rows.flatMap(({ report, reported_at: at }) =>
      (fromJson<InspectionReport>(report)?.files ?? []).flatMap(({ path, sha256 }) =>
        // Left out it could not be read, which says nothing of what it held
        sha256 === undefined ? [] : [{ path, at, content: sha256 ?? undefined }],
      ),
    );
  }

  /**
   * Restarts and starts of ours, from the moment the panel was asked: before, players are waited for and told. One that is under way
   * may have begun at any time until now.
   */
  private async ownStarts(instanceId: string, since: Date, until: Date): Promise<KnownStart[]> {
    const rows = await this.database.selectRows<StoredRow<DeploymentStepRow, 'begun_at' | 'ended_at'>>(
      `SELECT COALESCE(ask.begun_at, step.begun_at) AS begun_at, step.ended_at FROM deployment_steps step
         LEFT JOIN deployment_steps ask ON ask.deployment_id = step.deployment_id AND ask.instance_id = step.instance_id
              AND ask.attempt = step.attempt AND ask.step = CONCAT('ask-', step.step)
        WHERE step.instance_id = ? AND step.step IN ('restart', 'start') AND (step.ended_at IS NULL OR step.ended_at >= ?)
        ORDER BY begun_at`,
      [instanceId, since],
    );
    return rows.map(({ begun_at: from, ended_at: to }) => ({ from, to: to ?? until }));
  }
}
