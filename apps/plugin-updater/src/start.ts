import 'reflect-metadata';
import { HOST_SETTINGS_PATH, HostSettings, runService } from '@archivesmp/service-kit';
import { pluginUpdater } from './plugin-updater.service.js';

await runService(pluginUpdater, HostSettings, HOST_SETTINGS_PATH);
