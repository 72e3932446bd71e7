export { BackupModule } from './backup.module.js';
export { backup } from './backup.service.js';
