import { counted } from '@archivesmp/contracts/counted';
import type { Artifacts } from '@archivesmp/artifacts';
import type { History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { runOperation } from '../run-operation.js';
import { askedBy } from './asked-by.js';

/**
 * Brings every stored content into the form in which new ones are written: after a key was set or exchanged, or encryption was turned
 * off. One content at a time, each written anew before the old one goes; killed anywhere, the next run goes on.
 */
export class RenewContents {
  constructor(
    private readonly history: Pick<History, 'operations' | 'audit'>,
    private readonly artifacts: Pick<Artifacts, 'snapshots' | 'backups' | 'listUnknownKeys'>,
    private readonly stopping: AbortSignal,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps; AbortError when the service stops */
  async renewContents(operationId: string, last: boolean): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      const { snapshots, backups } = this.artifacts;
      const ofSnapshots = await snapshots.renewContents(this.stopping);
      const ofBackups = await backups.renewContents(this.stopping);
      const renewed = ofSnapshots.renewed + ofBackups.renewed;
      const damaged = ofSnapshots.damaged + ofBackups.damaged;
      const operation = await this.history.operations.getOperation(operationId);
      const { actor, inTheNameOf } = askedBy(operation);
      const detail = { renewed, damaged };
      await this.history.audit.recordAudit(
        {
          actor,
          action: 'contents.renewed',
          subject: operationId,
          detail: { ...detail, ...inTheNameOf },
        },
        new Date(),
      );
      this.log.info(detail, 'contents renewed');
      const unknown = await this.artifacts.listUnknownKeys();
      if (damaged === 0 && unknown.length === 0) return { state: 'succeeded', result: detail };
      const reasons = [
        damaged > 0 &&
          `${counted(damaged, 'content is damaged and stays as it is', 'contents are damaged and stay as they are')}.`,
        unknown.length > 0 &&
          `What lies under ${unknown.join(', ')} stays as it is: add that key to storage.earlier_keys.`,
        'All others are renewed.',
      ];
      return { state: 'failed', reason: reasons.filter(Boolean).join(' '), result: detail };
    });
  }
}
