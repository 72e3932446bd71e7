import 'reflect-metadata';
import { HOST_SETTINGS_PATH, HostSettings, runService } from '@archivesmp/service-kit';
import { backup } from './backup.service.js';

await runService(backup, HostSettings, HOST_SETTINGS_PATH);
