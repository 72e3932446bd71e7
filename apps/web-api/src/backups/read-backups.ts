import type { BackupObjects as StoredBackups } from '@archivesmp/artifacts';
import { SEVERAL_PLUGINS, type BackupDetail } from '@archivesmp/contracts/backup';
import { Problem } from '@archivesmp/contracts/problem';
import type { BackupReads, IndexedBackup } from '@archivesmp/history';
import type { KnownFleet } from '../fleet/known-fleet.js';
import { DEFAULT_PAGE } from '../http/page-query.js';
import type { BackupPage, BackupQuery } from './backup-query.js';
import { backupViewOf } from './backup-view.js';

/** Backups as the index knows them. */
export class ReadBackups {
  constructor(
    private readonly backups: BackupReads,
    private readonly known: KnownFleet,
    private readonly stored: StoredBackups,
  ) {}

  /** Newest first, those dated in the future last. @throws Problem `request.invalid`; `resource.not-found` for an unknown instance */
  async listBackups(query: BackupQuery): Promise<BackupPage> {
    const { host, instance, plugin, deployment, from, until, limit, after } = query;
    const instanceId = instance === undefined ? undefined : (await this.known.oneInstance(instance)).id;
    const page = await this.backups.listBackups(
      {
        ...(host !== undefined && { host }),
        ...(instanceId !== undefined && { instanceId }),
        ...(plugin !== undefined && { plugin }),
        ...(deployment !== undefined && { deploymentId: deployment }),
        ...(from !== undefined && { from: new Date(from) }),
        ...(until !== undefined && { until: new Date(until) }),
      },
      { limit: limit ?? DEFAULT_PAGE, now: new Date(), ...(after !== undefined && { after }) },
    );
    const backups = page.backups.map(backupViewOf);
    return { ...(page.next !== undefined && { next: page.next }), backups, count: backups.length };
  }

  /** @throws Problem `resource.not-found` */
  async readBackup(id: string): Promise<BackupDetail> {
    const backup = await this.getIndexedBackup(id);
    const { planHash, leftOut } = backup;
    // Only the manifest says where the files of a backup that was put together come from
    const contents =
      backup.plugin === SEVERAL_PLUGINS
        ? (await this.stored.readBackupManifest(backup.manifestKey)).files
        : await this.backups.listBackupFiles(id);
    return {
      ...backupViewOf(backup),
      ...(planHash !== undefined && { planHash }),
      contents,
      ...(leftOut !== undefined && { leftOut: [...leftOut] }),
    };
  }

  /** @throws Problem `resource.not-found` */
  async getIndexedBackup(id: string): Promise<IndexedBackup> {
    const backup = await this.backups.getBackup(id);
    if (backup === undefined) throw new Problem('resource.not-found', 'There is no backup with this id.');
    return backup;
  }
}
