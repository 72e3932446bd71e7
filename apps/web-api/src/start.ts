import { HOST_SETTINGS_PATH, HostSettings, runService } from '@archivesmp/service-kit';
import { webApi } from './web-api.service.js';

await runService(webApi, HostSettings, HOST_SETTINGS_PATH);
