import type { RestoreBackupRequest } from '@archivesmp/contracts/backup';
import type { PlanView } from '@archivesmp/contracts/plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { BackupReads } from '@archivesmp/history';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { RecordChangeRequest } from '../plans/record-change-request.js';
import type { ReadBackups } from './read-backups.js';

/** Makes a plan that brings a backup back: shown, approved, backed up before and undoable like every change. */
export class RestoreBackup {
  constructor(
    private readonly read: ReadBackups,
    private readonly backups: BackupReads,
    private readonly changeRequests: RecordChangeRequest,
  ) {}

  /** @throws Problem `resource.not-found`; `request.invalid` for a file that the backup does not hold */
  async restoreBackup(
    backupId: string,
    { files, title, asIs }: RestoreBackupRequest,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<PlanView> {
    const { instance, plugin, takenAt } = await this.read.getIndexedBackup(backupId);
    await this.assertHeld(backupId, files ?? []);
    const wanted = title ?? `${plugin} on ${instance} as it was at ${takenAt.toISOString()}`;
    const plan = {
      title: wanted.slice(0, 200),
      backup: backupId,
      ...(files !== undefined && { files }),
      ...(asIs === true && { asIs }),
    };
    return this.changeRequests.recordChangeRequest(plan, caller, request);
  }

  private async assertHeld(backupId: string, files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    const held = new Set((await this.backups.listBackupFiles(backupId)).map(({ path }) => path));
    const unknown = files.filter((path) => !held.has(path));
    if (unknown.length === 0) return;
    const message = `this backup does not hold ${unknown.slice(0, 3).join(', ')}; paths are relative to the server folder`;
    throw new Problem('request.invalid', `files: ${message}.`, { errors: [{ field: 'files', message }] });
  }
}
