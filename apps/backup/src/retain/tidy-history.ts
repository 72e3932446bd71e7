import type { Artifacts } from '@archivesmp/artifacts';
import type { History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import type { BackupFacts } from '../metrics.js';
import { runOperation } from '../run-operation.js';
import type { CutAuditTrail } from './cut-audit-trail.js';
import type { SweepSnapshots } from './sweep-snapshots.js';
import type { ThinOutRecords } from './thin-out-records.js';

/**
 * Removes what is recorded of the past and nothing needs any more: first the records, then the contents that were named by them
 * alone, last the oldest part of the audit trail. Every part is made of small steps; killed in one, the next run goes on.
 */
export class TidyHistory {
  constructor(
    private readonly history: Pick<History, 'operations'>,
    private readonly records: ThinOutRecords,
    private readonly contents: SweepSnapshots,
    private readonly audit: CutAuditTrail,
    private readonly stored: Pick<Artifacts, 'snapshots' | 'backups'>,
    private readonly facts: BackupFacts,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps */
  async tidyHistory(operationId: string, last: boolean, now: Date): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      const rows = await this.records.thinOutRecords(now);
      for (const [kind, count] of rows) this.facts.thinnedOut(kind, count);
      const contents = await this.contents.sweepSnapshots(now);
      this.facts.thinnedOut('content', contents.removed);
      this.facts.contentsSeen(contents.stored, contents.departing);
      this.facts.formsSeen('snapshots', await this.stored.snapshots.countContentForms());
      this.facts.formsSeen('backups', await this.stored.backups.countContentForms());
      const operation = await this.history.operations.getOperation(operationId);
      const cut = await this.audit.cutAuditTrail(operation, operationId, now);
      this.facts.thinnedOut('audit', cut.auditRows);
      const result = {
        rows: Object.fromEntries([...rows].filter(([, count]) => count > 0)),
        contents,
        ...cut,
      };
      this.log.info(result, 'history tidied');
      return { state: 'succeeded', result };
    });
  }
}
