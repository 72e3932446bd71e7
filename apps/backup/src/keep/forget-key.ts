import type { Artifacts } from '@archivesmp/artifacts';
import type { History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { runOperation } from '../run-operation.js';

/**
 * Removes what lies under a key that nobody has any more: it can never be read again, and it keeps an alarm on. A key of the settings
 * is refused, also when it came back after somebody asked.
 */
export class ForgetKey {
  constructor(
    private readonly history: Pick<History, 'operations' | 'audit'>,
    private readonly artifacts: Pick<Artifacts, 'snapshots' | 'backups'>,
    private readonly stopping: AbortSignal,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps; AbortError when the service stops */
  async run(operationId: string, key: string, last: boolean): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      const { snapshots, backups } = this.artifacts;
      const removed =
        (await snapshots.forget(key, this.stopping)) + (await backups.forget(key, this.stopping));
      const operation = await this.history.operations.getOperation(operationId);
      const actor = operation?.requestedBy ?? 'backup';
      await this.history.audit.append(
        { actor, action: 'contents.key-forgotten', subject: key, detail: { removed } },
        new Date(),
      );
      this.log.warn({ key, removed }, 'contents of a lost key removed');
      return { state: 'succeeded', result: { removed } };
    });
  }
}
