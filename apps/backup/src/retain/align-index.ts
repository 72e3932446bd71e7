import { mapBounded } from '@archivesmp/bounded-work';
import type { ProgramActor } from '@archivesmp/contracts/actor';
import { isDamage, type Artifacts } from '@archivesmp/artifacts';
import type { BackupManifest } from '@archivesmp/contracts/backup';
import { Problem } from '@archivesmp/contracts/problem';
import type { AuditStores, BackupStores, Transactions } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { isIndexedAs } from './indexed-as.js';

const WORKERS = 16;

/** What was done to make the index say what the bucket holds. */
export interface AlignedIndex {
  /** Backups in the bucket. */
  readonly backups: number;
  /** Written into the index. */
  readonly added: number;
  /** Said something else than the manifest. */
  readonly corrected: number;
  /** Stood in the index without a manifest. */
  readonly removed: number;
  /** Manifests that are broken, altered or not ours: not believed, and named in the audit. */
  readonly damaged: readonly RefusedManifest[];
}

/** A manifest that was not believed, and why. */
export interface RefusedManifest {
  readonly key: string;
  readonly damage: string;
}

/**
 * The bucket is the truth. Manifests without a row are indexed, rows without a manifest go. `everything` also reads the
 * manifests that are indexed already: a disaster recovery does, the daily tidying does not.
 */
export class AlignIndex {
  constructor(
    private readonly history: AuditStores & BackupStores & Transactions,
    private readonly artifacts: Pick<Artifacts, 'backups'>,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3 */
  async alignIndex(
    { everything }: { readonly everything: boolean },
    progress: (done: number, of: number) => Promise<void> = async () => undefined,
  ): Promise<AlignedIndex> {
    const known = await this.history.backupReads.listManifestKeys();
    const keys = await this.artifacts.backups.listManifestKeys();
    const idOf = new Map([...known].map(([id, key]) => [key, id]));
    const found = { added: 0, corrected: 0, damaged: [] as RefusedManifest[] };
    const toRead = everything ? keys : keys.filter((key) => !idOf.has(key));
    let done = 0;
    await mapBounded(WORKERS, toRead, async (key) => {
      await this.alignManifest(key, idOf.get(key), found);
      if (++done % 200 === 0) await progress(done, toRead.length);
    });
    const inBucket = new Set(keys);
    const removed = await this.dropUnsealed([...known].filter(([, key]) => !inBucket.has(key)));
    const backups = keys.length - found.damaged.length;
    return { backups, ...found, removed };
  }

  private async alignManifest(
    key: string,
    indexedAs: string | undefined,
    found: { added: number; corrected: number; damaged: RefusedManifest[] },
  ): Promise<void> {
    const manifest = await this.manifest(key);
    if (manifest === undefined) return;
    if ('damage' in manifest) {
      found.damaged.push({ key, damage: manifest.damage });
      await this.reportDamage(key, manifest.damage);
      if (indexedAs !== undefined)
        await this.history.backups.markBackupVerified(indexedAs, manifest.damage, new Date());
      return;
    }
    if (await this.history.backups.recordBackup(manifest, key)) found.added += 1;
    else if (await this.correct(manifest, key)) found.corrected += 1;
  }

  /** Undefined when it went since it was listed. */
  private async manifest(key: string): Promise<BackupManifest | { damage: string } | undefined> {
    try {
      return await this.artifacts.backups.readBackupManifest(key);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'resource.not-found') return undefined;
      if (isDamage(error)) return { damage: error.detail };
      throw error;
    }
  }

  /** In the log each time, in the audit once for each reason. */
  private async reportDamage(key: string, damage: string): Promise<void> {
    this.log.error({ key, damage }, 'manifest of a backup is not believed');
    const record = {
      actor: 'backup' satisfies ProgramActor,
      action: 'backup.refused',
      subject: key,
      detail: { why: damage },
    };
    const { records } = await this.history.audit.listAudit({
      limit: 1,
      action: record.action,
      // The trail keeps that many characters of a subject
      subject: key.slice(0, 512),
    });
    if ((records[0]?.detail as { why?: string } | undefined)?.why === damage) return;
    await this.history.audit.recordAudit(record, new Date());
  }

  private async correct(manifest: BackupManifest, key: string): Promise<boolean> {
    const row = await this.history.backupReads.getBackup(manifest.id);
    const files = await this.history.backupReads.listBackupFiles(manifest.id);
    if (row !== undefined && isIndexedAs(manifest, key, row, files)) return false;
    await this.history.transaction(async (sql) => {
      await this.history.backups.dropBackups([manifest.id], sql);
      await this.history.backups.recordBackup(manifest, key, sql);
    });
    return true;
  }

  /** Looked for once more each: it may have been written since the bucket was listed. */
  private async dropUnsealed(rows: readonly (readonly [id: string, key: string])[]): Promise<number> {
    const gone: string[] = [];
    await mapBounded(WORKERS, rows, async ([id, key]) => {
      if ((await this.manifest(key)) !== undefined) return;
      gone.push(id);
      this.log.warn({ backup: id, key }, 'indexed backup has no manifest');
    });
    await this.history.backups.dropBackups(gone);
    return gone.length;
  }
}
