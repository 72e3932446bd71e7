import type { Artifacts } from '@archivesmp/artifacts';
import type { History, RecordPosition } from '@archivesmp/history';
import {
  cutOff,
  judgeRecords,
  RECORD_KINDS,
  type RecordKind,
  type RecordPolicy,
} from '@archivesmp/retention';
import type { RetentionSettings } from '@archivesmp/service-kit';

/** Thins out what is recorded again and again, kind by kind, in small transactions: killed anywhere, the next run goes on. */
export class ThinOutRecords {
  private readonly policy: RecordPolicy;

  constructor(
    private readonly history: Pick<History, 'retained'>,
    private readonly artifacts: Pick<Artifacts, 'manifests'>,
    settings: RetentionSettings,
    private readonly stopping: AbortSignal,
  ) {
    this.policy = policyOf(settings);
  }

  /** How many rows of each kind went. @throws Problem of MariaDB or S3; AbortError when the service stops */
  async thinOutRecords(now: Date): Promise<ReadonlyMap<RecordKind, number>> {
    const removed = new Map<RecordKind, number>();
    for (const kind of RECORD_KINDS) removed.set(kind, await this.thinOut(kind, now.getTime()));
    return removed;
  }

  private async thinOut(kind: RecordKind, now: number): Promise<number> {
    const days = this.policy[kind];
    const before = new Date(cutOff(days, now));
    let rows = 0;
    for (let from: RecordPosition | undefined; ;) {
      this.stopping.throwIfAborted();
      const batch = await this.history.retained.thinOutRecords(
        kind,
        before,
        (records) => judgeRecords(records, days, now),
        from,
      );
      rows += batch.rows;
      // What agents said in a scan is removed at its end, unless that process was killed
      if (kind === 'scan')
        for (const id of batch.removed) await this.artifacts.manifests.removeManifestsOfScan(id);
      if (batch.next === undefined) return rows;
      from = batch.next;
    }
  }
}

const policyOf = (settings: RetentionSettings): RecordPolicy => ({
  scan: settings.scans_days,
  operation: settings.operations_days,
  inspection: settings.inspections_days,
  'unused-plan': settings.unused_plans_days,
  plan: settings.deployments_days,
  deployment: settings.deployments_days,
  finding: settings.findings_days,
  'finding-change': settings.findings_days,
  hold: settings.deployments_days,
  token: settings.deployments_days,
  'gone-instance': settings.gone_instances_days,
  job: settings.jobs_days,
  session: settings.sessions_days,
  request: settings.requests_days,
  measurement: settings.measurements_days,
});
