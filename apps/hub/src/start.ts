import 'reflect-metadata';
import { HOST_SETTINGS_PATH, HostSettings, runService } from '@archivesmp/service-kit';
import { hub } from './hub.service.js';

await runService(hub, HostSettings, HOST_SETTINGS_PATH);
