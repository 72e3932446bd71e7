import 'reflect-metadata';
import { HOST_SETTINGS_PATH, runService } from '@archivesmp/service-kit';
import { pluginUpdater } from './plugin-updater.service.js';
import { PluginUpdaterHostSettings } from './settings/plugin-updater-settings.js';

await runService(pluginUpdater, PluginUpdaterHostSettings, HOST_SETTINGS_PATH);
