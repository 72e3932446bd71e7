import { mapBounded } from '@archivesmp/bounded-work';
import { counted } from '@archivesmp/contracts/counted';
import { isDamage, type Artifacts, type InspectedManifest } from '@archivesmp/artifacts';
import type { BackupManifest } from '@archivesmp/contracts/backup';
import { Problem } from '@archivesmp/contracts/problem';
import type { History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { runOperation } from '../run-operation.js';
import { askedBy } from './asked-by.js';
import { isIndexedAs } from './indexed-as.js';

const WORKERS = 8;
const MOST_LISTED = 100;

interface Adopted {
  signed: number;
  /** Of these, those that the index does not know: a person said that they are ours. */
  unknown: number;
  readonly left: { readonly key: string; readonly why: string }[];
}

/**
 * Signs manifests that lie in the bucket without a signature of ours, once, at the request of a person: those of which the
 * database says the same, word for word. What the database does not know is taken over only when it is asked for by name
 * (after the database was lost, too), and what was altered after it was signed never is.
 */
export class AdoptManifests {
  constructor(
    private readonly history: Pick<History, 'backupReads' | 'operations' | 'audit'>,
    private readonly artifacts: Pick<Artifacts, 'backups'>,
    private readonly log: Log,
  ) {}

  /** @param unknown take over what the index does not know, too. @throws Problem of MariaDB or S3, when trying again helps */
  async adoptManifests(operationId: string, unknown: boolean, last: boolean, now: Date): Promise<void> {
    await runOperation(this.history, { operationId, last }, async () => {
      const adopted: Adopted = { signed: 0, unknown: 0, left: [] };
      const keys = await this.artifacts.backups.listManifestKeys();
      await mapBounded(WORKERS, keys, (key) => this.adoptManifest(key, unknown, adopted));
      await this.recordAdoption(operationId, adopted, now);
      const { left, ...counts } = adopted;
      const result = { ...counts, left: left.slice(0, MOST_LISTED) };
      if (left.length === 0) return { state: 'succeeded', result };
      const reason =
        `${counted(left.length, 'manifest was', 'manifests were')} not taken over; the first: ${left[0]!.key}: ${left[0]!.why}. ` +
        'Remove those that are not yours, or take over what only the bucket knows with --unknown.';
      return { state: 'failed', reason, result };
    });
  }

  private async adoptManifest(key: string, unknown: boolean, adopted: Adopted): Promise<void> {
    const found = await this.inspectManifest(key);
    if (found === undefined || ('signatureStatus' in found && found.signatureStatus === 'ours')) return;
    if ('damage' in found) return void adopted.left.push({ key, why: found.damage });
    const { manifest, signatureStatus } = found;
    const isKnown = await this.isIndexed(manifest, key);
    const why = isKnown
      ? undefined
      : signatureStatus === 'altered'
        ? 'it was altered after it was signed, or moved here'
        : unknown
          ? undefined
          : 'the index knows no such backup, or another one';
    if (why !== undefined) return void adopted.left.push({ key, why });
    await this.artifacts.backups.adoptManifest(key, manifest);
    adopted.signed += 1;
    if (!isKnown) adopted.unknown += 1;
    this.log.warn({ key, standing: signatureStatus, isKnown }, 'manifest of a backup taken over');
  }

  /** Undefined when it went since it was listed. */
  private async inspectManifest(key: string): Promise<InspectedManifest | { damage: string } | undefined> {
    try {
      return await this.artifacts.backups.inspectManifest(key);
    } catch (error) {
      if (isDamage(error)) return { damage: error.detail };
      if (error instanceof Problem && error.code === 'resource.not-found') return undefined;
      throw error;
    }
  }

  private async isIndexed(manifest: BackupManifest, key: string): Promise<boolean> {
    const { backupReads } = this.history;
    const row = await backupReads.getBackup(manifest.id);
    return (
      row !== undefined && isIndexedAs(manifest, key, row, await backupReads.listBackupFiles(manifest.id))
    );
  }

  private async recordAdoption(
    operationId: string,
    { signed, unknown, left }: Adopted,
    now: Date,
  ): Promise<void> {
    const operation = await this.history.operations.getOperation(operationId);
    const { actor, inTheNameOf } = askedBy(operation);
    const detail = { signed, unknown, left: left.length, ...inTheNameOf };
    await this.history.audit.recordAudit(
      { actor, action: 'backups.adopted', subject: operationId, detail },
      now,
    );
  }
}
