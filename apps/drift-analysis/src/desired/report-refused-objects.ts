import type { ProgramActor } from '@archivesmp/contracts/actor';
import type { History } from '@archivesmp/history';
import type { RefusedObject } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';

const ACTION = 'baseline.refused';
/** The trail keeps that many characters of a subject. */
const LONGEST_SUBJECT = 512;

/** Says what was found in the bucket that the hub did not put there: in the log at every scan, in the audit once for each state. */
export class ReportRefusedObjects {
  constructor(
    private readonly history: Pick<History, 'audit'>,
    private readonly seen: (count: number) => void,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB */
  async reportRefusedObjects(refused: readonly RefusedObject[], now: Date): Promise<void> {
    this.seen(refused.length);
    for (const { plugin, path, why, message } of refused) {
      const subject = (plugin === '' ? path : `${plugin}/${path}`).slice(0, LONGEST_SUBJECT);
      this.log.error({ file: subject, why }, message);
      const { records } = await this.history.audit.listAudit({ limit: 1, action: ACTION, subject });
      if ((records[0]?.detail as { message?: string } | undefined)?.message === message) continue;
      const record = {
        actor: 'drift-analysis' satisfies ProgramActor,
        action: ACTION,
        subject,
        detail: { why, message },
      };
      await this.history.audit.recordAudit(record, now);
    }
  }
}
