import { flag, methodsOf, sessionOf, text, VOID, type ApiMethod } from './api-method.js';
import type { SimulatedBackups } from './backups.js';

const plugin = methodsOf('LocalFileBackupPlugin');
const needs = (action: string): { permission: string } => ({
  permission: `LocalFileBackup.Backup.${action}`,
});

/** LocalFileBackupPlugin of one instance; there is no S3 store. */
export function backupMethods(backups: SimulatedBackups): ApiMethod[] {
  return [
    plugin('GetBackups', {}, 'List<BackupManifest>', () => backups.listBackups(), needs('ViewBackupsList')),
    plugin(
      'TakeBackup',
      {
        Title: 'String',
        Description: 'String',
        Sticky: 'Boolean',
        'Local?': 'Boolean',
        'S3?': 'Boolean',
        'WasCreatedAutomatically?': 'Boolean',
      },
      'ActionResult',
      (call) =>
        backups.takeBackup(
          text(call, 'Title'),
          text(call, 'Description'),
          flag(call, 'Sticky'),
          sessionOf(call).user,
        ),
      needs('CreateBackup'),
    ),
    plugin(
      'RestoreBackup',
      { BackupId: 'Guid', 'DeleteExistingData?': 'Boolean' },
      'ActionResult',
      (call) => backups.restore(text(call, 'BackupId'), flag(call, 'DeleteExistingData')),
      needs('RestoreBackup'),
    ),
    plugin(
      'DeleteLocalBackup',
      { BackupId: 'Guid' },
      'Void',
      async (call) => {
        await backups.delete(text(call, 'BackupId'));
        return VOID;
      },
      needs('DeleteBackup'),
    ),
    plugin(
      'SetBackupSticky',
      { BackupId: 'Guid', Sticky: 'Boolean' },
      'ActionResult',
      (call) => backups.setSticky(text(call, 'BackupId'), flag(call, 'Sticky')),
      needs('ToggleStickiness'),
    ),
    plugin('RefreshBackupList', {}, 'Void', () => VOID, needs('ViewBackupsList')),
  ];
}
