import 'reflect-metadata';
import { HOST_SETTINGS_PATH, runService } from '@archivesmp/service-kit';
import { HubSettings } from './hub-settings.js';
import { hub } from './hub.service.js';

await runService(hub, HubSettings, HOST_SETTINGS_PATH);
