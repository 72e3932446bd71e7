import 'reflect-metadata';
import {
  bootService,
  HOST_SETTINGS_PATH,
  HostSettings,
  loadSettings,
  runServices,
} from '@archivesmp/service-kit';
import { driftAnalysis } from './drift-analysis.service.js';

await runServices(async () => {
  const source = { argv: process.argv.slice(2), env: process.env, defaultPath: HOST_SETTINGS_PATH };
  return [await bootService(driftAnalysis, loadSettings(HostSettings, source))];
});
