import type { AgentOrder, OrderOutcome } from '@archivesmp/contracts/order';
import type { KnownStart } from '@archivesmp/drift';
import { fromJson, present } from './column-text.js';
import type { Database } from './database.js';
import { measuredStarts } from './measured-starts.js';

/** A file that a change of ours wrote; `content` is its sha256, undefined when it was deleted. */
export interface RecordedChange {
  readonly deploymentId: string;
  readonly content: string | undefined;
}

/** What the record says of an instance since its last complete scan. */
export interface RecordOfInstance {
  /** Not later than that scan looked at the files. Left out: it was never scanned as a whole. */
  readonly scannedAt?: Date;
  /** Which baselines and deviations that scan compared it with. */
  readonly judgedRevision?: string;
  /** By path relative to the server folder: the last change of ours since then. */
  readonly written: ReadonlyMap<string, RecordedChange>;
  /** When the server came up since then, as far as it is known. */
  readonly starts: readonly KnownStart[];
}

/** What was done to an instance, and what happened on it, between two looks: what causes of findings are told by. */
export class CauseRecord {
  constructor(private readonly database: Database) {}

  /** Everything up to `until` (the present look). */
  async of(instanceId: string, until: Date): Promise<RecordOfInstance> {
    const [instance] = await this.database.rows<{ looked_at: Date | null; judged_revision: string | null }>(
      // because: what was done after the files were looked at and before that was recorded was not seen by that scan
      `SELECT COALESCE(line.asked_at, instance.scanned_at) AS looked_at, instance.judged_revision
         FROM instances instance
         LEFT JOIN scan_instances line ON line.instance_id = instance.id AND line.state = 'scanned'
              AND line.finished_at = instance.scanned_at
        WHERE instance.id = ? ORDER BY line.asked_at LIMIT 1`,
      [instanceId],
    );
    const scannedAt = instance?.looked_at ?? undefined;
    if (scannedAt === undefined) return { written: new Map(), starts: [] };
    return present({
      scannedAt,
      judgedRevision: instance?.judged_revision ?? undefined,
      written: await this.#writtenSince(instanceId, scannedAt),
      starts: [
        ...(await this.#ownStarts(instanceId, scannedAt, until)),
        ...(await measuredStarts(this.database, instanceId, scannedAt, until)),
      ],
    });
  }

  async #writtenSince(instanceId: string, since: Date): Promise<Map<string, RecordedChange>> {
    const rows = await this.database.rows<{ deployment_id: string; text: string; outcome: string }>(
      `SELECT deployment_id, text, outcome FROM agent_orders
        WHERE instance_id = ? AND direction IN ('forward', 'back') AND outcome IS NOT NULL AND outcome_at >= ?
        ORDER BY outcome_at, created_at`,
      [instanceId, since],
    );
    const written = new Map<string, RecordedChange>();
    for (const row of rows) {
      if (fromJson<OrderOutcome>(row.outcome)?.state !== 'applied') continue;
      for (const { path, after } of (JSON.parse(row.text) as AgentOrder).files)
        written.set(path, { deploymentId: row.deployment_id, content: after ?? undefined });
    }
    return written;
  }

  /** Restarts and starts of ours. One that is under way may have begun at any time until now. */
  async #ownStarts(instanceId: string, since: Date, until: Date): Promise<KnownStart[]> {
    const rows = await this.database.rows<{ begun_at: Date; ended_at: Date | null }>(
      `SELECT begun_at, ended_at FROM deployment_steps
        WHERE instance_id = ? AND step IN ('restart', 'start') AND (ended_at IS NULL OR ended_at >= ?)
        ORDER BY begun_at`,
      [instanceId, since],
    );
    return rows.map(({ begun_at: from, ended_at: to }) => ({ from, to: to ?? until }));
  }
}
