export { BackupModule } from './backup.module.js';
export { BackupHostSettings, BackupSettings } from './settings/backup-settings.js';
export { backup } from './backup.service.js';
