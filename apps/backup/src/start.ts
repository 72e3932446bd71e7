import 'reflect-metadata';
import { HOST_SETTINGS_PATH, runService } from '@archivesmp/service-kit';
import { backup } from './backup.service.js';
import { BackupHostSettings } from './settings/backup-settings.js';

await runService(backup, BackupHostSettings, HOST_SETTINGS_PATH);
