import 'reflect-metadata';
import { HOST_SETTINGS_PATH, HostSettings, runService } from '@archivesmp/service-kit';
import { driftAnalysis } from './drift-analysis.service.js';

await runService(driftAnalysis, HostSettings, HOST_SETTINGS_PATH);
