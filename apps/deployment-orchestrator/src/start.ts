import 'reflect-metadata';
import { HOST_SETTINGS_PATH, HostSettings, runService } from '@archivesmp/service-kit';
import { deploymentOrchestrator } from './deployment-orchestrator.service.js';

await runService(deploymentOrchestrator, HostSettings, HOST_SETTINGS_PATH);
