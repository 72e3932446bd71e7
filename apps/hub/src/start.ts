import 'reflect-metadata';
import {
  bootService,
  HOST_SETTINGS_PATH,
  HostSettings,
  loadSettings,
  runServices,
} from '@archivesmp/service-kit';
import { hub } from './hub.service.js';

const source = { argv: process.argv.slice(2), env: process.env, defaultPath: HOST_SETTINGS_PATH };
await runServices(async () => [await bootService(hub, loadSettings(HostSettings, source))]);
