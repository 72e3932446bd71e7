import type { History, Operation } from '@archivesmp/history';
import type { AuditKeys } from '@archivesmp/hub-wiring';
import { auditRowsToCut } from '@archivesmp/retention';
import type { RetentionSettings } from '@archivesmp/service-kit';
import { askedBy } from './asked-by.js';

type Asked = Pick<Operation, 'requestedBy'>;

export interface CutAudit {
  readonly auditRows: number;
  /** Why the trail was not cut, where that is not its age. */
  readonly auditLeft?: string;
}

/** Cuts what is old enough off the audit trail, behind a signed anchor, and writes into the trail that it did. */
export class CutAuditTrail {
  constructor(
    private readonly history: Pick<History, 'auditCut' | 'audit'>,
    private readonly settings: Pick<RetentionSettings, 'audit_days'>,
    private readonly keys: AuditKeys,
  ) {}

  /** @throws Problem of MariaDB */
  async cutAuditTrail(operation: Asked | undefined, operationId: string, now: Date): Promise<CutAudit> {
    const { signing, trusted } = this.keys;
    if (signing === undefined)
      return {
        auditRows: 0,
        auditLeft: 'deployment.order_key is not set, so what stands for the rows cannot be signed',
      };
    const howMany = (times: readonly number[]): number =>
      auditRowsToCut(times, this.settings.audit_days, now.getTime());
    let auditRows = 0;
    for (;;) {
      const { cut, isMore, why } = await this.history.auditCut.cutAuditLog(howMany, [
        signing,
        ...trusted.slice(1),
      ]);
      auditRows += cut;
      if (isMore) continue;
      if (auditRows > 0) await this.recordCut(operation, operationId, auditRows, now);
      return { auditRows, ...(why !== undefined && { auditLeft: why }) };
    }
  }

  private async recordCut(
    operation: Asked | undefined,
    subject: string,
    rows: number,
    now: Date,
  ): Promise<void> {
    const { audit_days: retentionDays } = this.settings;
    const { actor, inTheNameOf } = askedBy(operation);
    const detail = { rows, keptDays: retentionDays, ...inTheNameOf };
    await this.history.audit.recordAudit({ actor, action: 'audit.cut', subject, detail }, now);
  }
}
