import {
  bootService,
  HOST_SETTINGS_PATH,
  HostSettings,
  loadSettings,
  runServices,
} from '@archivesmp/service-kit';
import { webApi } from './web-api.service.js';

await runServices(async () => {
  const argv = process.argv.slice(2);
  const settings = loadSettings(HostSettings, { argv, env: process.env, defaultPath: HOST_SETTINGS_PATH });
  return [await bootService(webApi, settings)];
});
